import type { CacheOptions, CallCacheOptions } from '@fairlead/cache'
import { get } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig } from './support/rig.ts'

/** What becomes of a second call after so many milliseconds. */
async function after(
  waitMs: number,
  answer: Answer,
  { plugin, call, endpoint }: { plugin?: CacheOptions; call?: CallCacheOptions; endpoint?: CallCacheOptions },
) {
  const contract = { list: get('/v', endpoint ? { options: { cache: endpoint } } : {}) }
  const { client, clock, reports } = rig([{ json: 1, ...answer }], { contract, ...(plugin && { cache: plugin }) })
  const ask = () => client.api.list({}, call ? { cache: call } : {}).result()
  await ask()
  await clock.advance(waitMs)
  await ask()
  return reports[1]?.outcome
}

describe('a lifetime of the user’s own', () => {
  const plugin = { ttlMs: 1_000, staleMs: 1_000 }
  test('holds where the server says nothing', async () => {
    expect(await after(999, {}, { plugin })).toBe('hit')
    expect(await after(1_001, {}, { plugin })).toBe('stale')
    expect(await after(1_999, {}, { plugin })).toBe('stale')
    expect(await after(2_001, {}, { plugin })).toBe('miss')
  })

  const said: [string, Record<string, string>][] = [
    ['max-age=1', { 'cache-control': 'max-age=1' }],
    ['max-age=0', { 'cache-control': 'max-age=0' }],
    ['Expires', { expires: 'Thu, 01 Jan 2026 00:00:01 GMT' }],
    ['an Expires that is none', { expires: '0' }],
    ['no-store', { 'cache-control': 'no-store' }],
    ['no-cache', { 'cache-control': 'no-cache' }],
    ['Vary: *', { vary: '*' }],
  ]
  test.each(said)('gives way to %s', async (_, headers) => {
    const long = { ttlMs: 600_000 }
    expect(await after(5_000, { headers }, { plugin: long })).toBe('miss')
    expect(await after(5_000, { headers }, { call: long })).toBe('miss')
    expect(await after(5_000, { headers }, { endpoint: long })).toBe('miss')
  })

  test('does not shorten what the server says', async () => {
    expect(await after(5_000, { headers: { 'cache-control': 'max-age=60' } }, { call: { ttlMs: 1 } })).toBe('hit')
  })

  test('comes before a guess by Last-Modified', async () => {
    const headers = { 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' }
    expect(await after(5_000, { headers }, {})).toBe('hit')
    expect(await after(5_000, { headers }, { plugin: { heuristic: false } })).toBe('miss')
    expect(await after(5_000, { headers }, { call: { ttlMs: 1_000 } })).toBe('miss')
  })

  test.each([400, 404, 410, 500, 503])('is not for failures such as %i', async (status) => {
    expect(await after(10, { status }, { plugin: { ttlMs: 600_000, staleMs: 600_000 } })).toBe('miss')
  })

  test('of the call comes before that of the endpoint, and that before the plugin’s', async () => {
    const [short, long] = [{ ttlMs: 1_000 }, { ttlMs: 600_000 }]
    expect(await after(5_000, {}, { plugin: short, endpoint: long })).toBe('hit')
    expect(await after(5_000, {}, { plugin: long, endpoint: short })).toBe('miss')
    expect(await after(5_000, {}, { endpoint: short, call: long })).toBe('hit')
    expect(await after(5_000, {}, { endpoint: long, call: short })).toBe('miss')
  })

  test('of 0 turns off that of the plugin', async () => {
    expect(await after(0, {}, { plugin: { ttlMs: 600_000 }, call: { ttlMs: 0 } })).toBe('miss')
  })

  test('for ever is for ever', async () => {
    expect(await after(1e12, {}, { call: { ttlMs: Infinity } })).toBe('hit')
  })

  test('is not for what is sent, which may be cached by nobody else', async () => {
    const { client, sent } = rig([{ json: 1 }])
    await client.get('/v', { cache: { ttlMs: 60_000, tags: ['t'] } })
    expect(sent[0]?.headers).toEqual({})
  })
})

describe('a stale time of the user’s own', () => {
  test('holds where the server gives a lifetime and no word about staleness', async () => {
    const headers = { 'cache-control': 'max-age=1' }
    expect(await after(500, { headers }, { call: { staleMs: 5_000 } })).toBe('hit')
  })

  test.each([['must-revalidate'], ['no-cache']])('gives way to %s', async (directive) => {
    const headers = { 'cache-control': directive }
    expect(await after(1_500, { headers }, { call: { ttlMs: 1_000, staleMs: 60_000 } })).toBe('miss')
  })

  test('lets a stale answer stand in for a server that cannot be reached, and ends', async () => {
    let online = true
    const { client, clock } = rig(() => (online ? { json: 1 } : { error: new TypeError('offline') }), {
      cache: { ttlMs: 1_000, staleMs: 10_000 },
    })
    await client.get('/v').json()
    online = false
    await clock.advance(9_000)
    expect(await client.get('/v').json()).toBe(1)
    await clock.advance(3_000)
    expect((await failureOf(client.get('/v').json())).kind).toBe('network')
  })
})

describe('options of an endpoint', () => {
  test('may be a mode', async () => {
    const contract = { live: get('/v', { options: { cache: 'no-store' } }) }
    const { client, sent } = rig([fresh(60)], { contract })
    await client.api.live()
    await client.api.live()
    expect(sent).toHaveLength(2)
    await client.api.live({}, { cache: 'default' })
    await client.api.live({}, { cache: 'default' })
    expect(sent).toHaveLength(3)
  })

  test('hold beside those of a call', async () => {
    const contract = { list: get('/v', { options: { cache: { ttlMs: 60_000, tags: ['t'] } } }) }
    const { client, reports } = rig([{ json: 1 }], { contract })
    await client.api.list({}, { cache: 'reload' })
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    client.cache.invalidate(['t'])
    await client.api.list({}, { cache: { ttlMs: 1_000 } })
    expect(reports.at(-1)).toMatchObject({ outcome: 'miss', reason: 'invalidated' })
  })
})
