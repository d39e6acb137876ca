import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from '../../src/backoff.ts'

const failures = fc.integer({ min: 0, max: 10_000 })
const luck = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a wait is never longer than the cap, and never shorter than half of its bound', () => {
  fc.assert(
    fc.property(failures, luck, (count, random) => {
      const waitMs = backoffMs(count, {}, () => random)
      const boundMs = count === 0 ? 1_000 : Math.min(10_000, 1_000 * 2 ** (count - 1))
      expect(waitMs).toBeLessThanOrEqual(boundMs)
      expect(waitMs).toBeGreaterThanOrEqual(count === 0 ? 0 : boundMs / 2)
    }),
  )
})

test('half of a wait is random however long nothing has worked', () => {
  const spreadOf = (count: number): number => backoffMs(count, {}, () => 0.999_999) - backoffMs(count, {}, () => 0)
  for (const count of [5, 50, 5_000]) expect(spreadOf(count)).toBeGreaterThan(4_999)
})

test('the bound doubles with each failure until the cap', () => {
  const bounds = [1, 2, 3, 4, 5, 6].map((count) => Math.round(backoffMs(count, { maxMs: 12_000 }, () => 0.999_999)))
  expect(bounds).toEqual([1_000, 2_000, 4_000, 8_000, 12_000, 12_000])
})

test('a hint of the server is never undercut, and only outdone by the wait that repeated failures ask for', () => {
  fc.assert(
    fc.property(
      failures,
      luck,
      fc.integer({ min: 0, max: 3_600_000 }),
      fc.boolean(),
      (count, random, hintMs, later) => {
        const waitMs = backoffMs(count, {}, () => random, { hintMs, later })
        expect(waitMs).toBeGreaterThanOrEqual(hintMs)
        const usualMs = count > 1 ? backoffMs(count, {}, () => random) : 0
        expect(waitMs).toBeLessThanOrEqual(Math.max(hintMs, usualMs) + 1_000)
      },
    ),
  )
})

test('a busy server without a hint is left alone for longer than a broken link', () => {
  fc.assert(
    fc.property(failures, luck, (count, random) => {
      const [laterMs, usualMs] = [true, false].map((later) => backoffMs(count, {}, () => random, { later })) as [
        number,
        number,
      ]
      expect(laterMs).toBeGreaterThanOrEqual(Math.max(2_500, usualMs))
    }),
  )
})
