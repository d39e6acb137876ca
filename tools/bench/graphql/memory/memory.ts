import { join } from 'node:path'
import { runAlone } from '../../cache/processes.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import type { Asking } from '../asking.ts'
import { askings } from '../askings.ts'
import type { Held } from './one-client.ts'

/** How much more may be held after the bound was passed five times or twice, for what a heap holds besides. */
const TOLERANCE = 1.2
const MORE_MB = 0.5

/** What clients hold of what they have asked. */
export async function memory(): Promise<Table[]> {
  const caching = askings.filter(({ hasNoCache }) => !hasNoCache)
  // What one process holds is not disturbed by another one.
  const [documents, results] = await Promise.all([
    rowsOf(askings, 'documents', [1_000, 5_000], 'Fairlead, no cache'),
    rowsOf(caching, 'results', [10_000, 20_000], 'Fairlead'),
  ])
  return [
    {
      title: 'GraphQL, memory held after 5,000 documents that differ',
      unit: 'MB',
      rows: documents,
      notes: [
        'Documents that a program puts together as text. Ours remembers 1,000: more of them may not hold more.',
        'A cache holds the 5,000 results too, in ours half of as many as it may.',
      ],
    },
    {
      title: 'GraphQL, memory held after 20,000 results of one document',
      unit: 'MB',
      rows: results,
      notes: [
        'Ours keeps 10,000 results, those used last: more of them may not hold more.',
        'In Apollo each result costs more than the one before, so that this takes minutes.',
      ],
    },
  ]
}

async function rowsOf(
  cases: readonly Asking[],
  kind: string,
  counts: readonly [number, number],
  bounded: string,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const { name, packageName } of cases) {
    const program = join(import.meta.dirname, 'one-client.ts')
    const { held, cpuUs } = await runAlone<Held>(program, [name, kind, ...counts.map(String)])
    const [first = 0, last = 0] = held
    rows.push({
      name: packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`),
      value: megabytes(last),
      ...(name === bounded && { limit: megabytes(first * TOLERANCE) + MORE_MB }),
      columns: {
        [`after ${counts[0].toLocaleString('en')}`]: megabytes(first),
        'kB each': Math.round(last / counts[1] / 10) / 100,
        'µs each': Math.round(cpuUs / counts[1]),
      },
    })
  }
  return rows
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e4) / 100
