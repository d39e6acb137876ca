import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import type { Measured } from '../../overhead/measure.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import type { Asking, Policy } from '../asking.ts'
import { askings, reference } from '../askings.ts'

/** How often each client is measured, each time in a fresh process. */
const REPETITIONS = 5

/** What one query costs, beside urql's in the same run. */
export async function overhead(): Promise<Table[]> {
  const caching = askings.filter(({ hasNoCache }) => !hasNoCache)
  return [
    {
      title: 'GraphQL, a query of ten items over a stub fetch: CPU time in Node',
      unit: '× urql',
      rows: await rowsOf(askings, 'network-only', { Fairlead: 1, 'Fairlead, no cache': 1 }),
      notes: [
        `Median of ${REPETITIONS} processes, all clients once before any again; in each process in turns with the bare call.`,
        'Ours has its retries and deadlines on; with a cache, what comes is kept. `× bare` is of stub, stringify and parse.',
      ],
    },
    {
      title: 'GraphQL, a query that the cache answers: CPU time in Node',
      unit: '× urql',
      rows: await rowsOf(caching, 'cache-first', {}),
    },
  ]
}

async function rowsOf(
  cases: readonly Asking[],
  policy: Policy,
  limits: Readonly<Record<string, number>>,
): Promise<Row[]> {
  const runs = new Map(cases.map((each) => [each, [] as Measured[]]))
  for (let i = 0; i < REPETITIONS; i++) {
    for (const [{ name }, found] of runs)
      found.push(await runAlone<Measured>(join(import.meta.dirname, 'one-case.ts'), [name, policy]))
  }
  const ratios = (each: Asking): number[] =>
    (runs.get(each) ?? []).map(({ us, bareUs }) => us / bareUs).toSorted((a, b) => a - b)
  const urqlRatio = median(ratios(reference))
  return cases.map((each) => {
    const all = ratios(each)
    const { name, packageName } = each
    const limit = limits[name]
    return {
      name: packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`),
      value: round(median(all) / urqlRatio),
      ...(limit !== undefined && { limit }),
      columns: {
        from: round((all[0] ?? 0) / urqlRatio),
        to: round((all.at(-1) ?? 0) / urqlRatio),
        '× bare': round(median(all)),
        'µs a query': round(median((runs.get(each) ?? []).map(({ us }) => us).toSorted((a, b) => a - b))),
      },
    }
  })
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
const round = (value: number): number => Math.round(value * 100) / 100
