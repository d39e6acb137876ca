import { type Cost, type Overflow, type Priority, gcra, slidingWindow } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { createPlaceScheduler } from '../../src/scheduler/scheduler.ts'
import { createRandom } from '../support/random.ts'

/** What a random schedule was found to do. */
interface Found {
  readonly asked: number
  readonly settled: number
  readonly ranTwice: number
  readonly overBound: number
  readonly timersLeft: number
  readonly left: number
  readonly keysLeft: number
  readonly ended: boolean
}

const NOTHING_WRONG = { ranTwice: 0, overBound: 0, timersLeft: 0, left: 0, keysLeft: 0, ended: true }

/** Adds, aborts, settles, pauses, holds and closes at random. */
async function play(seed: number): Promise<Found> {
  const random = createRandom(seed)
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T
  const clock = createVirtualClock()
  const concurrency = pick(1, 2, 3, Infinity)
  const perKey = pick(1, 2, Infinity)
  const hasKeyRates = random() < 0.3
  const scheduler = createPlaceScheduler({
    clock,
    concurrency,
    perKey: { concurrency: perKey, rates: hasKeyRates ? [gcra({ limit: 5, periodMs: 1_000 })] : [] },
    rates: pick([], [gcra({ limit: 10, periodMs: 1_000, burst: 3 })], [slidingWindow({ limit: 5, periodMs: 500 })]),
    maxQueued: pick(2, 5, 1_000),
    overflow: pick<Overflow>('reject', 'drop-oldest', 'drop-lowest', 'newest-first'),
    maxWaitMs: pick(Infinity, 500, 2_000),
    agingMs: pick(100, 5_000),
    share: (key) => (key === 'a' ? 3 : 1),
  })
  const all: Promise<void>[] = []
  const underWay: (() => void)[] = []
  const begun = new Set<number>()
  const byKey = new Map<string, number>()
  let settled = 0
  let running = 0
  let weightRunning = 0
  let ranTwice = 0
  let overBound = 0

  function note(work: Promise<unknown>): void {
    const settle = (): void => {
      settled++
    }
    all.push(work.then(settle, settle))
  }

  function hold(key: string, weight: number, change: 1 | -1): void {
    running += change
    weightRunning += change * weight
    byKey.set(key, (byKey.get(key) ?? 0) + change * weight)
    // What takes more than there is may run alone.
    if (running > 1 && weightRunning > concurrency) overBound++
    if ((byKey.get(key) ?? 0) > Math.max(perKey, weight)) overBound++
  }

  function add(number: number): void {
    const key = pick('', 'a', 'b', 'c')
    const weight = pick(1, 1, 1, 2)
    const leaving = new AbortController()
    const work = (): Promise<unknown> => {
      if (begun.has(number)) ranTwice++
      begun.add(number)
      hold(key, weight, 1)
      return new Promise((resolve, reject) => {
        underWay.push(() => {
          hold(key, weight, -1)
          if (random() < 0.3) reject(new Error('it failed'))
          else resolve(1)
        })
      })
    }
    note(
      scheduler.run(random() < 0.1 ? () => 5 : work, {
        key,
        weight,
        priority: pick<Priority>('high', 'auto', 'low', 3, -5),
        cost: pick<Cost>(1, { calls: 1 }),
        bytes: pick(0, 10),
        signal: random() < 0.5 ? leaving.signal : undefined,
        maxWaitMs: pick(undefined, 200, 5_000),
      }),
    )
    if (random() < 0.4) clock.setTimeout(() => leaving.abort(), random() * 300)
  }

  for (let step = 0; step < 60; step++) {
    const chance = random()
    if (chance < 0.5) add(step)
    else if (chance < 0.75) underWay.splice(Math.floor(random() * underWay.length), 1)[0]?.()
    else if (chance < 0.8) scheduler.pause(pick(undefined, 'a'))
    else if (chance < 0.9) {
      scheduler.resume('a')
      scheduler.resume()
    } else if (chance < 0.93) scheduler.holdUntil(clock.now() + random() * 400, pick(undefined, 'b'))
    else await clock.advance(Math.floor(random() * 200))
    await Promise.resolve()
  }
  scheduler.resume()
  scheduler.resume('a')
  const end = { isThere: false }
  const ending = random() < 0.5 ? scheduler.drain() : scheduler.close()
  void ending.then(() => (end.isThere = true))
  for (let i = 0; i < 400 && !(end.isThere && underWay.length === 0); i++) {
    for (const settle of underWay.splice(0)) settle()
    await clock.advance(100)
  }
  await Promise.all(all)
  // Signals that nobody listens to any more, and holds.
  await clock.advance(3_000)
  const { queued, running: still, hung, queuedBytes, byKey: keys } = scheduler.snapshot()
  return {
    asked: all.length,
    settled,
    ranTwice,
    overBound,
    timersLeft: clock.pending,
    left: queued + still + hung + queuedBytes,
    keysLeft: hasKeyRates ? 0 : keys.length,
    ended: end.isThere,
  }
}

describe('over random schedules of adding, aborting, settling, pausing, holding and closing', () => {
  test.each(Array.from({ length: 20 }, (_, i) => i * 50))(
    'everything settles once, no bound is broken and nothing is left (seeds from %i)',
    async (from) => {
      for (let seed = from + 1; seed <= from + 50; seed++) {
        const { asked, settled, ...rest } = await play(seed)
        expect({ seed, ...rest }).toEqual({ seed, ...NOTHING_WRONG })
        expect(settled).toBe(asked)
      }
    },
  )
})
