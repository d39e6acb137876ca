import type { CacheMode } from '@fairlead/cache'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig } from './support/rig.ts'

const URL_OF = 'https://harbour.example/api/v'
const counting =
  (headers: Record<string, string> = {}) =>
  (_: unknown, index: number): Answer =>
    fresh(60, { json: index, headers: { etag: `"${index}"`, ...headers } })

/** The three ways in which a mode may be said. */
const ways: [string, (client: ReturnType<typeof rig>['client'], mode: CacheMode) => Promise<unknown>][] = [
  ['the call option', async (client, mode) => client.get('/v', { cache: mode }).json()],
  ['an object as call option', async (client, mode) => client.get('/v', { cache: { mode } }).json()],
  ['init.cache', async (client, mode) => client.get('/v', { init: { cache: mode } }).json()],
  ['client.fetch', async (client, mode) => (await client.fetch(URL_OF, { cache: mode })).json()],
]

describe.each(ways)('by %s', (_, call) => {
  test('default takes what is fresh', async () => {
    const { client, sent } = rig(counting())
    expect([await call(client, 'default'), await call(client, 'default')]).toEqual([0, 0])
    expect(sent).toHaveLength(1)
  })

  test('no-store neither looks nor stores, and leaves what is there', async () => {
    const { client } = rig(counting())
    expect(await call(client, 'no-store')).toBe(0)
    expect(await client.get('/v').json()).toBe(1)
    expect(await call(client, 'no-store')).toBe(2)
    expect(await client.get('/v').json()).toBe(1)
  })

  test('reload asks without a condition and stores', async () => {
    const { client, sent } = rig(counting())
    await client.get('/v').json()
    expect(await call(client, 'reload')).toBe(1)
    expect(sent[1]?.headers['if-none-match']).toBeUndefined()
    expect(await client.get('/v').json()).toBe(1)
  })

  test('no-cache asks whether what is fresh still holds', async () => {
    const { client, sent } = rig([fresh(60, { json: 0, headers: { etag: '"0"' } }), { status: 304 }])
    await client.get('/v').json()
    expect(await call(client, 'no-cache')).toBe(0)
    expect(sent[1]?.headers['if-none-match']).toBe('"0"')
  })

  test('no-cache asks for what is not stored', async () => {
    const { client, sent } = rig(counting())
    expect(await call(client, 'no-cache')).toBe(0)
    expect(await client.get('/v').json()).toBe(0)
    expect(sent).toHaveLength(1)
  })

  test('force-cache takes what is there however old, and asks where there is nothing', async () => {
    const { client, clock, sent } = rig(counting())
    expect(await call(client, 'force-cache')).toBe(0)
    await clock.advance(600_000)
    expect(await call(client, 'force-cache')).toBe(0)
    expect(sent).toHaveLength(1)
  })

  test('force-cache takes what is stale by an invalidation, and nothing that is gone', async () => {
    const { client } = rig(counting())
    await client.get('/v', { cache: { tags: ['t'] } }).json()
    client.cache.invalidate(['t'])
    expect(await call(client, 'force-cache')).toBe(0)
    client.cache.invalidate(['t'], 'gone')
    expect(await call(client, 'force-cache')).toBe(1)
  })

  test('only-if-cached takes what is there, and nothing else', async () => {
    const { client, clock, sent } = rig(counting())
    const nothing = await call(client, 'only-if-cached').then(
      () => 'an answer',
      (error: unknown) => (error as { status?: number }).status ?? 'no JSON',
    )
    expect([504, 'no JSON']).toContain(nothing)
    expect(sent).toHaveLength(0)
    await client.get('/v').json()
    await clock.advance(600_000)
    expect(await call(client, 'only-if-cached')).toBe(0)
    expect(sent).toHaveLength(1)
  })
})

describe('only-if-cached without a stored answer', () => {
  test('is a failure with status 504, without a try', async () => {
    const { client, sent } = rig(counting(), { client: { retry: { limit: 2 } } })
    const failure = await failureOf(client.get('/v', { cache: 'only-if-cached' }).json())
    expect(failure).toMatchObject({ kind: 'http', status: 504 })
    expect(failure.attempts).toEqual([])
    expect(sent).toHaveLength(0)
  })

  test('is a Response with status 504 for client.fetch', async () => {
    const { client } = rig(counting())
    const response = await client.fetch(URL_OF, { cache: 'only-if-cached' })
    expect([response.status, response.ok, await response.text()]).toEqual([504, false, ''])
  })

  test('as a request directive is the same', async () => {
    const { client, sent } = rig(counting())
    const headers = { 'cache-control': 'only-if-cached' }
    expect(await failureOf(client.get('/v', { headers }).json())).toMatchObject({ status: 504 })
    expect(sent).toHaveLength(0)
  })
})

test('a reload is not answered from the store when the server fails', async () => {
  const onError = { 'cache-control': 'max-age=60, stale-if-error=600' }
  const { client, clock } = rig([fresh(60, { json: 0, headers: onError }), { status: 503 }])
  await client.get('/v').json()
  expect(await failureOf(client.get('/v', { cache: 'reload' }).json())).toMatchObject({ status: 503 })
  await clock.advance(61_000)
  expect(await client.get('/v').json()).toBe(0)
})

test('a mode of the call comes before that of init', async () => {
  const { client, sent } = rig(counting())
  await client.get('/v', { cache: 'default', init: { cache: 'no-store' } }).json()
  await client.get('/v', { cache: 'default', init: { cache: 'no-store' } }).json()
  expect(sent).toHaveLength(1)
})

describe('a request’s own Cache-Control', () => {
  const asked: [string, number, number][] = [
    ['no-cache', 0, 2],
    ['max-age=0', 1, 2],
    ['max-age=10', 5_000, 1],
    ['max-age=10', 11_000, 2],
    ['min-fresh=30', 20_000, 1],
    ['min-fresh=30', 40_000, 2],
    ['max-stale', 600_000, 1],
    ['max-stale=100', 120_000, 1],
    ['max-stale=10', 120_000, 2],
    ['no-store', 0, 2],
    ['NO-CACHE', 0, 2],
    ['nonsense', 0, 1],
  ]
  test.each(asked)('%s after %i ms makes %i requests', async (field, waitMs, requests) => {
    const { client, clock, sent } = rig(counting())
    await client.get('/v').json()
    await clock.advance(waitMs)
    await client.get('/v', { headers: { 'cache-control': field } }).json()
    expect(sent).toHaveLength(requests)
  })

  test('Pragma: no-cache is obeyed', async () => {
    const { client, sent } = rig(counting())
    await client.get('/v').json()
    await client.get('/v', { headers: { pragma: 'no-cache' } }).json()
    expect(sent).toHaveLength(2)
  })

  test('is not added to by the cache', async () => {
    const { client, clock, sent } = rig(counting())
    for (const mode of ['default', 'no-cache', 'reload', 'no-store', 'force-cache'] as const)
      await client.get(`/${mode}`, { cache: mode }).text()
    await clock.advance(61_000)
    await client.get('/default').text()
    expect(sent.flatMap(({ headers }) => Object.keys(headers))).toEqual(['if-none-match'])
  })
})
