import { aimd, gradient2 } from '@fairlead/queue'
import { describe, expect, test } from 'vitest'
import { CAPACITY, mean, model } from './model.ts'

describe.each([
  ['aimd', aimd],
  ['gradient2', gradient2],
])('%s, behind which a server works on all that reaches it', { timeout: 30_000 }, (_, make) => {
  test.each([1, 15])('finds what it takes from %i on, and lets no line grow behind it', async (initial) => {
    const { limits, successes } = await model(make({ initial }), { seconds: 40, load: { callers: 80 } })
    expect(mean(successes, 25)).toBeGreaterThan(0.9 * CAPACITY)
    // Ten work; in a second, when callers give up, a hundred would.
    expect(Math.max(...limits.slice(25))).toBeLessThan(80)
  })

  test('answers as many as it can when three times as many come', async () => {
    const { successes } = await model(make(), { seconds: 40, load: { callsPerSecond: 3 * CAPACITY } })
    expect(mean(successes, 20)).toBeGreaterThan(0.95 * CAPACITY)
  })

  test.each([1, 2, 3])('comes back after five seconds with a tenth of the workers, course %i', async (seed) => {
    const isDown = (atMs: number): boolean => atMs >= 15_000 && atMs < 20_000
    const { successes } = await model(
      make(),
      { seconds: 40, load: { callsPerSecond: 0.8 * CAPACITY }, workers: (atMs) => (isDown(atMs) ? 1 : 10) },
      seed,
    )
    // Twenty seconds in, there is a second's worth of work for nobody; it is done by the 22nd.
    expect(mean(successes, 23, 27)).toBeGreaterThan(0.9 * 0.8 * CAPACITY)
    expect(mean(successes, 27)).toBeGreaterThan(0.9 * 0.8 * CAPACITY)
  })

  test('gets used to a server that has become three times slower for good', async () => {
    const { successes } = await model(make(), {
      seconds: 70,
      load: { callsPerSecond: 0.8 * CAPACITY },
      serviceMs: (atMs) => (atMs < 15_000 ? 100 : 300),
    })
    expect(mean(successes, 30)).toBeGreaterThan((0.8 * CAPACITY) / 3)
  })

  test('stays where it is while next to nothing is asked of it', async () => {
    const { limits } = await model(make(), { seconds: 60, load: { callsPerSecond: 5 } })
    expect(new Set(limits)).toEqual(new Set([10]))
  })
})
