import { expect, test } from 'vitest'
import { live } from './lives.ts'
import { createRandom } from '../../support/random.ts'

test('a program killed again and again loses no write and does none twice', { timeout: 60_000 }, async () => {
  const { stored, lost, twice, kills } = await live(24, createRandom(1))
  expect(lost).toEqual([])
  expect(twice).toEqual([])
  expect(stored).toBeGreaterThan(20)
  expect(kills.size).toBeGreaterThan(5)
})
