import { FairleadError } from '@fairlead/core'
import { type AdaptiveLimit, aimd, createScheduler, gradient2 } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { array, assert, boolean, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'

const KINDS = [
  ['aimd', aimd],
  ['gradient2', gradient2],
] as const

/** Calls that fill the limit, one round after the other; a round begins when the one before it has been answered. */
function teach(limit: AdaptiveLimit, rounds: number, rttOf: (turn: number) => number, fromMs = 0): void {
  let startedAtMs = fromMs
  for (let round = 0; round < rounds; round++) {
    const rtts = Array.from({ length: limit.limit }, (_, call) => rttOf(round + call))
    for (const rttMs of rtts) limit.learn({ startedAtMs, rttMs, inFlight: rtts.length, outcome: 'success' })
    startedAtMs += Math.max(1, ...rtts)
  }
}

describe.each(KINDS)('%s', (_, make) => {
  test('learns nothing from calls that were given up or failed for another reason', async () => {
    const clock = createVirtualClock()
    const limit = make({ initial: 50 })()
    const scheduler = createScheduler({ clock, concurrency: () => limit })
    const ends = [
      new FairleadError('abort', undefined, 'left'),
      new FairleadError('network', undefined, 'cut'),
      new Error('no'),
    ]
    const all = Array.from({ length: 300 }, (__, call) =>
      scheduler
        .run(() => new Promise((___, reject) => void clock.setTimeout(() => reject(ends[call % 3]), 900)))
        .catch(() => {}),
    )
    await clock.runAll()
    await Promise.all(all)
    expect(limit.limit).toBe(50)
  })

  test('does not take what is below a millisecond, and what is above it now and then, for an overload', () => {
    const limit = make()()
    teach(limit, 300, (turn) => (turn % 4 === 0 ? 1 : 0))
    expect(limit.limit).toBeGreaterThan(20)
    const instant = make()()
    teach(instant, 300, () => 0)
    teach(instant, 30, (turn) => turn % 3, 30_000)
    expect(instant.limit).toBeGreaterThan(20)
  })

  test('shrinks no faster because refusals come fast', () => {
    const limit = make({ initial: 100 })()
    teach(limit, 5, () => 100)
    const before = limit.limit
    // For a second, a hundred refusals every ten milliseconds: ten times of a call.
    for (let at = 0; at < 1_000; at += 10)
      for (let call = 0; call < 100; call++)
        limit.learn({ startedAtMs: 10_000 + at, rttMs: 1, inFlight: 100, outcome: 'overload' })
    expect(limit.limit).toBeGreaterThanOrEqual(Math.floor(before * 0.9 ** 11))
    expect(limit.limit).toBeLessThan(before * 0.5)
  })

  test('is a whole number between its bounds whatever it learns', () =>
    assert(
      property(
        integer({ min: 1, max: 20 }),
        integer({ min: 0, max: 50 }),
        integer({ min: 1, max: 90 }),
        array(
          record({
            startedAtMs: integer({ min: 0, max: 5_000 }),
            rttMs: integer({ min: 0, max: 3_000 }),
            inFlight: integer({ min: 1, max: 100 }),
            isOverload: boolean(),
          }),
          { maxLength: 200 },
        ),
        (min, more, initial, samples) => {
          const max = min + more
          const limit = make({ min, max, initial })()
          const seen = samples.map(({ isOverload, ...sample }) => {
            limit.learn({ ...sample, outcome: isOverload ? 'overload' : 'success' })
            return limit.limit
          })
          expect(seen.every((now) => Number.isInteger(now) && now >= min && now <= max)).toBe(true)
        },
      ),
    ))

  test('shrinks when calls become much slower, though none is refused, and heeds a little not at all', () => {
    const [slow, slower] = [make({ initial: 40 })(), make({ initial: 40 })()]
    for (const limit of [slow, slower]) teach(limit, 20, () => 100)
    const before = slow.limit
    teach(slow, 20, () => 200, 10_000)
    teach(slower, 20, () => 500, 10_000)
    expect(slow.limit).toBeGreaterThan(before)
    expect(slower.limit).toBeLessThan(before * 0.75)
  })

  test('does not get used to what is slow because too much is asked', () => {
    const limit = make({ initial: 40 })()
    teach(limit, 20, () => 100)
    // As slow as it is made by as many calls as it lets.
    for (let round = 0; round < 500; round++) teach(limit, 1, () => limit.limit * 20, 10_000 + round * 1_000)
    expect(limit.limit).toBeLessThan(30)
  })

  test('takes better times for usual as soon as they come', () => {
    const limit = make({ initial: 40 })()
    teach(limit, 20, () => 400)
    teach(limit, 20, () => 100, 10_000)
    const before = limit.limit
    teach(limit, 20, () => 500, 20_000)
    expect(limit.limit).toBeLessThan(before * 0.75)
  })

  test('gets used to what is slow at its smallest, where it cannot be why', () => {
    const limit = make({ min: 20, initial: 40 })()
    teach(limit, 80, () => 100)
    const seen = Array.from({ length: 300 }, (__, round) => {
      teach(limit, 1, () => 1_000, (20 + round) * 1_000)
      return limit.limit
    })
    expect(Math.min(...seen)).toBe(20)
    expect(seen.at(-1)).toBeGreaterThan(20)
  })

  test('with a tolerance of Infinity heeds refusals alone', () => {
    const limit = make({ tolerance: Infinity })()
    teach(limit, 20, () => 10)
    teach(limit, 20, () => 5_000, 10_000)
    expect(limit.limit).toBeGreaterThan(10)
    const before = limit.limit
    limit.learn({ startedAtMs: 1e6, rttMs: 10, inFlight: before, outcome: 'overload' })
    expect(limit.limit).toBeLessThan(before)
  })

  test('each lane has its own', () => {
    const maker = make({ initial: 20 })
    const [one, other] = [maker(), maker()]
    one.learn({ startedAtMs: 0, rttMs: 1_000, inFlight: 20, outcome: 'overload' })
    expect([one.limit, other.limit]).toEqual([18, 20])
  })

  test.each([
    ['min', { min: 0 }],
    ['min', { min: 1.5 }],
    ['min', { min: 300 }],
    ['max', { min: 5, max: 4 }],
    ['max', { max: NaN }],
    ['initial', { initial: -1 }],
    ['tolerance', { tolerance: 0 }],
    ['limit', { limit: 5 }],
  ])('what `%s` cannot be is refused by name: %o', (name, options) => {
    expect(() => make(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => make(options as never)).toThrow(name)
  })
})

test('gradient2 grows by no more than a part of its queue in the time of one call', () => {
  const limit = gradient2({ initial: 40 })()
  teach(limit, 11, () => 100)
  expect(limit.limit).toBeLessThanOrEqual(40 + 11 * 4 * 0.2)
  expect(limit.limit).toBeGreaterThan(45)
})

test.each([
  ['aimd at once', aimd, 1],
  ['gradient2 when little has been asked for a while', gradient2, 0.2],
] as const)('%s gets used to a server that has become ten times slower for good', (_, make, part) => {
  const limit = make({ initial: 40, max: 60 })()
  teach(limit, 80, () => 100)
  let at = 20_000
  for (let call = 0; call < 3_000; call++)
    limit.learn({
      startedAtMs: (at += 1_000),
      rttMs: 1_000,
      inFlight: Math.ceil(limit.limit * part),
      outcome: 'success',
    })
  teach(limit, 100, () => 1_000, at)
  expect(limit.limit).toBe(60)
})

test('aimd grows by one in the time of one call, and comes half of the way back faster', () => {
  const limit = aimd({ initial: 40, backoff: 0.5 })()
  teach(limit, 10, () => 100)
  expect(limit.limit).toBeGreaterThanOrEqual(48)
  expect(limit.limit).toBeLessThanOrEqual(50)
  for (let turn = 0; turn < 5; turn++)
    limit.learn({ startedAtMs: 10_000 + turn * 200, rttMs: 100, inFlight: 40, outcome: 'overload' })
  expect(limit.limit).toBeLessThan(5)
  teach(limit, 6, () => 100, 20_000)
  expect(limit.limit).toBeGreaterThan(20)
  expect(limit.limit).toBeLessThan(35)
})

test('a backoff of aimd is a part', () => {
  expect(() => aimd({ backoff: 1.1 })).toThrow('backoff')
  expect(() => gradient2({ backoff: 0.5 } as never)).toThrow('backoff')
})
