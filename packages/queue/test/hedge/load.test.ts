import type { Answer } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { rig } from './rig.ts'

/** The same numbers in every run. */
function randoms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** Times a server takes: exponential around 40 ms, and every thirtieth is stuck for two seconds. */
function latencies(seed: number): () => number {
  const random = randoms(seed)
  return () => (random() < 1 / 30 ? 2_000 : Math.ceil(20 - 20 * Math.log(1 - random())))
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(part * (values.length - 1))] as number

/** What 600 calls one after the other take, and how many tries they are. */
async function measure(hedge: boolean) {
  const latency = latencies(7)
  const t = rig(() => ({ delayMs: latency(), json: 1 }) satisfies Answer, hedge)
  const took: number[] = []
  for (let call = 0; call < 600; call++) took.push((await t.timed(() => t.client.get('/v').json())).tookMs)
  return { took, tries: t.sent.length, pending: t.clock.pending }
}

test(
  'hedging leaves the median alone, cuts the tail, and adds no more load than it may',
  { timeout: 60_000 },
  async () => {
    const [plain, hedged] = [await measure(false), await measure(true)]
    expect(Math.abs(quantile(hedged.took, 0.5) - quantile(plain.took, 0.5))).toBeLessThanOrEqual(2)
    expect(quantile(plain.took, 0.98)).toBe(2_000)
    expect(quantile(hedged.took, 0.98)).toBeLessThan(300)
    expect(hedged.tries).toBeGreaterThan(600)
    expect(hedged.tries).toBeLessThanOrEqual(600 * 1.05 + 1)
    expect(hedged.pending).toBe(0)
  },
)

test('when every call becomes slow, no more than the part that may is hedged', { timeout: 60_000 }, async () => {
  let slow = 20
  const t = rig(() => ({ delayMs: slow, json: 1 }))
  for (let call = 0; call < 20; call++) await t.timed(() => t.client.get('/v').json())
  slow = 100
  for (let call = 0; call < 200; call++) await t.timed(() => t.client.get('/v').json())
  expect(t.sent.length - 220).toBeLessThanOrEqual(220 * 0.05 + 1)
})
