import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig, times } from './support/rig.ts'

const broken: [string, Answer, string][] = [
  ['500', { delayMs: 10, status: 500, body: 'oh' }, 'http'],
  ['429', { delayMs: 10, status: 429, body: 'slow' }, 'http'],
  ['a lost connection', { delayMs: 10, error: new TypeError('fetch failed') }, 'network'],
]

describe.each(broken)('when a shared request meets %s', (_, failure, kind) => {
  test('it is the failure of the one who made it; one of the others asks again for all', async () => {
    const { client, clock, sent } = rig([failure, fresh(60, { json: 2, delayMs: 10 })])
    const leader = failureOf(client.get('/v').json())
    const followers = times(49, () => client.get('/v').json())
    await clock.advance(100)
    expect((await leader).kind).toBe(kind)
    expect(await Promise.all(followers)).toEqual(times(49, () => 2))
    expect(sent).toHaveLength(2)
  })

  test('and again, all have failed with two requests', async () => {
    const { client, clock, sent } = rig([failure])
    const calls = times(50, () => failureOf(client.get('/v').json()))
    await clock.advance(100)
    expect((await Promise.all(calls)).map((error) => error.kind)).toEqual(times(50, () => kind))
    expect(sent).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  test('client.fetch tells it as fetch does', async () => {
    const { client, clock, sent } = rig([failure])
    const calls = times(3, () =>
      client.fetch('https://harbour.example/api/v').then(
        async (response) => [response.status, await response.text()],
        (error: unknown) => (error as Error).name,
      ),
    )
    await clock.advance(100)
    const each = kind === 'http' ? [failure.status, failure.body] : 'TypeError'
    expect(await Promise.all(calls)).toEqual([each, each, each])
    expect(sent).toHaveLength(2)
  })
})

describe('the error of a call', () => {
  /** What an error says of the tries, without the times. */
  const facts = async (call: PromiseLike<unknown>) => {
    const { kind, attempts, retryable, retriesExhausted, retryAt } = await failureOf(call)
    const tries = attempts?.map(({ number, status, error }) => [number, status, error])
    return { kind, tries, retryable, retriesExhausted, waits: retryAt !== undefined }
  }
  const failures: [string, Answer][] = [
    ['a 503', { status: 503 }],
    ['a 503 that says when', { status: 503, headers: { 'retry-after': '600' } }],
    ['a 404', { status: 404 }],
    ['a lost connection', { error: new TypeError('fetch failed') }],
    ['broken JSON', { body: '{', headers: { 'content-type': 'application/json' } }],
    ['a hanging server', { hang: true }],
  ]

  test.each(failures)('says of %s what it says without the cache', async (_, answer) => {
    const retry = { limit: 1, maxWaitMs: 1_000 }
    const here = rig([answer], { client: { retry } })
    const withCache = facts(here.client.get('/v').json())
    await here.clock.advance(300_000)
    const there = rig([answer], { client: { retry } })
    const without = facts(there.client.get('/v', { cache: 'no-store' }).json())
    await there.clock.advance(300_000)
    expect(await withCache).toEqual(await without)
  })

  test.each(failures.slice(0, 4))('that shares a request says of %s what the other says', async (_, answer) => {
    const { client, clock } = rig([{ delayMs: 10, ...answer }], { client: { retry: { limit: 1, maxWaitMs: 1_000 } } })
    const calls = times(3, () => facts(client.get('/v').json()))
    await clock.advance(300_000)
    const [leader, ...followers] = await Promise.all(calls)
    for (const follower of followers) expect(follower).toEqual(leader)
  })
})

describe('retries', () => {
  test('are made once for all who wait', async () => {
    const { client, clock, sent, reports } = rig([{ status: 503, delayMs: 10 }, fresh(60, { json: 1, delayMs: 10 })], {
      client: { retry: { limit: 2 } },
    })
    const calls = times(50, () => client.get('/v').json())
    await clock.advance(10_000)
    expect(await Promise.all(calls)).toEqual(times(50, () => 1))
    expect(sent).toHaveLength(2)
    expect(reports.filter(({ collapsed }) => collapsed)).toHaveLength(49)
  })

  test('end when all who wait have left', async () => {
    const { client, clock, sent } = rig([{ status: 503 }], { client: { retry: { limit: 2, baseMs: 1_000 } } })
    const leaving = new AbortController()
    const calls = times(3, () => failureOf(client.get('/v', { signal: leaving.signal }).json()))
    await clock.advance(10)
    leaving.abort()
    await Promise.all(calls)
    await clock.advance(60_000)
    expect(sent).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('of a shared request are one call of the retry budget', async () => {
    const { client, clock, sent } = rig([{ status: 503, delayMs: 10 }], { client: { retry: { limit: 2 } } })
    const calls = times(50, () => failureOf(client.get('/v').json()))
    await clock.advance(100_000)
    expect((await Promise.all(calls)).every(({ status }) => status === 503)).toBe(true)
    // Three tries, and three of the one who asked again for the others.
    expect(sent).toHaveLength(6)
  })
})
