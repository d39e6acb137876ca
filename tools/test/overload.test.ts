import { browser, queue, server } from '@fairlead/queue'
import { describe, expect, test, vi } from 'vitest'
import { CAPACITY, brownOut, overload, slowTail } from '../bench/overload/scenario.ts'
import { fairlead, jain, mean, quantile, recoverySeconds, simulate } from '../bench/overload/simulate.ts'

// A second or two each on an idle machine.
vi.setConfig({ testTimeout: 30_000 })

const preset = fairlead(() => ({ plugins: [queue(server)] }))

describe('the preset for servers, on a virtual clock against a modelled server', () => {
  test.each([1, 2])('recovers within ten seconds of a brown-out to a tenth at 80 % load (seed %i)', async (seed) => {
    const found = await simulate(preset, { ...brownOut, seconds: 54 }, { seed })
    expect(recoverySeconds(found, brownOut)).toBeLessThanOrEqual(10)
    expect(found.sent / found.offered).toBeLessThanOrEqual(1.2)
  })

  test('keeps 95 % of the capacity at three times the load, and shares it equally', async () => {
    const keys = ['a', 'b', 'c', 'd']
    const keyOf = (random: number): string => keys[random < 0.55 ? 0 : 1 + Math.floor((random - 0.55) / 0.15)] ?? 'd'
    const found = await simulate(preset, { ...overload(3), seconds: 20 }, { keyOf })
    expect(mean(found, 10) / CAPACITY).toBeGreaterThanOrEqual(0.95)
    expect(found.sent / found.offered).toBeLessThanOrEqual(1.2)
    expect(jain(keys.map((key) => found.byKey[key] ?? 0))).toBeGreaterThanOrEqual(0.95)
  })
})

test('two hundred pages that know nothing of each other let a server recover within ten seconds', async () => {
  const pages = fairlead(() => ({ plugins: [queue(browser)] }))
  const found = await simulate(pages, { ...brownOut, seconds: 54 }, { clients: 200 })
  expect(recoverySeconds(found, brownOut)).toBeLessThanOrEqual(10)
  expect(found.sent / found.offered).toBeLessThanOrEqual(1.2)
})

test('hedging adds at most 5 % of calls, leaves the median alone and shortens the tail', async () => {
  const scenario = { ...slowTail, seconds: 30 }
  const without = await simulate(
    fairlead(() => ({ plugins: [queue({})] })),
    scenario,
  )
  const hedged = await simulate(
    fairlead(() => ({ plugins: [queue({ hedge: true })] })),
    scenario,
  )
  expect((hedged.sent - without.sent) / hedged.offered).toBeLessThanOrEqual(0.05)
  expect(quantile(hedged, 0.5)).toBeLessThanOrEqual(quantile(without, 0.5) * 1.1)
  expect(quantile(hedged, 0.99)).toBeLessThan(quantile(without, 0.99) / 2)
})
