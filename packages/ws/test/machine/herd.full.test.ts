import { expect, test } from 'vitest'
import { herd } from '../support/herd.ts'

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'a thousand clients come back one by one after an outage of 20 s (seed %i)',
  async (seed) => {
    const { p99Ms, peak } = await herd(seed, 20_000)
    expect(p99Ms).toBeLessThanOrEqual(12_000)
    expect(peak).toBeLessThanOrEqual(30)
  },
  60_000,
)
