import type { CacheMode, CacheOptions } from '@fairlead/cache'
import type { Answer, Script } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig, times } from './support/rig.ts'

interface Step {
  readonly waitMs?: number
  readonly method?: string
  readonly mode?: CacheMode
  readonly headers?: Record<string, string>
}

/** Makes calls one after another; the field and the report of the last one. */
async function last(script: Script, steps: readonly Step[], cache: CacheOptions = {}) {
  const { client, clock, reports } = rig(script, { cache })
  let response = new Response()
  for (const { waitMs = 0, method = 'GET', mode, headers } of steps) {
    await clock.advance(waitMs)
    const init = { method, ...(headers && { headers }), ...(mode && { cache: mode }) }
    response = await client.fetch('https://harbour.example/api/v', init)
    await response.text()
  }
  return { field: response.headers.get('cache-status'), report: reports.at(-1), reports, status: response.status }
}

const tagged = fresh(60, { json: 1, headers: { etag: '"a"' } })
const notModified: Answer = { status: 304, headers: { etag: '"a"', 'cache-control': 'max-age=30' } }
const window = fresh(1, { json: 1, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=60' } })
const onError = fresh(1, { json: 1, headers: { 'cache-control': 'max-age=1, stale-if-error=60' } })

const cases: [string, Script, readonly Step[], string, object][] = [
  [
    'a miss that is stored',
    [tagged],
    [{}],
    'fairlead; fwd=uri-miss; ttl=60; stored',
    { outcome: 'miss', reason: 'uri-miss', stored: true, ttlMs: 60_000 },
  ],
  [
    'a miss that is not stored',
    [{ json: 1, headers: { 'cache-control': 'no-store' } }],
    [{}],
    'fairlead; fwd=uri-miss; detail=no-store',
    { outcome: 'miss', reason: 'uri-miss', stored: false, refusal: 'no-store' },
  ],
  [
    'a hit',
    [tagged],
    [{}, { waitMs: 20_500 }],
    'fairlead; hit; ttl=39',
    { outcome: 'hit', ageMs: 20_500, ttlMs: 39_500 },
  ],
  [
    'an answer that still holds',
    [tagged, notModified],
    [{}, { waitMs: 61_000 }],
    'fairlead; fwd=stale; fwd-status=304; ttl=30; stored',
    { outcome: 'revalidated', reason: 'stale', stored: true, ttlMs: 30_000 },
  ],
  [
    'a stale answer that has changed',
    [tagged, fresh(5)],
    [{}, { waitMs: 61_000 }],
    'fairlead; fwd=stale; ttl=5; stored',
    { outcome: 'miss', reason: 'stale', stored: true },
  ],
  [
    'a stale answer while it is fetched anew',
    [window],
    [{}, { waitMs: 3_000 }],
    'fairlead; hit; ttl=-2',
    { outcome: 'stale', reason: 'stale', ageMs: 3_000, ttlMs: -2_000 },
  ],
  [
    'a stale answer that the caller accepts',
    [fresh(1)],
    [{}, { waitMs: 3_000, headers: { 'cache-control': 'max-stale' } }],
    'fairlead; hit; ttl=-2',
    { outcome: 'stale', reason: 'stale' },
  ],
  [
    'a stale answer in place of a 503',
    [onError, { status: 503 }],
    [{}, { waitMs: 3_000 }],
    'fairlead; fwd=stale; fwd-status=503; ttl=-2; detail=stale-if-error',
    { outcome: 'stale', reason: 'error', ttlMs: -2_000 },
  ],
  [
    'a stale answer in place of a lost connection',
    [onError, { error: new TypeError('fetch failed') }],
    [{}, { waitMs: 3_000 }],
    'fairlead; fwd=stale; ttl=-2; detail=stale-if-error',
    { outcome: 'stale', reason: 'error' },
  ],
  [
    'an answer that must be asked about',
    [{ json: 1, headers: { 'cache-control': 'no-cache', etag: '"a"' } }, { status: 304 }],
    [{}, {}],
    'fairlead; fwd=stale; fwd-status=304; ttl=0; stored',
    { outcome: 'revalidated', reason: 'no-cache' },
  ],
  [
    'a call that wants it fresher',
    [tagged, notModified],
    [{}, { mode: 'no-cache' }],
    'fairlead; fwd=request; fwd-status=304; ttl=30; stored',
    { outcome: 'revalidated', reason: 'request' },
  ],
  [
    'a reload',
    [tagged, tagged],
    [{}, { mode: 'reload' }],
    'fairlead; fwd=request; ttl=60; stored',
    { outcome: 'miss', reason: 'request', stored: true },
  ],
  [
    'a call with other header values',
    [fresh(60, { json: 1, headers: { vary: 'accept-language' } })],
    [{}, { headers: { 'accept-language': 'de' } }],
    'fairlead; fwd=vary-miss; ttl=60; stored',
    { outcome: 'miss', reason: 'vary-miss' },
  ],
  [
    'a call past the store',
    [tagged],
    [{}, { mode: 'no-store' }],
    'fairlead; fwd=bypass',
    { outcome: 'bypass', reason: 'no-store' },
  ],
  ['a write', [tagged], [{ method: 'PUT' }], 'fairlead; fwd=method', { outcome: 'bypass', reason: 'method' }],
  [
    'a method that is not cached',
    [tagged],
    [{ method: 'OPTIONS' }],
    'fairlead; fwd=method',
    { outcome: 'bypass', reason: 'method' },
  ],
  [
    'a call for what is stored or nothing',
    [tagged],
    [{ mode: 'only-if-cached' }],
    'fairlead; fwd=bypass; detail=only-if-cached',
    { outcome: 'unavailable' },
  ],
  [
    'an answer that is for nobody else',
    [fresh(60, { json: 1, headers: { vary: '*' } })],
    [{}],
    'fairlead; fwd=uri-miss; detail=vary',
    { outcome: 'miss', refusal: 'vary', stored: false },
  ],
  [
    'an answer without a word about caching',
    [{ json: 1 }],
    [{}],
    'fairlead; fwd=uri-miss; detail=useless',
    { outcome: 'miss', refusal: 'useless', stored: false },
  ],
  [
    'an answer with a cache’s own word',
    [fresh(60, { json: 1, headers: { 'cache-status': 'edge; hit; ttl=100' } })],
    [{}, {}],
    'edge; hit; ttl=100, fairlead; hit; ttl=60',
    { outcome: 'hit' },
  ],
]

describe('Cache-Status and the event of the timeline say of', () => {
  test.each(cases)('%s what it is', async (_, script, steps, field, report) => {
    const seen = await last(script, steps)
    expect(seen.field).toBe(field)
    expect(seen.report).toMatchObject(report)
  })

  test('each call one thing', async () => {
    for (const [, script, steps] of cases) expect((await last(script, steps)).reports).toHaveLength(steps.length)
  })

  test('a shared request that it was one', async () => {
    const { client, clock, reports } = rig([{ ...tagged, delayMs: 10 }])
    const calls = times(3, async () => (await client.get('/v').response()).headers.get('cache-status'))
    await clock.advance(100)
    expect(await Promise.all(calls)).toEqual([
      'fairlead; fwd=uri-miss; ttl=59; stored',
      'fairlead; fwd=uri-miss; ttl=59; stored; collapsed',
      'fairlead; fwd=uri-miss; ttl=59; stored; collapsed',
    ])
    expect(reports.map(({ collapsed }) => collapsed)).toEqual([undefined, true, true])
  })

  test('an answer that a write overtook that it was not stored', async () => {
    const { client, clock, reports } = rig(({ method }) =>
      method === 'GET' ? { ...tagged, delayMs: 10 } : { status: 204 },
    )
    const call = client.get('/v').result()
    await clock.advance(5)
    await client.put('/v', { body: {} })
    await clock.advance(10)
    const result = await call
    expect(result.headers?.get('cache-status')).toBe('fairlead; fwd=uri-miss; detail=invalidated')
    expect(reports.at(-1)).toMatchObject({ stored: false, refusal: 'invalidated' })
  })

  test('an answer that is too large that it was not stored', async () => {
    const { client, reports } = rig([fresh(60, { body: 'x'.repeat(200) })], {
      cache: { memory: { maxEntryBytes: 100 } },
    })
    await client.get('/v').text()
    expect(reports.at(-1)).toMatchObject({ stored: false, refusal: 'too-large' })
  })

  test('a failure what it says of a success', async () => {
    const { client } = rig([{ status: 404, headers: { 'cache-control': 'max-age=60' } }])
    await failureOf(client.get('/v').json())
    const failure = await failureOf(client.get('/v').json())
    expect((failure as unknown as { headers: Headers }).headers.get('cache-status')).toBe('fairlead; hit; ttl=60')
  })

  test('nothing in its fields that a caller cannot parse', async () => {
    const { field } = await last([tagged], [{}, {}], { ttlMs: Infinity })
    expect(field).toMatch(/^fairlead(; [a-z-]+(=(-?\d{1,15}|[a-z-]+))?)*$/)
    const forEver = await last([{ json: 1 }], [{}, {}], { ttlMs: Infinity })
    expect(forEver.field).toMatch(/^fairlead; hit; ttl=\d{1,15}$/)
  })
})

test('the timeline is told whose answer it was, and nothing is made where nobody listens', async () => {
  const { client } = rig([tagged])
  const events: [string, string | undefined][] = []
  const stop = client.on((event) => {
    if (event.type === 'operation:start' || event.type === 'plugin:cache:answer')
      events.push([event.type, event.operationId])
  })
  await client.get('/v').json()
  await client.get('/v').json()
  stop()
  await client.get('/v').json()
  const starts = events.filter(([type]) => type === 'operation:start').map(([, id]) => id)
  const answers = events.filter(([type]) => type !== 'operation:start').map(([, id]) => id)
  // The request that calls share is an operation of its own.
  expect(starts).toHaveLength(3)
  expect(answers).toEqual([starts[0], starts[2]])
})
