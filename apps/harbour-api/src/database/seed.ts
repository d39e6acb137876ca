import type { DatabaseSync } from 'node:sqlite'
import { type VesselKind, VesselKind as kinds } from '../contract/vessel.ts'
import { seedPapers } from './seed-papers.ts'
import { type Build, builds, flags, harbours, masters, names, ports } from './fleet.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Two berths in three are taken, so that there is both a conflict and a way out of it in every harbour. */
const TAKEN_OF_THREE = 2

interface SeededVessel {
  readonly id: string
  readonly kind: VesselKind
  readonly lengthM: number
  readonly draughtM: number
}

/**
 * Fills an empty database with harbours, berths, vessels and their stays: the same ones each time, with times counted
 * from `nowMs`.
 */
export function seed(database: DatabaseSync, nowMs: number): void {
  const random = createRandom(1914)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  database.exec('BEGIN')
  const berths = seedHarbours(database)
  const vessels = kinds.options.flatMap((kind) => names[kind].map((name) => ({ kind, name })))
  const seeded = vessels.map(({ kind, name }, index) => seedVessel(database, kind, name, index, random, pick))
  const addStay = database.prepare('INSERT INTO mooring VALUES (?, ?, ?, ?, ?, ?)')
  let stays = 0
  const stay = (
    vessel: SeededVessel,
    berthId: string,
    sinceMs: number,
    untilMs: number,
    leftMs: number | null,
  ): void => {
    stays += 1
    addStay.run(`m-${String(stays).padStart(4, '0')}`, vessel.id, berthId, sinceMs, untilMs, leftMs)
  }
  for (const vessel of seeded) {
    const suitable = berths.filter((berth) => berth.lengthM >= vessel.lengthM && berth.depthM > vessel.draughtM)
    for (let past = 1 + Math.floor(random() * 3); past > 0 && suitable.length > 0; past--) {
      const sinceMs = nowMs - past * 9 * DAY_MS - Math.floor(random() * 5 * DAY_MS)
      const leftMs = sinceMs + 6 * HOUR_MS + Math.floor(random() * 60 * HOUR_MS)
      stay(vessel, pick(suitable).id, sinceMs, leftMs, leftMs)
    }
  }
  const free = new Set(seeded)
  for (const [index, berth] of berths.entries()) {
    if (index % 3 >= TAKEN_OF_THREE) continue
    const fitting = [...free].filter(
      (vessel) => vessel.kind === berth.kind && vessel.lengthM <= berth.lengthM && vessel.draughtM < berth.depthM,
    )
    // The one that fills the berth best: no sloop on a schooner's berth.
    const vessel = fitting.toSorted((a, b) => b.lengthM - a.lengthM)[0]
    if (vessel === undefined) continue
    free.delete(vessel)
    const sinceMs = nowMs - 2 * HOUR_MS - Math.floor(random() * 40 * HOUR_MS)
    stay(vessel, berth.id, sinceMs, nowMs + 3 * HOUR_MS + Math.floor(random() * 60 * HOUR_MS), null)
  }
  seedPapers(database, nowMs, createRandom(1915))
  database.exec('COMMIT')
}

function seedHarbours(database: DatabaseSync): { id: string; lengthM: number; depthM: number; kind: VesselKind }[] {
  const addHarbour = database.prepare('INSERT INTO harbour VALUES (?, ?)')
  const addBerth = database.prepare('INSERT INTO berth VALUES (?, ?, ?, ?, ?, 0)')
  return harbours.flatMap((harbour) => {
    addHarbour.run(harbour.id, harbour.name)
    return harbour.berths.map(([name, lengthM, depthM, kind]) => {
      const id = `${harbour.id}-${slug(name)}`
      addBerth.run(id, harbour.id, name, lengthM, depthM)
      return { id, lengthM, depthM, kind }
    })
  })
}

function seedVessel(
  database: DatabaseSync,
  kind: VesselKind,
  name: string,
  index: number,
  random: () => number,
  pick: <T>(values: readonly T[]) => T,
): SeededVessel {
  const build: Build = builds[kind]
  const [shortest, longest] = build.lengthM
  const lengthM = tenths(shortest + random() * (longest - shortest))
  const beamM = tenths(lengthM * build.beamPerLength)
  const draughtM = tenths(lengthM * build.draughtPerLength * (0.9 + random() * 0.2))
  const letters = Array.from({ length: 4 }, () => String.fromCodePoint(65 + Math.floor(random() * 26))).join('')
  const id = slug(name)
  database
    .prepare('INSERT INTO vessel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      id,
      name,
      kind,
      pick(flags),
      imoNumber(903_000 + index * 137),
      `${letters.slice(0, 3)}${index}`,
      lengthM,
      beamM,
      draughtM,
      1988 + Math.floor(random() * 37),
      Math.round(lengthM * beamM * draughtM * build.tonnagePerCubicM),
      pick(masters),
      pick(ports),
      pick(['anchored', 'approaching', 'under-way']),
    )
  return { id, kind, lengthM, draughtM }
}

/** Six digits and the check digit of the IMO's scheme. */
function imoNumber(six: number): string {
  const digits = String(six)
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * (7 - index), 0)
  return `${digits}${sum % 10}`
}

function slug(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

/** Random numbers that are the same in every run (mulberry32). */
function createRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
