import type { Mooring } from '../contract/mooring.ts'
import type { VesselFile } from '../contract/vessel.ts'
import { type CargoRow, type DocumentRow, MAX_DOCUMENTS, type Papers, type VoyageRow } from '../database/papers.ts'
import type { VesselRegister } from '../database/vessels.ts'
import type { BerthChange, BerthChanges } from './berth-changes.ts'
import { type Asker, officerOf, refusal } from './context.ts'
import { askCustoms } from './customs.ts'

/** What the resolvers work on. */
export interface FileDesk {
  readonly vessels: VesselRegister
  readonly papers: Papers
  readonly changes: BerthChanges
}

const MAX_DOCUMENT_BYTES = 1024 * 1024
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .'’-]{1,39}$/u

const instant = (ms: number): string => new Date(ms).toISOString()

/** The work behind each field. */
export function createResolvers({ vessels, papers, changes }: FileDesk) {
  const vesselOf = (id: string): VesselFile => {
    const vessel = vessels.byId(id)
    if (!vessel) throw refusal('NOT_FOUND', 'There is no such vessel.')
    return vessel
  }
  return {
    Query: {
      vessel: (_: unknown, { id }: { id: string }) => vessels.byId(id) ?? null,
    },
    Mutation: {
      renameVessel(_: unknown, { id, name }: { id: string; name: string }, asker: Asker) {
        officerOf(asker)
        const wanted = name.trim().replaceAll(/\s+/g, ' ')
        if (!NAME.test(wanted))
          throw refusal('BAD_USER_INPUT', 'A name has 2 to 40 letters, digits, spaces or hyphens.')
        papers.rename(vesselOf(id).id, wanted)
        return vesselOf(id)
      },
      async addDocument(_: unknown, { vessel: id, file }: { vessel: string; file: File }, asker: Asker) {
        const officer = officerOf(asker)
        const vessel = vesselOf(id)
        const name = file.name.slice(0, 80)
        if (name === '' || file.size === 0) throw refusal('BAD_USER_INPUT', 'There is nothing in this file.')
        if (file.size > MAX_DOCUMENT_BYTES) throw refusal('BAD_USER_INPUT', 'A document has at most 1 MB.')
        if (papers.documents(id).length >= MAX_DOCUMENTS) throw refusal('BAD_USER_INPUT', 'Her file is full.')
        papers.add(vessel.id, name, new Uint8Array(await file.arrayBuffer()), officer.name)
        return vessel
      },
    },
    Subscription: {
      berthChanged: {
        subscribe(_: unknown, { vessel }: { vessel: string }, asker: Asker) {
          officerOf(asker)
          return changes.subscribe('berthChanged', vesselOf(vessel).id)
        },
        resolve: (change: BerthChange) => change,
      },
    },
    BerthChange: {
      at: ({ atMs }: BerthChange) => instant(atMs),
      vessel: ({ vesselId }: BerthChange) => vesselOf(vesselId),
    },
    Vessel: {
      berth: ({ mooring }: VesselFile) => mooring,
      // A voyage ends where she is moored.
      voyages: ({ id, mooring }: VesselFile) =>
        papers
          .voyages(id)
          .map((voyage) =>
            voyage.arrivedMs === null && mooring
              ? { ...voyage, toPort: mooring.harbourName, arrivedMs: Date.parse(mooring.since) }
              : voyage,
          ),
      cargo(vessel: VesselFile, _: unknown, asker: Asker) {
        officerOf(asker)
        return askCustoms(papers, vessel.id, asker)
      },
      documents(vessel: VesselFile, _: unknown, asker: Asker) {
        officerOf(asker)
        return papers.documents(vessel.id)
      },
    },
    Berth: {
      id: ({ berthId }: Mooring) => berthId,
      name: ({ berthName }: Mooring) => berthName,
    },
    Voyage: {
      from: ({ fromPort }: VoyageRow) => fromPort,
      to: ({ toPort }: VoyageRow) => toPort,
      departed: ({ departedMs }: VoyageRow) => instant(departedMs),
      arrived: ({ arrivedMs }: VoyageRow) => (arrivedMs === null ? null : instant(arrivedMs)),
    },
    Cargo: {
      tons: (goods: readonly CargoRow[]) => goods.reduce((sum, { tons }) => sum + tons, 0),
      goods: (goods: readonly CargoRow[]) => goods,
    },
    Goods: { name: ({ goods }: CargoRow) => goods },
    Document: { added: ({ addedMs }: DocumentRow) => instant(addedMs) },
  }
}
