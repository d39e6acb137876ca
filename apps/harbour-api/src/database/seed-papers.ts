import type { DatabaseSync } from 'node:sqlite'
import type { VesselKind } from '../contract/vessel.ts'
import { ports } from './fleet.ts'

type Goods = readonly (readonly [goods: string, tonsPerPackage: number, hazardClass: string | null])[]

/** What each kind of vessel carries; the kinds that are missing carry none. */
const GOODS: Readonly<Partial<Record<VesselKind, Goods>>> = {
  container: [
    ['Machine parts', 14, null],
    ['Coffee, green', 19, null],
    ['Paint and varnish', 12, '3'],
    ['Lithium batteries', 9, '9'],
    ['Refrigerated fruit', 21, null],
    ['Paper rolls', 24, null],
  ],
  tanker: [
    ['Marine gas oil', 4_200, '3'],
    ['Methanol', 2_600, '3'],
    ['Rapeseed oil', 3_100, null],
  ],
  bulk: [
    ['Wheat', 6_400, null],
    ['Iron ore pellets', 9_800, null],
    ['Road salt', 3_700, null],
  ],
  ferry: [
    ['Lorries and trailers', 27, null],
    ['Passenger cars', 2, null],
  ],
  fishing: [
    ['Herring, iced', 1, null],
    ['Cod, frozen', 1, null],
  ],
}

const DOCUMENTS = ['Crew list.pdf', 'Ballast water report.pdf', 'Bill of lading.pdf', 'Waste notification.pdf']
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Puts voyages, cargo and documents into the files of seeded vessels; the same ones each time. */
export function seedPapers(database: DatabaseSync, nowMs: number, random: () => number): void {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1))
  const addVoyage = database.prepare('INSERT INTO voyage VALUES (?, ?, ?, ?, ?, ?)')
  const addCargo = database.prepare('INSERT INTO cargo VALUES (?, ?, ?, ?, ?, ?)')
  const addDocument = database.prepare('INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, NULL)')
  const vessels = database
    .prepare(
      `SELECT vessel.id, kind, last_port AS port, mooring.since_ms AS sinceMs, harbour.name AS harbour
       FROM vessel LEFT JOIN mooring ON mooring.vessel_id = vessel.id AND left_ms IS NULL
       LEFT JOIN berth ON berth.id = mooring.berth_id LEFT JOIN harbour ON harbour.id = berth.harbour_id`,
    )
    .all() as { id: string; kind: VesselKind; port: string; sinceMs: number | null; harbour: string | null }[]
  for (const { id, kind, port, sinceMs, harbour } of vessels) {
    let arrivedMs = sinceMs
    let departedMs = (sinceMs ?? nowMs) - between(20, 70) * HOUR_MS
    let [from, to] = [port, harbour ?? 'Merrow Sound']
    // A tug stays where it is at home.
    for (let voyage = kind === 'tug' ? 0 : between(2, 4); voyage > 0; voyage--) {
      addVoyage.run(`${id}-v${voyage}`, id, from, to, departedMs, arrivedMs)
      to = from
      do from = ports[between(0, ports.length - 1)] as string
      while (from === to)
      arrivedMs = departedMs - between(8, 30) * HOUR_MS
      departedMs = arrivedMs - between(30, 120) * HOUR_MS
    }
    for (const [index, [goods, tonsPerPackage, hazardClass]] of (GOODS[kind] ?? []).entries()) {
      const packages = tonsPerPackage > 1_000 ? between(1, 3) : between(4, 90)
      addCargo.run(`${id}-c${index}`, id, goods, packages * tonsPerPackage, packages, hazardClass)
    }
    const count = GOODS[kind] ? between(1, 3) : 0
    for (const [index, name] of DOCUMENTS.slice(0, count).entries())
      addDocument.run(`${id}-d${index}`, id, name, between(18_000, 640_000), 'Agent', nowMs - between(1, 9) * DAY_MS)
  }
}
