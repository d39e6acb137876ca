import { expect, test } from 'vitest'
import { live } from './lives.ts'
import { createRandom } from '../../support/random.ts'
import { steps } from './program-steps.ts'

test('in a thousand deaths no write is lost and none done twice', { timeout: 600_000 }, async () => {
  const chains = await Promise.all([2, 3, 4, 5].map((seed) => live(250, createRandom(seed))))
  const deaths = new Map<string, number>()
  for (const { kills } of chains) for (const [step, count] of kills) deaths.set(step, (deaths.get(step) ?? 0) + count)
  expect(chains.flatMap(({ lost }) => lost)).toEqual([])
  expect(chains.flatMap(({ twice }) => twice)).toEqual([])
  expect([...deaths.keys()].toSorted()).toEqual([...steps, 'at random'].toSorted())
  expect([...deaths.values()].reduce((sum, count) => sum + count, 0)).toBe(1_000)
})
