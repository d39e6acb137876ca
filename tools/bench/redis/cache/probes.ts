import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from './cases.ts'
import { type Worker, withFleet } from './fleet.ts'
import type { Timed } from './worker.ts'

const PROCESSES = 4
const READERS = 50
const KEYS = 10
const ROUNDS = 100
/** Calls of each kind while Redis is in trouble. */
const CALLS = 10

/** Requests that the server gets for one key that nobody has, and that 50 readers of each process want at once. */
export async function requestsPerMiss(each: Case, processes: 1 | 4): Promise<number> {
  return withFleet(each, { processes, ms: 50 }, async ({ workers, origin }) => {
    // Who has never asked has connections and code to load first.
    for (const worker of workers) await worker.read('first', 1)
    let requests = 0
    for (let i = 0; i < KEYS; i++) {
      await Promise.all(workers.map((worker) => worker.read(`miss-${i}`, READERS)))
      requests += origin.gets(`/miss-${i}`)
    }
    return requests / KEYS
  })
}

/** Reads that began after an invalidation had ended and gave what was there before. */
export interface Stale {
  readonly reads: number
  /** Those that began at once. */
  readonly atOnce: number
  /** Those that began 50 ms later. */
  readonly later: number
}

/** A server's page changes, one process says so, and all read; others read all the time. */
export async function staleReads(each: Case): Promise<Stale> {
  return withFleet(each, { processes: PROCESSES, ms: 2 }, async ({ workers, origin }) => {
    await Promise.all(workers.map((worker) => worker.order({ act: 'crowd', key: 'page' })))
    let [atOnce, later] = [0, 0]
    for (let round = 0; round < ROUNDS; round++) {
      // Who does not ask Redis has it in memory now.
      await Promise.all(workers.map((worker) => worker.read('page', 1)))
      await fetch(`${origin.url}/page`, { method: 'PUT' })
      await workers[round % PROCESSES]?.order({ act: 'invalidate', key: 'page' })
      atOnce += await staleNow(workers, round + 2)
      await sleep(50)
      later += await staleNow(workers, round + 2)
    }
    await Promise.all(workers.map((worker) => worker.order({ act: 'rest' })))
    return { reads: ROUNDS * PROCESSES * 2, atOnce, later }
  })
}

async function staleNow(workers: readonly Worker[], version: number): Promise<number> {
  const told = await Promise.all(workers.map((worker) => worker.read('page', 2)))
  return told.flat().filter((each) => each < version).length
}

/** Calls for a page that was in memory, and for pages that were nowhere. */
export interface Trouble {
  readonly known: Timed['slowest']
  readonly fresh: Timed['slowest']
  readonly isEnded: boolean
}

/** Calls after Redis was frozen, or was ended and refuses connections. */
export async function inTrouble(each: Case, trouble: 'frozen' | 'refused'): Promise<Trouble> {
  return withFleet(each, { processes: 1, ms: 0 }, async ({ workers, redis }) => {
    const [worker] = workers
    if (!worker) throw new Error('No process was started.')
    for (let i = 0; i < CALLS; i++) await worker.read('known', 1)
    await (trouble === 'frozen' ? redis.pause() : redis.kill())
    // Longer than any memory here is believed without a question.
    await sleep(1_500)
    const time = async (keys: string[]): Promise<Timed> => (await worker.order({ act: 'time', keys })) as Timed
    const known = await time(Array.from({ length: CALLS }, () => 'known'))
    const fresh = await time(Array.from({ length: CALLS }, (_, i) => `fresh-${i}`))
    return { known: known.slowest, fresh: fresh.slowest, isEnded: fresh.isEnded }
  })
}
