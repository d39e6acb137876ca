import { join } from 'node:path'
import { findRedis, startRedis } from '../../redis.ts'
import { runAlone } from '../cache/processes.ts'
import { type Row, type Table, versionOf } from '../report.ts'
import { commandsRun } from './commands.ts'
import { type Case, cases } from './limits/cases.ts'
import type { Process } from './limits/one-process.ts'

const PROCESSES = 4
const MEASURED_MS = 5_000
/** Until all have started. */
const START_MS = 5_000
/** What is asked of them: a rate that all can do, and one that none can. */
const RATE = 1_000
const ENDLESS = 1_000_000

/** What a limiter did in four processes together. */
interface Measured {
  readonly perSecond: number
  /** The most that passed in any second. */
  readonly most: number
  readonly tripsPerAdmit: number
  readonly cpuUs: number
  /** The least that one process had, as a part of a fair share. */
  readonly least: number
}

/** How much limiters that a fleet shares let pass, and what each costs of Redis. */
export async function limits(): Promise<Table[]> {
  // One that has nothing to wait in says no, and how long: that is for servers, not for work of one's own.
  const queues = cases.filter(({ isQueue = true }) => isQueue)
  const bounded = await measureAll(queues, RATE)
  const unbounded = await measureAll(cases, ENDLESS)
  return [
    {
      title: `Limits of a fleet, ${PROCESSES} processes, ${RATE} a second: round trips to Redis for each that passes`,
      unit: 'trips',
      rows: queues.map((each) => boundedRow(each, bounded)),
      notes: [
        ...queues.flatMap(({ name, why }) => (why ? [`${name}: ${why}.`] : [])),
        'Fullest second: ours let a burst of one limit pass on top of the rate after a silence, once.',
      ],
    },
    {
      title: `Limits of a fleet, ${PROCESSES} processes, no bound that is met: how many pass`,
      unit: 'a second',
      rows: cases.map((each) => unboundedRow(each, unbounded)),
      notes: ['All processes and Redis share the cores of this machine.'],
    },
  ]
}

function boundedRow(each: Case, all: ReadonlyMap<Case, Measured>): Row {
  const { tripsPerAdmit = NaN, perSecond = NaN, most = NaN, least = NaN } = all.get(each) ?? {}
  return {
    name: nameOf(each),
    value: tripsPerAdmit,
    // Far less than one: what leasing ahead is for.
    ...(each === cases[0] && { limit: 0.2 }),
    columns: { 'a second': Math.round(perSecond), 'fullest second': most, 'least share': least },
  }
}

function unboundedRow(each: Case, all: ReadonlyMap<Case, Measured>): Row {
  const { tripsPerAdmit = NaN, perSecond = NaN, cpuUs = NaN } = all.get(each) ?? {}
  return { name: nameOf(each), value: Math.round(perSecond), columns: { trips: tripsPerAdmit, 'µs CPU': cpuUs } }
}

function nameOf({ name, packageName }: Case): string {
  return packageName.startsWith('@fairlead/') ? name : `${name} ${versionOf(packageName)}`
}

async function measureAll(measured: readonly Case[], limit: number): Promise<Map<Case, Measured>> {
  const all = new Map<Case, Measured>()
  for (const each of measured) all.set(each, await measure(each, limit))
  return all
}

/** Each with a Redis of its own. */
async function measure({ name }: Case, limit: number): Promise<Measured> {
  const path = findRedis()
  if (path === undefined) throw new Error('There is no Redis.')
  const server = await startRedis(path)
  try {
    const from = Date.now() + START_MS
    const args = [name, server.port, limit, from, from + MEASURED_MS].map(String)
    const program = join(import.meta.dirname, 'limits', 'one-process.ts')
    const done = await Promise.all(Array.from({ length: PROCESSES }, () => runAlone<Process>(program, args)))
    return summed(done, await commandsRun(server.port))
  } finally {
    await server.stop()
  }
}

function summed(done: readonly Process[], trips: number): Measured {
  const tenths = done[0]?.tenths.map((_, i) => done.reduce((sum, each) => sum + (each.tenths[i] ?? 0), 0)) ?? []
  const totals = done.map((each) => each.tenths.reduce((a, b) => a + b, 0))
  const admits = totals.reduce((a, b) => a + b, 0)
  const seconds = tenths.map((_, i) => tenths.slice(i, i + 10).reduce((a, b) => a + b, 0))
  return {
    perSecond: (admits * 1_000) / MEASURED_MS,
    most: Math.max(...seconds),
    tripsPerAdmit: trips / admits,
    cpuUs: (done.reduce((sum, { cpuMs }) => sum + cpuMs, 0) * 1_000) / admits,
    least: (Math.min(...totals) * done.length) / admits,
  }
}
