import { join } from 'node:path'
import { runAlone } from '../cache/processes.ts'
import { type Row, type Table, versionOf } from '../report.ts'
import { type Case, cases } from './cache/cases.ts'
import { withServers } from './cache/fleet.ts'
import type { Found, Reads } from './cache/one-cache.ts'
import { type Trouble, inTrouble, requestsPerMiss, staleReads } from './cache/probes.ts'

/** How often each case is measured, each time in a fresh process. */
const REPETITIONS = 3

/** What a cache of two tiers costs and what it gets wrong, beside its peers. */
export async function cache(): Promise<Table[]> {
  return [...(await hits()), await misses(), await stale(), await troubled()]
}

async function hits(): Promise<Table[]> {
  const runs = new Map(cases.map((each) => [each, [] as Found[]]))
  // All cases once, then all again: a slow minute of the machine falls on every case.
  for (let i = 0; i < REPETITIONS; i++) for (const [each, found] of runs) found.push(await hitsOf(each))
  const all = [...runs].map(([each, found]) => [nameOf(each), found] as const)
  const { node } = process.versions
  return [
    {
      title: `Cache of a fleet, a hit in memory, Node ${node}: time of a read over a GET of the same 2 KiB and JSON.parse`,
      unit: '× GET',
      rows: all.map(([name, found]) => {
        const [one, many] = [found.map(({ memory }) => memory), found.map(({ crowd }) => crowd)]
        return {
          name,
          value: ratioOf(one),
          columns: {
            ...columnsOf(one),
            '50 at once: × GET': ratioOf(many),
            'of these a second': perSecond(many),
            'their trips': tripsOf(many),
          },
        }
      }),
      notes: [
        `By the clock, GET and read in turns; the median of ${REPETITIONS} processes, \`from\`, \`to\`: of one. A second: of the best.`,
        'Trips: commands that Redis gets for one read.',
      ],
    },
    {
      title: `Cache of a fleet, a hit in Redis alone, Node ${node}: the same, with nothing in memory`,
      unit: '× GET',
      rows: all.map(([name, found]) => {
        const reads = found.map(({ redis }) => redis)
        return { name, value: ratioOf(reads), columns: columnsOf(reads) }
      }),
    },
  ]
}

function columnsOf(reads: readonly Reads[]): NonNullable<Row['columns']> {
  const ratios = ratiosOf(reads)
  return { from: ratios[0] ?? NaN, to: ratios.at(-1) ?? NaN, 'a second': perSecond(reads), trips: tripsOf(reads) }
}

async function hitsOf({ name }: Case): Promise<Found> {
  return withServers(0, async ({ redis, origin }) => {
    const program = join(import.meta.dirname, 'cache', 'one-cache.ts')
    const found = await runAlone<Found>(program, [name, String(redis.port), origin.url])
    // Each was asked for once when it was stored.
    const further = found.counted.filter((path) => origin.gets(path) > 1).length
    if (further > 0) throw new Error(`${name} went to the server for ${further} answers that Redis had.`)
    return found
  })
}

async function misses(): Promise<Table> {
  const rows: Row[] = []
  for (const each of cases) {
    const [one, four] = [await requestsPerMiss(each, 1), await requestsPerMiss(each, 4)]
    rows.push({ name: nameOf(each), value: four, ...limitOf(each, 1), columns: { 'in one process': one } })
  }
  return {
    title: 'Cache of a fleet, a miss: requests to the server for 50 readers in each of 4 processes',
    unit: 'requests',
    rows,
    notes: ['Of 10 keys, one after the other. The server takes 50 ms.'],
  }
}

async function stale(): Promise<Table> {
  const rows: Row[] = []
  let reads = 0
  for (const each of cases) {
    const found = await staleReads(each)
    reads = found.reads
    // Who believes its memory for a second has said that this may be.
    const limit = each === cases[0] ? { limit: 0 } : {}
    rows.push({ name: nameOf(each), value: found.atOnce, ...limit, columns: { '50 ms later': found.later } })
  }
  return {
    title: `Cache of a fleet, after an invalidation by one process: stale reads of ${reads} in 4 processes`,
    unit: 'at once',
    rows,
    notes: ['All of them began after the invalidation had ended; one reader in each process never rests.'],
  }
}

async function troubled(): Promise<Table> {
  const rows: Row[] = []
  for (const each of cases)
    rows.push(troubleRow(each, await inTrouble(each, 'frozen'), await inTrouble(each, 'refused')))
  return {
    title:
      'Cache of a fleet, Redis frozen or gone: the longest of 10 calls for what is in memory (known) and what is nowhere',
    unit: 'ms',
    rows,
    notes: [
      '∞: a call had not ended after 5 s. The calls come 1.5 s after the trouble began, one after the other.',
      'Ends the program: an error is thrown that no caller can catch.',
    ],
  }
}

function troubleRow(each: Case, frozen: Trouble, refused: Trouble): Row {
  const longest = [frozen.known, frozen.fresh, refused.known, refused.fresh]
  return {
    name: nameOf(each),
    value: Math.max(...longest.map((ms) => (typeof ms === 'string' ? NaN : (ms ?? Infinity)))),
    // The deadline is 50; a busy machine needs a while to say that it is over.
    ...limitOf(each, 100),
    columns: {
      'frozen, known': frozen.known ?? Infinity,
      'frozen, new': frozen.fresh ?? Infinity,
      'gone, known': refused.known ?? Infinity,
      'gone, new': refused.fresh ?? Infinity,
      'ends the program': frozen.isEnded || refused.isEnded ? 'yes' : 'no',
    },
  }
}

/** What is promised of our own. */
function limitOf({ packageName }: Case, limit: number): Pick<Row, 'limit'> {
  return packageName === undefined ? { limit } : {}
}

function nameOf({ name, packageName }: Case): string {
  return packageName === undefined ? name : name.replace(packageName, `${packageName} ${versionOf(packageName)}`)
}

function ratioOf(reads: readonly Reads[]): number {
  const ratios = ratiosOf(reads)
  return ratios[Math.floor(ratios.length / 2)] ?? NaN
}

function ratiosOf(reads: readonly Reads[]): number[] {
  return reads.map(({ us, bareUs }) => us / bareUs).toSorted((a, b) => a - b)
}

function perSecond(reads: readonly Reads[]): number {
  return Math.round(1_000_000 / Math.min(...reads.map(({ us }) => us)))
}

function tripsOf(reads: readonly Reads[]): number {
  return Math.max(...reads.map(({ trips }) => trips))
}
