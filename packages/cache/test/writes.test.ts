import { FairleadError, type Plugin, get, post, put } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { failureOf, fresh, rig } from './support/rig.ts'

/** A client whose reads count up and whose writes have this answer; `state` tells how a read is answered now. */
function harbour(write: Answer, read: Answer = {}) {
  let reads = 0
  const made = rig(({ method }) =>
    method === 'GET' || method === 'HEAD' ? fresh(600, { json: ++reads, ...read }) : write,
  )
  const { client, reports, sent } = made
  /** How the store answers a read: `hit`, `miss`, or `revalidated`. */
  const look = async (path = '/v') => {
    await client.get(path).json()
    return reports.at(-1)
  }
  return { ...made, look, conditional: () => sent.at(-1)?.headers['if-none-match'] }
}

describe('a write that succeeds', () => {
  const effects: [string, Answer, string][] = [
    ['204', { status: 204 }, 'miss'],
    ['200', { status: 200, json: {} }, 'miss'],
    ['a redirect that is not followed', { status: 303, headers: { location: '/api/elsewhere' } }, 'miss'],
    ['400', { status: 400 }, 'hit'],
    ['409', { status: 409 }, 'hit'],
    ['500', { status: 500 }, 'hit'],
  ]
  test.each(effects)('or fails with %s', async (_, write, outcome) => {
    const { client, look } = harbour(write)
    await look()
    await client.put('/v', { body: {}, init: { redirect: 'manual' } }).result()
    expect(await look()).toMatchObject({ outcome })
  })

  test.each(['PUT', 'POST', 'PATCH', 'DELETE', 'PURGE'])('by %s takes what is stored for its URL', async (method) => {
    const { client, look } = harbour({ status: 204 })
    await look()
    await look('/other')
    await client.fetch('https://harbour.example/api/v', { method })
    expect(await look('/other')).toMatchObject({ outcome: 'hit' })
    expect(await look()).toMatchObject({ outcome: 'miss', reason: 'uri-miss' })
  })

  test.each(['OPTIONS', 'QUERY'])('%s is no write', async (method) => {
    const { client, look } = harbour({ status: 204, headers: { location: '/api/v' } })
    await look()
    await client.fetch('https://harbour.example/api/v', { method })
    expect(await look()).toMatchObject({ outcome: 'hit' })
  })

  test('takes all variants of the URL', async () => {
    const { client, reports } = harbour({ status: 204 }, { headers: { vary: 'accept-language' } })
    const ask = async (language: string) => {
      await client.get('/v', { headers: { 'accept-language': language } }).json()
      return reports.at(-1)?.outcome
    }
    await ask('en')
    await ask('de')
    expect([await ask('en'), await ask('de')]).toEqual(['hit', 'hit'])
    await client.put('/v', { body: {} })
    expect([await ask('en'), await ask('de')]).toEqual(['miss', 'miss'])
  })

  const fields: [string, Record<string, string>, string][] = [
    ['Location', { location: '/api/w' }, 'miss'],
    ['Location in full', { location: 'https://harbour.example/api/w#part' }, 'miss'],
    ['Content-Location', { 'content-location': '/api/w' }, 'miss'],
    ['Location at another origin', { location: 'https://evil.example/api/w' }, 'hit'],
    ['Location at another port', { location: 'https://harbour.example:8443/api/w' }, 'hit'],
    ['Content-Location at another origin', { 'content-location': 'http://harbour.example/api/w' }, 'hit'],
    ['a Location that is no URL', { location: 'https://[' }, 'hit'],
  ]
  test.each(fields)('and names another URL by %s', async (_, headers, outcome) => {
    const { client, look } = harbour({ status: 201, headers })
    await look('/w')
    await client.post('/v')
    expect(await look('/w')).toMatchObject({ outcome })
  })

  test('takes nothing of other origins that it names', async () => {
    let reads = 0
    const { client, reports } = rig(
      ({ method }) =>
        method === 'GET'
          ? fresh(600, { json: ++reads })
          : { status: 201, headers: { location: 'https://files.example/w' } },
      { client: { origins: ['https://files.example'] } },
    )
    await client.get('https://files.example/w').json()
    await client.post('/v')
    await client.get('https://files.example/w').json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })
})

describe('a write whose answer is lost', () => {
  const lost: [string, Answer][] = [
    ['a connection that broke', { error: new TypeError('fetch failed') }],
    ['a gateway that gave up', { status: 504 }],
    ['a gateway that got rubbish', { status: 502 }],
    ['a body that is too long', { body: 'x'.repeat(200) }],
  ]
  test.each(lost)('to %s makes what is stored for its URL stale', async (_, write) => {
    const { client, look, conditional } = harbour(write, { headers: { etag: '"a"' } })
    await look()
    await failureOf(client.put('/v', { body: {}, maxResponseBytes: 100 }))
    await look()
    expect(conditional()).toBe('"a"')
  })

  test('to a deadline makes it stale', async () => {
    const { client, look, clock, conditional } = harbour({ hang: true }, { headers: { etag: '"a"' } })
    await look()
    const write = failureOf(client.put('/v', { body: {}, timeouts: { totalMs: 50 } }))
    await clock.advance(100)
    expect((await write).kind).toBe('timeout')
    await look()
    expect(conditional()).toBe('"a"')
  })

  test('because its caller left makes it stale', async () => {
    const { client, look, clock, conditional } = harbour({ hang: true }, { headers: { etag: '"a"' } })
    await look()
    const leaving = new AbortController()
    const write = failureOf(client.put('/v', { body: {}, signal: leaving.signal }))
    await clock.advance(10)
    leaving.abort()
    await write
    await look()
    expect(conditional()).toBe('"a"')
  })

  test('leaves what is stored for the time when the server cannot be reached', async () => {
    let online = true
    const { client, reports } = rig(() => (online ? fresh(600, { json: 1 }) : { error: new TypeError('offline') }))
    await client.get('/v').json()
    online = false
    await failureOf(client.put('/v', { body: {} }))
    expect(await client.get('/v').json()).toBe(1)
    expect(reports.at(-1)).toMatchObject({ outcome: 'stale', reason: 'error' })
  })

  test('makes the tags of its endpoint stale', async () => {
    const contract = {
      list: get('/v', { tags: ['vessels'] }),
      moor: post('/moorings', { invalidates: ['vessels'] }),
    }
    const { client, reports } = rig(
      ({ method }) =>
        method === 'GET' ? fresh(600, { json: 1, headers: { etag: '"a"' } }) : { error: new TypeError('lost') },
      { contract },
    )
    await client.api.list()
    await failureOf(client.api.moor())
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ reason: 'invalidated' })
  })

  test('because it was refused before it was sent changes nothing', async () => {
    const breaker: Plugin = {
      name: 'breaker',
      install: () => ({
        layers: [
          {
            stage: 'admit',
            handle: (request, next) =>
              request.method === 'GET'
                ? next(request)
                : Promise.reject(new FairleadError('rejected', request.operation, 'open', { reason: 'breaker-open' })),
          },
        ],
      }),
    }
    const { client, reports, sent } = rig([fresh(600)], { plugins: [breaker] })
    await client.get('/v').json()
    expect((await failureOf(client.put('/v', { body: {} }))).kind).toBe('rejected')
    await client.get('/v').json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
    expect(sent).toHaveLength(1)
  })

  test('that was never sent changes nothing', async () => {
    const { client, look } = harbour({ error: Object.assign(new TypeError('x'), { code: 'ECONNREFUSED' }) })
    await look()
    await failureOf(client.put('/v', { body: {}, signal: AbortSignal.abort() }))
    expect(await look()).toMatchObject({ outcome: 'hit' })
  })
})

describe('cache groups', () => {
  const grouped = { headers: { 'cache-groups': '"fleet", "north"', etag: '"a"' } }

  test('are made stale by a write that says so', async () => {
    const { client, look, conditional } = harbour(
      { status: 204, headers: { 'cache-group-invalidation': '"other", "north"' } },
      grouped,
    )
    await look('/a')
    await client.post('/v')
    await look('/a')
    expect(conditional()).toBe('"a"')
  })

  test.each([
    ['another group', '"south"'],
    ['what is no list of strings', 'north'],
  ])('are left alone by a write that names %s', async (_, field) => {
    const { client, look } = harbour({ status: 204, headers: { 'cache-group-invalidation': field } }, grouped)
    await look('/a')
    await client.post('/v')
    expect(await look('/a')).toMatchObject({ outcome: 'hit' })
  })

  test('are left alone by a read and by a write that failed', async () => {
    const failing = harbour({ status: 409, headers: { 'cache-group-invalidation': '"north"' } }, grouped)
    await failing.look('/a')
    await failing.client.post('/v').result()
    expect(await failing.look('/a')).toMatchObject({ outcome: 'hit' })
    const reading = harbour({}, { headers: { ...grouped.headers, 'cache-group-invalidation': '"north"' } })
    await reading.look('/a')
    await reading.look('/b')
    expect(await reading.look('/a')).toMatchObject({ outcome: 'hit' })
  })

  test('of another origin are others', async () => {
    let reads = 0
    const { client, reports } = rig(
      ({ method }) =>
        method === 'GET'
          ? fresh(600, { json: ++reads, headers: { 'cache-groups': '"north"' } })
          : { status: 204, headers: { 'cache-group-invalidation': '"north"' } },
      { client: { origins: ['https://files.example'] } },
    )
    await client.get('https://files.example/a').json()
    await client.post('/v')
    await client.get('https://files.example/a').json()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })
})

describe('tags of endpoints', () => {
  const contract = {
    list: get('/v', { tags: ['vessels'] }),
    byId: get('/v/{id}', { tags: ({ params }) => [`vessel:${params.id}`] }),
    rename: put('/rename/{id}', { invalidates: ({ params }) => ['vessels', `vessel:${params.id}`] }),
  }
  const setUp = (write: Answer = { status: 204 }) => {
    let reads = 0
    const made = rig(
      ({ method }) => (method === 'GET' ? fresh(600, { json: ++reads, headers: { etag: '"a"' } }) : write),
      { contract },
    )
    return made
  }

  test('are made stale by an endpoint that invalidates them, when it has succeeded', async () => {
    const { client, reports } = setUp()
    await client.api.list()
    await client.api.byId({ params: { id: '1' } })
    await client.api.byId({ params: { id: '2' } })
    await client.api.rename({ params: { id: '1' } }).result()
    await client.api.list()
    await client.api.byId({ params: { id: '1' } })
    await client.api.byId({ params: { id: '2' } })
    expect(reports.slice(-3).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['miss', 'invalidated'],
      ['miss', 'invalidated'],
      ['hit', undefined],
    ])
  })

  test('are left alone when it has failed', async () => {
    const { client, reports } = setUp({ status: 409 })
    await client.api.list()
    await client.api.rename({ params: { id: '1' } }).result()
    await client.api.list()
    expect(reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })

  test('of a call are there beside those of the endpoint', async () => {
    const { client, reports } = setUp()
    for (const tag of ['mine', 'vessels']) {
      await client.api.list({}, { cache: { tags: ['mine'] } })
      client.cache.invalidate([tag])
      await client.api.list({}, { cache: { tags: ['mine'] } })
      expect(reports.at(-1)).toMatchObject({ reason: 'invalidated' })
    }
  })

  test('of a call without a contract work the same', async () => {
    const { client, reports } = setUp()
    await client.get('/x', { cache: { tags: ['mine'] } })
    client.tags.invalidate(['mine'])
    await client.get('/x')
    expect(reports.at(-1)).toMatchObject({ reason: 'invalidated' })
  })

  test('that are stale are asked about; that are gone are not known any more', async () => {
    const { client, reports, sent } = setUp()
    await client.api.list()
    client.cache.invalidate(['vessels'])
    await client.api.list()
    expect(sent.at(-1)?.headers['if-none-match']).toBe('"a"')
    client.cache.invalidate(['vessels'], 'gone')
    await client.api.list()
    expect(sent.at(-1)?.headers['if-none-match']).toBeUndefined()
    expect(reports.at(-1)).toMatchObject({ outcome: 'miss', reason: 'uri-miss' })
  })

  test('are announced to others on the client, once for each invalidation', async () => {
    const { client } = setUp()
    const heard = vi.fn<(change: object) => void>()
    client.tags.subscribe(heard)
    client.cache.invalidate(['a'])
    client.cache.invalidate(['b'], 'gone')
    await client.api.rename({ params: { id: '1' } }).result()
    expect(heard.mock.calls.map(([change]) => change)).toEqual([
      { tags: ['a'], mode: 'stale' },
      { tags: ['b'], mode: 'gone' },
      { tags: ['vessels', 'vessel:1'], mode: 'stale' },
    ])
  })
})

test('stale and gone mean what they say when the server cannot be reached', async () => {
  let online = true
  const { client } = rig(() => (online ? fresh(600, { json: 1 }) : { error: new TypeError('offline') }))
  const ask = () => client.get('/v', { cache: { tags: ['t'] } }).json()
  await ask()
  client.cache.invalidate(['t'])
  online = false
  expect(await ask()).toBe(1)
  client.cache.invalidate(['t'], 'gone')
  expect((await failureOf(ask())).kind).toBe('network')
})
