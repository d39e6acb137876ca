import { type Row, versionOf } from '../report.ts'
import type { Case } from './cases.ts'
import type { Measured } from './measure.ts'

/** How often each case is measured, each time in a fresh process. */
export const repetitions = 3

/** The rows of a table: for each case the median ratio of its repetitions. */
export function rowsOf(
  cases: readonly Case[],
  runs: ReadonlyMap<Case, readonly Measured[]>,
  on: 'node' | 'chromium',
): Row[] {
  return cases.map((each) => {
    const found = (runs.get(each) ?? []).toSorted((a, b) => a.us / a.bareUs - b.us / b.bareUs)
    const { us, bareUs } = found[Math.floor(found.length / 2)] ?? { us: Number.NaN, bareUs: Number.NaN }
    const limit = each.limits?.[on]
    const name = each.packageName === undefined ? each.name : `${each.name} ${versionOf(each.packageName)}`
    const columns = {
      from: round(Math.min(...found.map((run) => run.us / run.bareUs))),
      to: round(Math.max(...found.map((run) => run.us / run.bareUs))),
      'µs a call': round(us),
      'µs bare': round(bareUs),
    }
    return { name, value: round(us / bareUs), columns, ...(limit !== undefined && { limit }) }
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
