// Reads of one cache in a process of its own, beside a GET of the same JSON from the same Redis; prints what it found as
// JSON. Arguments: the name of the case, the port of Redis, the URL of the server.
import { type Measured, type Operation, measure } from '../../overhead/measure.ts'
import { commandsRun } from '../commands.ts'
import { caseOf } from './cases.ts'
import type { Cached } from './clients/client.ts'

/** What one kind of read costs. */
export interface Reads extends Measured {
  /** Round trips to Redis of one read. */
  readonly trips: number
}

/** What one process found. */
export interface Found {
  readonly memory: Reads
  /** Of 50 at the same time, each. */
  readonly crowd: Reads
  readonly redis: Reads
  /** The paths that were read to count round trips of reads from Redis. */
  readonly counted: readonly string[]
}

const AT_ONCE = 50
const COUNTED = 200
/** More than are read while reads from Redis are measured: none may be in memory. */
const KEYS = 12_000

const [name = '', portText = '', url = ''] = process.argv.slice(2)
const port = Number(portText)
const { open } = caseOf(name)
// A Redis that is slow for a moment while it is filled must not leave out what is measured as a hit later.
const start = { port, url, deadlineMs: 5_000 }
const first = await open(start)
const { Redis } = await import('ioredis')
const bareClient = new Redis(port, '127.0.0.1')
await bareClient.set('bare', JSON.stringify(await first.read('warm')))
const bare = async (): Promise<unknown> => JSON.parse((await bareClient.get('bare')) ?? '')
const clockUs = (): number => performance.now() * 1_000

const memory = await measured(
  bare,
  () => first.read('warm'),
  count(() => first.read('warm')),
)
const crowd = await measured(
  atOnce(bare),
  atOnce(() => first.read('warm')),
  count(atOnce(() => first.read('warm'))),
)

const keys = Array.from({ length: KEYS }, (_, i) => `key-${i}`)
const counted = Array.from({ length: COUNTED }, (_, i) => `counted-${i}`)
await fill(first, [...keys, ...counted])
// One that was not there when they were stored: its memory is empty.
const second = await open(start)
await second.read('warm')
const inRedis = await measured(bare, nextOf(second, keys), count(nextOf(second, counted)))

const found: Found = { memory, crowd: each(crowd), redis: inRedis, counted: counted.map((key) => `/${key}`) }
process.stdout.write(JSON.stringify(found), () => process.exit())

async function measured(floor: Operation, operation: Operation, counting: () => Promise<number>): Promise<Reads> {
  const trips = await counting()
  return { ...(await measure(floor, operation, clockUs)), trips }
}

/** Counts before anything is timed, when the cache alone asks Redis. */
function count(operation: Operation): () => Promise<number> {
  return async () => {
    const before = await settled()
    for (let i = 0; i < COUNTED; i++) await operation()
    return ((await settled()) - before) / COUNTED
  }
}

/** What is done behind a caller's back counts as well. */
async function settled(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 200))
  return commandsRun(port)
}

function atOnce(operation: Operation): Operation {
  return () => Promise.all(Array.from({ length: AT_ONCE }, operation))
}

/** Of one read of many. */
function each({ us, bareUs, trips }: Reads): Reads {
  return { us: us / AT_ONCE, bareUs: bareUs / AT_ONCE, trips: trips / AT_ONCE }
}

function nextOf({ read }: Cached, names: readonly string[]): Operation {
  let next = 0
  return () => {
    const key = names[next++]
    if (key === undefined) throw new Error('There are no more keys.')
    return read(key)
  }
}

async function fill({ read }: Cached, names: readonly string[]): Promise<void> {
  for (let i = 0; i < names.length; i += AT_ONCE) await Promise.all(names.slice(i, i + AT_ONCE).map(read))
  // What is stored behind a caller's back.
  await new Promise((resolve) => setTimeout(resolve, 500))
}
