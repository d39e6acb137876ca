import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Measured } from '../../overhead/measure.ts'
import type { Row, Table } from '../../report.ts'
import { type Case, cases, counted, listener, manual, plain, traced, unheard, watched } from './cases.ts'

/** How often each case is measured, each time in a fresh process. */
const REPETITIONS = 9

/** CPU time that watching adds to a call. */
export async function overhead(): Promise<Table[]> {
  const runs = new Map(cases.map((each) => [each, [] as number[]]))
  const bareUs: number[] = []
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < REPETITIONS; i++) {
    for (const [{ name }, ratios] of runs) {
      const found = await runAlone<Measured>(join(import.meta.dirname, 'one-case.ts'), [name])
      ratios.push(found.us / found.bareUs)
      bareUs.push(found.bareUs)
    }
  }
  const ratiosOf = (each: Case): readonly number[] => runs.get(each) ?? []
  const added = (each: Case): number => quarter(ratiosOf(each)) - quarter(ratiosOf(plain))
  const row = (each: Case, value: number, limit?: number): Row => ({
    name: each.name,
    value: round(value),
    ...(limit !== undefined && { limit }),
    columns: {
      from: round(Math.min(...ratiosOf(each))),
      to: round(Math.max(...ratiosOf(each))),
      '× bare': round(quarter(ratiosOf(each))),
      'µs added': round(added(each) * quarter(bareUs)),
    },
  })
  const notes = [
    'Each in a process of its own, in turns with a bare stub fetch and json(). `from` and `to` are of `× bare`.',
    `25th percentile of 40 rounds and of ${REPETITIONS} processes. \`µs added\`: at the bare call's speed.`,
  ]
  return [
    {
      title: `Monitoring, overhead in Node ${process.versions.node}: CPU time that is added to a call`,
      unit: '× bare call',
      rows: [
        row(unheard, added(unheard), 0.1),
        row(listener, added(listener)),
        row(watched, added(watched), 0.2),
        row(counted, added(counted)),
        row(traced, added(traced)),
        row(manual, added(manual)),
      ],
      notes: [...notes, `${plain.name}: ${round(quarter(ratiosOf(plain)))} × bare.`],
    },
    {
      title: 'Monitoring, what otel() adds to a call beside the same spans and records made by hand',
      unit: '× by hand',
      rows: [row(traced, added(traced) / added(manual), 1.2), row(manual, 1)],
      notes: [
        'By hand: two spans and five records, in the same SDK with the same null exporter; no trace context is sent.',
      ],
    },
  ]
}

function quarter(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
