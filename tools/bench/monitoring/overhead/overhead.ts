import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Measured } from '../../overhead/measure.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import { type Case, cases, counted, faro, listener, manual, plain, traced, unheard, watched } from './cases.ts'
import { REQUESTS, measurements, promClient, registry } from './measurements.ts'

/** How often each case is measured, each time in a fresh process. */
const REPETITIONS = 9

/** CPU time that watching adds to a call. */
export async function overhead(): Promise<Table[]> {
  const runs = new Map([...cases, ...measurements].map((each) => [each, [] as number[]]))
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
  // Faro has no client: what is below it is the bare call.
  const below = (each: Case): number => (each === faro ? 1 : quarter(ratiosOf(plain)))
  const added = (each: Case): number => quarter(ratiosOf(each)) - below(each)
  const ofOne = (each: Case): number => quarter(ratiosOf(each)) / REQUESTS
  const row = (each: Case, value: number, limit?: number): Row => ({
    name: nameOf(each),
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
        row(faro, added(faro)),
      ],
      notes: [
        ...notes,
        `${plain.name}: ${round(quarter(ratiosOf(plain)))} × bare. Faro: over the bare call, told of it by a stand-in for the page.`,
      ],
    },
    {
      title: 'Monitoring, what otel() adds to a call beside the same spans and records made by hand',
      unit: '× by hand',
      rows: [row(traced, added(traced) / added(manual), 1.2), row(manual, 1)],
      notes: [
        'By hand: two spans, their contexts, `traceparent` and five records, in the same SDK with the same null exporter.',
      ],
    },
    {
      title: 'Monitoring, a request measured for Prometheus: a gauge up and down and a histogram, with the same labels',
      unit: '× prom-client',
      rows: [registry, promClient].map((each) => ({
        name: nameOf(each),
        value: round(ofOne(each) / ofOne(promClient)),
        columns: {
          from: round((Math.min(...ratiosOf(each)) / REQUESTS) * 1_000) / 1_000,
          to: round((Math.max(...ratiosOf(each)) / REQUESTS) * 1_000) / 1_000,
          '× bare': round(ofOne(each) * 1_000) / 1_000,
          'µs each': round(ofOne(each) * quarter(bareUs)),
        },
      })),
      notes: [
        'Labels of twenty endpoints and two statuses, made anew for each request. `from` and `to` are of `× bare`.',
      ],
    },
  ]
}

const packages = new Map([
  [faro, '@grafana/faro-web-sdk'],
  [promClient, 'prom-client'],
])

function nameOf(each: Case): string {
  const packageName = packages.get(each)
  return packageName === undefined ? each.name : `${each.name} ${versionOf(packageName)}`
}

function quarter(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
