import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Measured } from '../../overhead/measure.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { type Case, policies, queues } from './cases.ts'

/** How often each case is measured, each time in a fresh process; the least counts. */
const REPETITIONS = 3

/** What a policy adds to a call that does nothing and is waited for. */
export async function overhead(): Promise<Table[]> {
  const notes = [
    `Less the bare call, in turns with it; 25th percentile of 40 rounds, the least of ${REPETITIONS} processes.`,
  ]
  return [
    {
      title: 'Queue, one call at a time: CPU time that a queue with nothing in it adds',
      unit: 'µs',
      rows: await rowsOf(queues),
      notes,
    },
    {
      title: 'Queue, one call at a time: CPU time that a policy adds',
      unit: 'µs',
      rows: await rowsOf(policies),
      notes,
    },
  ]
}

async function rowsOf(cases: readonly Case[]): Promise<Row[]> {
  const runs = new Map(cases.map((each) => [each, [] as number[]]))
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < REPETITIONS; i++) {
    for (const [{ name }, found] of runs) {
      const { us, bareUs } = await runAlone<Measured>(join(import.meta.dirname, 'one-case.ts'), [name])
      found.push(us - bareUs)
    }
  }
  const first = Math.min(...(runs.values().next().value ?? []))
  return [...runs].map(([{ name, packageName }, found]) => ({
    name: packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`),
    value: round(Math.min(...found)),
    columns: { to: round(Math.max(...found)), '× the first': round(Math.min(...found) / first) },
  }))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
