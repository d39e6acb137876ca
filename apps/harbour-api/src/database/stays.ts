import type { Mooring } from '../contract/mooring.ts'

/** A stay with the names of its berth and harbour, as `stayColumns` selects it. */
export interface MooringRow {
  stay_id: string
  berth_id: string
  berth_name: string
  harbour_id: string
  harbour_name: string
  since_ms: number
  until_ms: number
  left_ms: number | null
}

/** The columns of a {@link MooringRow}. */
export const stayColumns = `mooring.id AS stay_id, berth.id AS berth_id, berth.name AS berth_name, harbour.id AS harbour_id,
  harbour.name AS harbour_name, mooring.since_ms, mooring.until_ms, mooring.left_ms`

/** The joins that `stayColumns` needs beside the mooring itself. */
export function stayJoins(kind: 'LEFT' | ''): string {
  return `${kind} JOIN berth ON berth.id = mooring.berth_id ${kind} JOIN harbour ON harbour.id = berth.harbour_id`
}

/** A stay as the contract has it. */
export function mooringOf(row: MooringRow, vessel: { readonly id: string; readonly name: string }): Mooring {
  return {
    id: row.stay_id,
    vesselId: vessel.id,
    vesselName: vessel.name,
    berthId: row.berth_id,
    berthName: row.berth_name,
    harbourId: row.harbour_id,
    harbourName: row.harbour_name,
    since: new Date(row.since_ms).toISOString(),
    until: new Date(row.until_ms).toISOString(),
  }
}
