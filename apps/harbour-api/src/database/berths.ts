import type { DatabaseSync } from 'node:sqlite'
import type { Berth, Harbour } from '../contract/berth.ts'

/** Reads of harbours and their berths. */
export interface BerthRegister {
  /** @param size the vessel that `fittingBerths` is counted for */
  harbours(size?: { readonly lengthM: number; readonly draughtM: number }): Harbour[]
  /** Undefined where there is no such harbour. */
  ofHarbour(harbourId: string): Berth[] | undefined
  /** Undefined where there is no such berth. */
  byId(id: string): Berth | undefined
  /** Free berths that a vessel of this size fits, the nearest fit first. */
  free(size: { readonly lengthM: number; readonly draughtM: number }, limit: number): Berth[]
  /** Open berths that a vessel of this size fits, taken or not, the nearest fit first. */
  fitting(size: { readonly lengthM: number; readonly draughtM: number }, limit: number): Berth[]
  /** Closes or opens a berth; it must be there. */
  setClosed(id: string, closed: boolean): void
}

interface BerthRow {
  id: string
  name: string
  harbour_id: string
  harbour_name: string
  length_m: number
  depth_m: number
  closed: number
  vessel_id: string | null
  vessel_name: string | null
  until_ms: number | null
}

const SELECT = `SELECT berth.*, harbour.name AS harbour_name, vessel.id AS vessel_id, vessel.name AS vessel_name, mooring.until_ms
  FROM berth JOIN harbour ON harbour.id = berth.harbour_id
  LEFT JOIN mooring ON mooring.berth_id = berth.id AND mooring.left_ms IS NULL
  LEFT JOIN vessel ON vessel.id = mooring.vessel_id`

/** Makes the register over a database. */
export function createBerthRegister(database: DatabaseSync): BerthRegister {
  const harbours = database.prepare(
    `SELECT harbour.id, harbour.name, count(berth.id) AS berths, sum(mooring.id IS NULL AND berth.closed = 0) AS freeBerths,
       sum(mooring.id IS NULL AND berth.closed = 0 AND berth.length_m >= ? AND berth.depth_m > ?) AS fittingBerths
     FROM harbour JOIN berth ON berth.harbour_id = harbour.id
     LEFT JOIN mooring ON mooring.berth_id = berth.id AND mooring.left_ms IS NULL
     GROUP BY harbour.id ORDER BY harbour.name`,
  )
  const known = database.prepare('SELECT 1 FROM harbour WHERE id = ?')
  const ofHarbour = database.prepare(`${SELECT} WHERE berth.harbour_id = ? ORDER BY berth.rowid`)
  const byId = database.prepare(`${SELECT} WHERE berth.id = ?`)
  const setClosed = database.prepare('UPDATE berth SET closed = ? WHERE id = ?')
  const fits =
    'berth.closed = 0 AND berth.length_m >= ? AND berth.depth_m > ? ORDER BY berth.length_m, berth.id LIMIT ?'
  const fitting = database.prepare(`${SELECT} WHERE ${fits}`)
  const free = database.prepare(`${SELECT} WHERE mooring.id IS NULL AND ${fits}`)
  return {
    harbours: ({ lengthM, draughtM } = { lengthM: 0, draughtM: 0 }) =>
      (harbours.all(lengthM, draughtM) as unknown as Harbour[]).map((harbour) => ({ ...harbour })),
    ofHarbour: (id) =>
      known.get(id) === undefined ? undefined : (ofHarbour.all(id) as unknown as BerthRow[]).map(berthOf),
    byId(id) {
      const row = byId.get(id) as unknown as BerthRow | undefined
      return row && berthOf(row)
    },
    setClosed: (id, closed) => void setClosed.run(Number(closed), id),
    fitting: ({ lengthM, draughtM }, limit) =>
      (fitting.all(lengthM, draughtM, limit) as unknown as BerthRow[]).map(berthOf),
    free: ({ lengthM, draughtM }, limit) => (free.all(lengthM, draughtM, limit) as unknown as BerthRow[]).map(berthOf),
  }
}

function berthOf(row: BerthRow): Berth {
  const { vessel_id: vesselId, vessel_name: vesselName, until_ms: untilMs } = row
  return {
    id: row.id,
    name: row.name,
    harbourId: row.harbour_id,
    harbourName: row.harbour_name,
    lengthM: row.length_m,
    depthM: row.depth_m,
    closed: row.closed === 1,
    takenBy:
      vesselId === null || vesselName === null || untilMs === null
        ? null
        : { vesselId, vesselName, until: new Date(untilMs).toISOString() },
  }
}
