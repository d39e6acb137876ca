import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Vessel, VesselFile, VesselPage, VesselQuery } from '../contract/vessel.ts'
import { type MooringRow, mooringOf, stayColumns, stayJoins } from './stays.ts'

interface VesselRow {
  id: string
  name: string
  kind: Vessel['kind']
  flag: string
  imo: string
  call_sign: string
  length_m: number
  beam_m: number
  draught_m: number
  movement: Exclude<Vessel['status'], 'moored'>
  built_year: number
  gross_tonnage: number
  master: string
  last_port: string
}

type ListedRow = VesselRow & { [column in keyof MooringRow]: MooringRow[column] | null }

/** Reads of the vessel register. */
export interface VesselRegister {
  list(query: VesselQuery): VesselPage
  /** Undefined where there is no such vessel. */
  byId(id: string): VesselFile | undefined
}

const ORDERS = { name: 'vessel.name', length: 'vessel.length_m DESC', draught: 'vessel.draught_m DESC' } as const

const FROM = `FROM vessel LEFT JOIN mooring ON mooring.vessel_id = vessel.id AND mooring.left_ms IS NULL ${stayJoins('LEFT')}`

/** Makes the register over a database. */
export function createVesselRegister(database: DatabaseSync): VesselRegister {
  const one = database.prepare(`SELECT vessel.*, ${stayColumns} ${FROM} WHERE vessel.id = ?`)
  const past = database.prepare(
    `SELECT vessel.name AS vessel_name, ${stayColumns} FROM mooring JOIN vessel ON vessel.id = mooring.vessel_id ${stayJoins('')}
     WHERE mooring.vessel_id = ? AND mooring.left_ms IS NOT NULL ORDER BY mooring.since_ms DESC LIMIT 8`,
  )
  const flags = database.prepare('SELECT DISTINCT flag FROM vessel ORDER BY flag')
  return {
    list(query) {
      const { sql, values } = conditionOf(query)
      const { total } = database.prepare(`SELECT count(*) AS total ${FROM} ${sql}`).get(...values) as { total: number }
      const pageCount = Math.max(1, Math.ceil(total / query.pageSize))
      const rows = database
        .prepare(
          `SELECT vessel.*, ${stayColumns} ${FROM} ${sql} ORDER BY ${ORDERS[query.sort]}, vessel.id LIMIT ? OFFSET ?`,
        )
        .all(...values, query.pageSize, (query.page - 1) * query.pageSize) as unknown as ListedRow[]
      return {
        items: rows.map(vesselOf),
        total,
        page: query.page,
        pageCount,
        flags: (flags.all() as { flag: string }[]).map(({ flag }) => flag),
      }
    },
    byId(id) {
      const row = one.get(id) as unknown as ListedRow | undefined
      if (row === undefined) return undefined
      return {
        ...vesselOf(row),
        master: row.master,
        lastPort: row.last_port,
        builtYear: row.built_year,
        grossTonnage: row.gross_tonnage,
        history: (past.all(id) as unknown as (MooringRow & { vessel_name: string })[]).map((stay) =>
          mooringOf({ ...stay, until_ms: stay.left_ms ?? stay.until_ms }, { id, name: stay.vessel_name }),
        ),
      }
    },
  }
}

function conditionOf({ q, kind, status, flag, harbour }: VesselQuery): { sql: string; values: SQLInputValue[] } {
  const parts: string[] = []
  const values: SQLInputValue[] = []
  const add = (sql: string, ...more: SQLInputValue[]): void => {
    parts.push(sql)
    values.push(...more)
  }
  if (q) {
    const like = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const matches = (column: string): string => String.raw`vessel.${column} LIKE ? ESCAPE '\'`
    add(`(${['name', 'call_sign', 'imo'].map(matches).join(' OR ')})`, like, like, like)
  }
  if (kind) add('vessel.kind = ?', kind)
  if (flag) add('vessel.flag = ?', flag.toUpperCase())
  if (harbour) add('berth.harbour_id = ?', harbour)
  if (status === 'moored') add('mooring.id IS NOT NULL')
  else if (status) add('mooring.id IS NULL AND vessel.movement = ?', status)
  return { sql: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values }
}

function vesselOf(row: ListedRow): Vessel {
  const moored = row.stay_id === null ? null : mooringOf(row as MooringRow, row)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    flag: row.flag,
    imo: row.imo,
    callSign: row.call_sign,
    lengthM: row.length_m,
    beamM: row.beam_m,
    draughtM: row.draught_m,
    status: moored ? 'moored' : row.movement,
    mooring: moored,
  }
}
