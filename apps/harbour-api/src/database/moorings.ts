import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Berth } from '../contract/berth.ts'
import type { Mooring, NewMooring } from '../contract/mooring.ts'
import type { Conflict } from '../contract/problem.ts'
import type { Vessel } from '../contract/vessel.ts'
import type { BerthRegister } from './berths.ts'

/** What stands in the way of a mooring, in words for a person. */
export interface Refusal {
  readonly reason: Conflict['reason']
  readonly title: string
  readonly detail: string
}

/** Puts vessels to berths and lets them go. */
export interface Moorings {
  /** The stay, or why there is none. */
  moor(vessel: Vessel, berth: Berth, wanted: NewMooring): Mooring | Refusal
  /** The stay that ended, or why none did. */
  castOff(vessel: Vessel): Mooring | Refusal
}

const HOUR_MS = 3_600_000

/** Makes the moorings over a database; `now` gives milliseconds since the Unix epoch. */
export function createMoorings(database: DatabaseSync, now: () => number): Moorings {
  const add = database.prepare('INSERT INTO mooring VALUES (?, ?, ?, ?, ?, NULL)')
  const end = database.prepare('UPDATE mooring SET left_ms = ? WHERE vessel_id = ? AND left_ms IS NULL')
  const roads = database.prepare(`UPDATE vessel SET movement = 'under-way' WHERE id = ?`)
  return {
    moor(vessel, berth, { stayHours }) {
      const refusal = refusalOf(vessel, berth)
      if (refusal) return refusal
      const [id, sinceMs] = [randomUUID(), now()]
      const untilMs = sinceMs + stayHours * HOUR_MS
      add.run(id, vessel.id, berth.id, sinceMs, untilMs)
      return {
        id,
        vesselId: vessel.id,
        vesselName: vessel.name,
        berthId: berth.id,
        berthName: berth.name,
        harbourId: berth.harbourId,
        harbourName: berth.harbourName,
        since: new Date(sinceMs).toISOString(),
        until: new Date(untilMs).toISOString(),
      }
    },
    castOff(vessel) {
      if (vessel.mooring === null)
        return { reason: 'not-moored', title: 'Not moored', detail: `${vessel.name} is not alongside anywhere.` }
      end.run(now(), vessel.id)
      roads.run(vessel.id)
      return { ...vessel.mooring, until: new Date(now()).toISOString() }
    },
  }
}

/** The free berths a refused vessel could have instead. */
export function alternativesFor(vessel: Vessel, berths: BerthRegister): Berth[] {
  return vessel.mooring ? [] : berths.free(vessel, 3)
}

function refusalOf(vessel: Vessel, berth: Berth): Refusal | undefined {
  const { name, mooring, lengthM, draughtM } = vessel
  if (mooring)
    return {
      reason: 'already-moored',
      title: 'Already moored',
      detail: `${name} lies at ${mooring.berthName}, ${mooring.harbourName}.`,
    }
  if (draughtM >= berth.depthM)
    return {
      reason: 'draught-too-deep',
      title: 'Draught too deep',
      detail: `${name} draws ${draughtM} m; ${berth.name} is ${berth.depthM} m deep.`,
    }
  if (lengthM > berth.lengthM)
    return {
      reason: 'vessel-too-long',
      title: 'Vessel too long',
      detail: `${name} is ${lengthM} m long; ${berth.name} takes ${berth.lengthM} m.`,
    }
  if (berth.closed)
    return { reason: 'berth-closed', title: 'Berth closed', detail: `${berth.name} is closed to moorings.` }
  if (berth.takenBy)
    return {
      reason: 'berth-taken',
      title: 'Berth taken',
      detail: `${berth.takenBy.vesselName} lies at ${berth.name}.`,
    }
  return undefined
}
