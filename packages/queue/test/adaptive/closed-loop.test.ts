import { type AdaptiveLimit, aimd, gradient2 } from '@fairlead/queue'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../support/random.ts'

/** What the limit is, at the end and on average, when always as many calls are made as it lets. */
function drive(limit: AdaptiveLimit, rounds: number, capacity: number, { part = 1, seed = 1, from = 0 } = {}): number {
  const random = createRandom(seed)
  let sum = 0
  for (let round = 0; round < rounds; round++) {
    const inFlight = Math.max(1, Math.floor(limit.limit * part))
    // Beyond its capacity a server makes calls wait.
    const meanMs = 100 * Math.max(1, inFlight / capacity)
    for (let call = 0; call < inFlight; call++) {
      const rttMs = meanMs * (0.5 - Math.log(1 - random()) / 2)
      const startedAtMs = from + round * 100
      limit.learn({ startedAtMs, rttMs, inFlight, outcome: rttMs > 1_000 ? 'overload' : 'success' })
    }
    if (round >= rounds / 2) sum += limit.limit
  }
  return sum / (rounds / 2)
}

describe.each([
  ['aimd', aimd],
  ['gradient2', gradient2],
])('%s', (_, make) => {
  test('finds a limit that uses the server and does not drown it', () => {
    const found = drive(make({ max: 1_000 })(), 2_000, 50)
    expect(found).toBeGreaterThan(45)
    expect(found).toBeLessThan(250)
  })

  test('does not grow while little is asked of it, nor shrink', () => {
    const limit = make()()
    drive(limit, 500, 50, { part: 0.3 })
    expect(limit.limit).toBeGreaterThanOrEqual(9)
    expect(limit.limit).toBeLessThanOrEqual(12)
  })

  test('shrinks once for calls that were under way together, and comes back', () => {
    const limit = make({ initial: 100 })()
    drive(limit, 100, 1_000)
    const before = limit.limit
    for (let i = 0; i < 50; i++)
      limit.learn({ startedAtMs: 10_000, rttMs: 1_000, inFlight: before, outcome: 'overload' })
    expect(limit.limit).toBeGreaterThan(before * 0.8)
    for (let i = 0; i < 60; i++)
      limit.learn({ startedAtMs: 20_000 + i * 1_000, rttMs: 999, inFlight: limit.limit, outcome: 'overload' })
    expect(limit.limit).toBeLessThan(before / 4)
    expect(limit.limit).toBeGreaterThanOrEqual(1)
    drive(limit, 400, 1_000, { from: 100_000 })
    expect(limit.limit).toBeGreaterThan(before / 2)
  })

  test('stays between its bounds', () => {
    const limit = make({ min: 3, max: 7, initial: 100 })()
    expect(limit.limit).toBe(7)
    for (let i = 0; i < 100; i++)
      limit.learn({ startedAtMs: i * 2_000, rttMs: 1_000, inFlight: 7, outcome: 'overload' })
    expect(limit.limit).toBe(3)
    expect(() => make({ min: 0 })).toThrow(expect.objectContaining({ kind: 'config' }))
  })
})
