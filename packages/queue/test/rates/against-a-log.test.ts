import { type RateLimit, gcra, slidingWindow } from '@fairlead/queue'
import { array, assert, boolean, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'

/** Somebody who asks: after a pause, for so much, and who waits or goes away when told to. */
const asks = array(
  record({ pauseMs: integer({ min: 0, max: 400 }), cost: integer({ min: 1, max: 4 }), waits: boolean() }),
  { minLength: 1, maxLength: 60 },
)
/** Times as they are: since 1970 and since a page was opened. */
const starts = constantFrom(0, 123_456, Date.UTC(2026, 10, 26))
const rates = record({ limit: integer({ min: 4, max: 30 }), periodMs: integer({ min: 1, max: 3_000 }) })

interface Passed {
  readonly at: number
  readonly cost: number
}

/** What passed, of people who believe what they are told. */
function play(rate: RateLimit, startMs: number, asked: readonly { pauseMs: number; cost: number; waits: boolean }[]) {
  const passed: Passed[] = []
  let now = startMs
  for (const { pauseMs, cost, waits } of asked) {
    now += pauseMs
    const waitMs = rate.waitMs(now, cost)
    if (waitMs > 0 && !waits) continue
    now += waitMs
    expect(rate.waitMs(now, cost)).toBe(0)
    rate.take(now, cost)
    passed.push({ at: now, cost })
  }
  return passed
}

/** The most that passed in any time of a length, both ends included. */
function mostIn(passed: readonly Passed[], lengthMs: number): number {
  const sums = passed.map(({ at: from }) =>
    passed.reduce((sum, { at, cost }) => (at >= from && at <= from + lengthMs ? sum + cost : sum), 0),
  )
  return Math.max(0, ...sums)
}

test('slidingWindow lets no period of its length have more than its limit, wherever it begins', () =>
  assert(
    property(rates, starts, asks, (rate, startMs, asked) => {
      const passed = play(slidingWindow(rate)(), startMs, asked)
      expect(mostIn(passed, rate.periodMs)).toBeLessThanOrEqual(rate.limit)
    }),
  ))

test('gcra lets any time have what fills in it and one burst, and not more', () =>
  assert(
    property(rates, integer({ min: 4, max: 40 }), starts, asks, (rate, burst, startMs, asked) => {
      const passed = play(gcra({ ...rate, burst })(), startMs, asked)
      for (const lengthMs of [0, 10, rate.periodMs, 2_500])
        expect(mostIn(passed, lengthMs)).toBeLessThanOrEqual(burst + (lengthMs * rate.limit) / rate.periodMs + 1e-3)
    }),
  ))

test('gcra refuses no one who waited the time that was said, and everyone a millisecond before', () =>
  assert(
    property(rates, starts, asks, (rate, startMs, asked) => {
      const limit = gcra(rate)()
      let now = startMs
      for (const { pauseMs, cost } of asked) {
        now += pauseMs
        const waitMs = limit.waitMs(now, cost)
        expect(limit.waitMs(now + Math.max(0, waitMs - 1), cost)).toBe(Math.min(waitMs, 1))
        now += waitMs
        expect(limit.waitMs(now, cost)).toBe(0)
        limit.take(now, cost)
      }
    }),
  ))

test.each([
  ['gcra', gcra],
  ['slidingWindow', slidingWindow],
])('%s says waits in whole milliseconds, as timers count', (_, make) =>
  assert(
    property(rates, starts, asks, (rate, startMs, asked) => {
      const limit = make(rate)()
      let now = startMs
      const waits = asked.map(({ pauseMs, cost }) => {
        now += pauseMs
        const waitMs = limit.waitMs(now, cost)
        if (waitMs === 0) limit.take(now, cost)
        return waitMs
      })
      expect(waits.filter((waitMs) => !Number.isInteger(waitMs))).toEqual([])
    }),
  ),
)

test.each([
  ['gcra', gcra],
  ['slidingWindow', slidingWindow],
])('%s is not changed by those who only ask, whatever they ask for', (_, make) =>
  assert(
    property(
      rates,
      starts,
      asks,
      array(integer({ min: 1, max: 99 }), { maxLength: 5 }),
      (rate, startMs, asked, more) => {
        const [quiet, crowded] = [make(rate)(), make(rate)()]
        let now = startMs
        for (const { pauseMs, cost } of asked) {
          now += pauseMs
          // Also for later: a question is no passing of time.
          for (const other of more) crowded.waitMs(now + (other % 3) * rate.periodMs, other)
          const waitMs = quiet.waitMs(now, cost)
          expect(crowded.waitMs(now, cost)).toBe(waitMs)
          if (waitMs > 0) continue
          quiet.take(now, cost)
          crowded.take(now, cost)
        }
      },
    ),
  ),
)

test.each([
  ['gcra', gcra],
  ['slidingWindow', slidingWindow],
])('%s lets somebody pass within a period however a clock is set back', (_, make) =>
  assert(
    property(rates, asks, integer({ min: 1, max: 1e9 }), (rate, asked, backMs) => {
      const limit = make(rate)()
      const passed = play(limit, 1e10, asked)
      const setBack = (passed.at(-1)?.at ?? 1e10) - backMs
      // A window counts a slot whole, which is a twentieth of it.
      const longestMs = Math.ceil(rate.periodMs * 1.05) + 1
      const waits: number[] = []
      for (let now = setBack; now <= setBack + longestMs; now += Math.max(1, rate.periodMs / 40))
        waits.push(limit.waitMs(now, 1))
      expect(waits[0]).toBeLessThanOrEqual(longestMs)
      expect(limit.waitMs(setBack + longestMs, 1)).toBe(0)
    }),
  ),
)
