import { createClient, createRetryBudget } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const DAY_MS = 86_400_000

describe('the retry budget', () => {
  test('lets 200 failing calls with three retries each make at most 240 attempts', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const client = createClient({ ...base, retry: { limit: 3 } })
    const failures = Promise.all(Array.from({ length: 200 }, () => failureOf(client.get('/v'))))
    await clock.advance(100_000)
    const reasons = (await failures).map(({ notRetried }) => notRetried)
    expect(sent.length).toBeGreaterThan(200)
    expect(sent.length).toBeLessThanOrEqual(240)
    expect(reasons).toContain('budget')
  })

  test('lets one call after another make no more', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const client = createClient({ ...base, retry: { limit: 3, baseMs: 1 } })
    for (let call = 0; call < 200; call++) await Promise.all([failureOf(client.get('/v')), clock.advance(10)])
    expect(sent.length).toBeLessThanOrEqual(240)
  })

  test('says that it was the reason', async () => {
    const { base, sent } = rig([{ status: 503 }])
    const client = createClient({ ...base, retry: { budget: createRetryBudget({ reserve: 0, ratio: 0 }) } })
    expect(await failureOf(client.get('/v'))).toMatchObject({
      status: 503,
      notRetried: 'budget',
      retryable: true,
      retriesExhausted: true,
    })
    expect(sent).toHaveLength(1)
  })

  test('is one for each origin', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const retry = { limit: 1, baseMs: 1, budget: createRetryBudget({ reserve: 1, ratio: 0 }) }
    const client = createClient({ ...base, origins: ['https://files.example'], retry })
    for (const url of ['/a', '/a', 'https://files.example/b', 'https://files.example/b']) {
      await Promise.all([failureOf(client.get(url)), clock.advance(10)])
    }
    const origins = sent.map(({ url }) => new URL(url).hostname)
    expect(origins.filter((host) => host === 'harbour.example')).toHaveLength(3)
    expect(origins.filter((host) => host === 'files.example')).toHaveLength(3)
  })

  test('can be shared by clients', async () => {
    const { base, sent, clock } = rig([{ status: 503 }])
    const budget = createRetryBudget({ reserve: 1, ratio: 0 })
    const clients = [createClient({ ...base, retry: { budget } }), createClient({ ...base, retry: { budget } })]
    for (const client of clients) await Promise.all([failureOf(client.get('/v')), clock.advance(DAY_MS / 86_400)])
    expect(sent).toHaveLength(3)
  })

  test('is not spent by calls that go well', async () => {
    const budget = createRetryBudget({ reserve: 1, ratio: 0 })
    const { base } = rig([{ json: 1 }])
    const client = createClient({ ...base, retry: { budget } })
    for (let call = 0; call < 20; call++) await client.get('/v')
    expect(budget.withdraw('https://harbour.example', base.runtime.now())).toBe(true)
  })
})

describe('createRetryBudget', () => {
  test('starts with its reserve and earns by calls', () => {
    const budget = createRetryBudget({ reserve: 2, ratio: 0.5 })
    const take = () => budget.withdraw('a', 0)
    expect([take(), take(), take()]).toEqual([true, true, false])
    budget.deposit('a', 0)
    expect(take()).toBe(false)
    budget.deposit('a', 0)
    expect(take()).toBe(true)
  })

  test('ten calls earn one retry at the default ratio', () => {
    const budget = createRetryBudget({ reserve: 1 })
    expect(budget.withdraw('a', 0)).toBe(true)
    for (let call = 0; call < 10; call++) budget.deposit('a', 0)
    expect([budget.withdraw('a', 0), budget.withdraw('a', 0)]).toEqual([true, false])
  })

  test('gets its reserve back in a minute, and never more', () => {
    const budget = createRetryBudget({ reserve: 2 })
    const take = (atMs: number) => budget.withdraw('a', atMs)
    expect([take(0), take(0), take(0)]).toEqual([true, true, false])
    expect([take(30_000), take(30_000)]).toEqual([true, false])
    expect([take(DAY_MS), take(DAY_MS), take(DAY_MS)]).toEqual([true, true, false])
  })

  test('keeps at most a thousand origins', () => {
    const budget = createRetryBudget({ reserve: 1, ratio: 0 })
    budget.withdraw('first', 0)
    for (let index = 0; index < 1_000; index++) budget.withdraw(`origin-${index}`, 0)
    expect(budget.withdraw('first', 0)).toBe(true)
    expect(budget.withdraw('origin-999', 0)).toBe(false)
  })

  test('is not confused by a clock that goes back', () => {
    const budget = createRetryBudget({ reserve: 1, ratio: 0 })
    expect(budget.withdraw('a', 100_000)).toBe(true)
    expect(budget.withdraw('a', 0)).toBe(false)
  })
})
