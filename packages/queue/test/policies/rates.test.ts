import { type RateLimit, gcra, slidingWindow } from '@fairlead/queue'
import { type IProperty, array, check, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'

/** When each unit passed, of a caller that waits as long as it is told. */
function pass(limit: RateLimit, gaps: readonly { readonly gap: number; readonly cost: number }[]): number[] {
  const passed: number[] = []
  let now = 1_000_000
  for (const { gap, cost } of gaps) {
    now += gap
    const waitMs = Math.ceil(limit.waitMs(now, cost))
    now += waitMs
    if (limit.waitMs(now, cost) > 0) throw new Error(`it did not pass after ${waitMs} ms`)
    limit.take(now, cost)
    for (let unit = 0; unit < cost; unit++) passed.push(now)
  }
  return passed
}

/** The most that passed in any time of this length. */
function mostIn(passed: readonly number[], periodMs: number): number {
  return Math.max(0, ...passed.map((from) => passed.filter((at) => at >= from && at < from + periodMs).length))
}

const gaps = array(record({ gap: integer({ min: 0, max: 300 }), cost: integer({ min: 1, max: 3 }) }), { maxLength: 80 })
/** What a property does not hold for; null if there is nothing. */
const against = <T>(made: IProperty<T>): unknown => check(made).counterexample

describe('slidingWindow', () => {
  test('lets no period of its length have more than its limit, wherever it begins', () => {
    const window = slidingWindow({ limit: 5, periodMs: 1_000 })
    expect(against(property(gaps, (asked) => mostIn(pass(window(), asked), 1_000) <= 5))).toBeNull()
  })
})

describe('gcra', () => {
  test('lets through in any time what fills in it and one burst', () => {
    const rate = gcra({ limit: 10, periodMs: 1_000, burst: 4 })
    const isKept = property(gaps, (asked) => {
      const passed = pass(rate(), asked)
      return [100, 500, 1_000, 3_000].every((periodMs) => mostIn(passed, periodMs) <= 4 + Math.ceil(periodMs / 100))
    })
    expect(against(isKept)).toBeNull()
  })

  test('says the truth about the wait: then it passes, and not a millisecond sooner', () => {
    const limit = gcra({ limit: 10, periodMs: 1_000, burst: 1 })()
    limit.take(0, 1)
    expect(limit.waitMs(0, 1)).toBe(100)
    expect(limit.waitMs(99, 1)).toBe(1)
    expect(limit.waitMs(100, 1)).toBe(0)
  })

  test('spaces evenly with a burst of one: no boundary lets twice as much through', () => {
    const limit = gcra({ limit: 100, periodMs: 1_000, burst: 1 })()
    const passed = pass(
      limit,
      Array.from({ length: 300 }, () => ({ gap: 0, cost: 1 })),
    )
    expect(mostIn(passed, 300)).toBeLessThanOrEqual(31)
  })
})

describe.each([
  ['gcra', gcra({ limit: 10, periodMs: 1_000 })],
  ['slidingWindow', slidingWindow({ limit: 10, periodMs: 1_000 })],
])('%s', (_, make) => {
  test('charges nothing for what it refuses', () => {
    const limit = make()
    limit.take(0, 8)
    for (let i = 0; i < 50; i++) expect(limit.waitMs(0, 5)).toBeGreaterThan(0)
    expect(limit.waitMs(0, 2)).toBe(0)
  })

  test('says never to what is more than it ever lets through', () => {
    expect(make().waitMs(0, 11)).toBe(Infinity)
  })

  test('locks nobody out for longer than a period when the clock is set back', () => {
    const limit = make()
    limit.take(1e12, 10)
    expect(limit.waitMs(1e12 - 3_600_000, 1)).toBeLessThanOrEqual(1_000)
  })
})

test('rates that cannot be right are refused by name', () => {
  for (const options of [
    { limit: -1, periodMs: 1 },
    { limit: NaN, periodMs: 1 },
    { limit: 1, periodMs: 0 },
    { limit: 1, periodMs: 1, x: 1 },
  ])
    for (const make of [gcra, slidingWindow])
      expect(() => make(options)).toThrow(expect.objectContaining({ kind: 'config' }))
})
