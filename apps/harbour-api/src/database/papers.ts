import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** One voyage of a vessel. Times are milliseconds since the Unix epoch. */
export interface VoyageRow {
  readonly id: string
  readonly fromPort: string
  readonly toPort: string
  readonly departedMs: number
  /** Null while it goes on. */
  readonly arrivedMs: number | null
}

/** One kind of goods that a vessel carries. */
export interface CargoRow {
  readonly id: string
  readonly goods: string
  readonly tons: number
  readonly packages: number
  /** A class of the IMDG Code, where the goods are dangerous. */
  readonly hazardClass: string | null
}

/** A document in a vessel's file. */
export interface DocumentRow {
  readonly id: string
  readonly vesselId: string
  readonly name: string
  readonly bytes: number
  readonly addedBy: string
  readonly addedMs: number
}

/** What a vessel's file has beside the vessel. */
export interface Papers {
  /** The latest first. */
  voyages(vesselId: string): VoyageRow[]
  cargo(vesselId: string): CargoRow[]
  /** The latest first. */
  documents(vesselId: string): DocumentRow[]
  add(vesselId: string, name: string, content: Uint8Array, officer: string): DocumentRow
  rename(vesselId: string, name: string): void
}

/** Documents that a file takes. */
export const MAX_DOCUMENTS = 40

const DOCUMENT = 'SELECT id, vessel_id AS vesselId, name, bytes, added_by AS addedBy, added_ms AS addedMs FROM document'

/** Makes the papers over a database; `now` gives milliseconds since the Unix epoch. */
export function createPapers(database: DatabaseSync, now: () => number): Papers {
  const voyages = database.prepare(
    `SELECT id, from_port AS fromPort, to_port AS toPort, departed_ms AS departedMs, arrived_ms AS arrivedMs
     FROM voyage WHERE vessel_id = ? ORDER BY departed_ms DESC`,
  )
  const cargo = database.prepare(
    'SELECT id, goods, tons, packages, hazard_class AS hazardClass FROM cargo WHERE vessel_id = ? ORDER BY tons DESC',
  )
  const documents = database.prepare(`${DOCUMENT} WHERE vessel_id = ? ORDER BY added_ms DESC, rowid DESC`)
  const document = database.prepare(`${DOCUMENT} WHERE id = ?`)
  const add = database.prepare('INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?)')
  const rename = database.prepare('UPDATE vessel SET name = ? WHERE id = ?')
  return {
    voyages: (id) => voyages.all(id) as unknown as VoyageRow[],
    cargo: (id) => cargo.all(id) as unknown as CargoRow[],
    documents: (id) => documents.all(id) as unknown as DocumentRow[],
    add(vesselId, name, content, officer) {
      const id = randomUUID()
      add.run(id, vesselId, name, content.byteLength, officer, now(), content)
      return document.get(id) as unknown as DocumentRow
    },
    rename: (id, name) => void rename.run(name, id),
  }
}
