import { createScheduler, gcra, slidingWindow } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

/** How many of those who ask each millisecond pass. */
function passing(rate: ReturnType<ReturnType<typeof gcra>>, fromMs: number, toMs: number, cost = 1): number {
  let count = 0
  for (let now = fromMs; now < toMs; now++)
    while (count < 1e6 && rate.waitMs(now, cost) === 0) {
      rate.take(now, cost)
      count++
    }
  return count
}

describe('at a hundred in a second', () => {
  // A fixed window lets 199 through in 300 ms around its end.
  test.each([
    ['gcra with a burst of 1', gcra({ limit: 100, periodMs: 1_000, burst: 1 }), 31],
    ['slidingWindow', slidingWindow({ limit: 100, periodMs: 1_000 }), 100],
  ])('%s has no border at which twice as many pass', (_, make, most) => {
    for (const quietMs of [0, 850, 999]) {
      const rate = make()
      if (rate.waitMs(0, 1) === 0) rate.take(0, 1)
      expect(passing(rate, quietMs, quietMs + 300)).toBeLessThanOrEqual(most)
    }
  })

  test.each([
    ['gcra', gcra({ limit: 100, periodMs: 1_000 }), 1_100],
    ['slidingWindow', slidingWindow({ limit: 100, periodMs: 1_000 }), 1_000],
  ])('%s lets all of it through', (_, make, most) => {
    const passed = passing(make(), 0, 10_000)
    expect(passed).toBeLessThanOrEqual(most)
    // A window in twenty slots lets pass after 21 of them.
    expect(passed).toBeGreaterThanOrEqual(950)
  })
})

test('a rate below one in a period still lets one through', () => {
  const rate = gcra({ limit: 0.5, periodMs: 1_000 })()
  rate.take(0, 1)
  expect(rate.waitMs(0, 1)).toBe(2_000)
  expect(rate.waitMs(2_000, 1)).toBe(0)
})

test('units so small that many fit in no time at all are limited as well', () => {
  const rate = gcra({ limit: 1e8, periodMs: 1_000, unit: 'bytes' })()
  const now = Date.UTC(2026, 10, 26)
  rate.take(now, 1e8 - 1_000)
  expect(passing(rate, now, now + 1, 10)).toBe(100)
})

test('parts of units add up to no more than the limit', () => {
  const rate = slidingWindow({ limit: 0.3, periodMs: 1_000, unit: 'money' })()
  let spent = 0
  for (let call = 0; call < 10 && rate.waitMs(0, 0.1) === 0; call++) {
    rate.take(0, 0.1)
    spent++
  }
  expect(spent).toBeLessThanOrEqual(3)
  expect(rate.waitMs(0, 0.3)).toBeGreaterThan(0)
  expect(rate.waitMs(1_050, 0.3)).toBe(0)
})

test('a scheduler goes on when the wall clock is set back by an hour', async () => {
  const clock = createVirtualClock()
  const scheduler = createScheduler({ clock, rates: [gcra({ limit: 2, periodMs: 1_000 })] })
  let done = 0
  const work = (): number => ++done
  await Promise.all([scheduler.run(work), scheduler.run(work)])
  clock.setWallClock(clock.now() - 3_600_000)
  const later = [scheduler.run(work), scheduler.run(work)]
  await clock.advance(1_001)
  expect(done).toBe(4)
  await Promise.all(later)
})

test.each([
  ['limit', { periodMs: 1_000 }],
  ['periodMs', { limit: 5 }],
  ['periodMs', { limit: 5, periodMs: undefined }],
  ['periodMs', { limit: 5, periodMs: Infinity }],
  ['limit', { limit: Infinity, periodMs: 1_000 }],
  ['limit', { limit: '5', periodMs: 1_000 }],
  ['limit', { limit: null, periodMs: 1_000 }],
  ['unit', { limit: 5, periodMs: 1_000, unit: 7 }],
  ['per', { limit: 5, periodMs: 1_000, per: 'second' }],
])('what `%s` cannot be is refused by name: %o', (name, options) => {
  for (const make of [gcra, slidingWindow]) {
    expect(() => make(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
    expect(() => make(options as never)).toThrow(name)
  }
})

test('a burst is of gcra alone, and above 0', () => {
  expect(() => gcra({ limit: 5, periodMs: 1_000, burst: 0 })).toThrow('burst')
  expect(() => slidingWindow({ limit: 5, periodMs: 1_000, burst: 1 } as never)).toThrow('burst')
  expect(gcra({ limit: 5, periodMs: 1_000, burst: 2 })().waitMs(0, 3)).toBe(Infinity)
})

test.each([
  ['gcra', gcra({ limit: 10, periodMs: 1_000 })],
  ['slidingWindow', slidingWindow({ limit: 10, periodMs: 1_000 })],
])('%s charges nothing for what it refuses, and never lets through more than ever fits', (_, make) => {
  const limit = make()
  limit.take(0, 8)
  for (let i = 0; i < 50; i++) expect(limit.waitMs(0, 5)).toBeGreaterThan(0)
  expect(limit.waitMs(0, 2)).toBe(0)
  expect(limit.waitMs(0, 11)).toBe(Infinity)
})
