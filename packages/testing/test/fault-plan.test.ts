import { createFaultPlan, createRandom } from '@fairlead/testing/chaos'
import { expect, test } from 'vitest'

const faultsOf = (seed: number): string[] => {
  const plan = createFaultPlan({ total: 10_000, drops: 1_000, seed })
  return Array.from({ length: 10_001 }, (_, delivered) => plan.progress(delivered) ?? '').filter(Boolean)
}

test('the same seed gives the same faults, another one others', () => {
  expect(faultsOf(7)).toEqual(faultsOf(7))
  expect(faultsOf(7)).not.toEqual(faultsOf(8))
})

test('all faults come, as often as they weigh', () => {
  const faults = faultsOf(1)
  const count = (name: string): number => faults.filter((fault) => fault === name).length
  expect(faults).toHaveLength(1_000)
  expect(count('rst')).toBeGreaterThan(640)
  expect(count('rst')).toBeLessThan(760)
  expect(count('black-hole')).toBeGreaterThan(60)
  expect(count('black-hole')).toBeLessThan(140)
})

test('a fault that is due is given once', () => {
  const plan = createFaultPlan({ total: 10, drops: 1 })
  expect(plan.progress(0)).toBeUndefined()
  expect(plan.progress(10)).toBeDefined()
  expect(plan.progress(10)).toBeUndefined()
  expect(plan.remaining).toBe(0)
})

test('random numbers stay in [0, 1) and spread', () => {
  const random = createRandom(3)
  const numbers = Array.from({ length: 10_000 }, random)
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  expect(numbers.filter((n) => n < 0.5).length / 10_000).toBeCloseTo(0.5, 1)
})
