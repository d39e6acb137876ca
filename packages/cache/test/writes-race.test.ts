import { get, post } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { virtualBus } from './support/bus.ts'
import { fresh, rig } from './support/rig.ts'

const contract = {
  list: get('/v', { tags: ['vessels'] }),
  moor: post('/moorings', { invalidates: ['vessels'] }),
}
const URL_OF_LIST = 'https://harbour.example/api/v'

/** A client whose reads take 100 ms and tell which of them they are; and another tab of it. */
function setUp(write: Answer = { status: 204 }) {
  const bus = virtualBus()
  let reads = 0
  const one = rig(
    ({ method }) =>
      method === 'GET' ? fresh(600, { json: ++reads, delayMs: 100, headers: { 'cache-groups': '"fleet"' } }) : write,
    { contract, broadcast: bus.tab() },
  )
  const other = rig([{ status: 204 }], { contract, broadcast: bus.tab(), clock: one.clock })
  return { ...one, other: other.client, reads: () => reads }
}

type Harbour = ReturnType<typeof setUp>
const writes: [string, (harbour: Harbour) => PromiseLike<unknown> | void, Answer?][] = [
  ['a PUT to the same URL', ({ client }) => client.put('/v', { body: {} })],
  ['a DELETE of it', ({ client }) => client.delete('/v')],
  [
    'a POST whose Location names it',
    ({ client }) => client.post('/new'),
    { status: 201, headers: { location: '/api/v' } },
  ],
  [
    'a POST whose Content-Location names it',
    ({ client }) => client.post('/new'),
    { status: 200, headers: { 'content-location': 'v' } },
  ],
  [
    'a POST that invalidates its group',
    ({ client }) => client.post('/new'),
    { status: 204, headers: { 'cache-group-invalidation': '"fleet"' } },
  ],
  ['an endpoint that invalidates its tag', ({ client }) => client.api.moor()],
  ['client.cache.invalidate', ({ client }) => client.cache.invalidate(['vessels'])],
  ['client.cache.invalidate as gone', ({ client }) => client.cache.invalidate(['vessels'], 'gone')],
  ['client.tags.invalidate', ({ client }) => client.tags.invalidate(['vessels'])],
  ['client.cache.clear', ({ client }) => client.cache.clear()],
  ['a write in another tab', ({ other }) => other.put('/v', { body: {} })],
  ['tags that are invalidated in another tab', ({ other }) => other.cache.invalidate(['vessels'])],
  ['clear in another tab', ({ other }) => other.cache.clear()],
  ['a sleep of the machine', ({ clock }) => clock.emit('resumed')],
]

describe.each(writes)('a read that is under way when %s is done', (_, write, answer) => {
  test('reaches its caller and is not stored', async () => {
    const harbour = setUp(answer)
    const { client, clock } = harbour
    const read = client.api.list()
    await clock.advance(50)
    await write(harbour)
    await clock.advance(100)
    expect(await read).toBe(1)
    const next = client.api.list()
    await clock.advance(100)
    expect(await next).toBe(2)
    // What was read after the write is kept.
    expect(await client.api.list()).toBe(2)
    expect(harbour.reads()).toBe(2)
  })

  test('is not joined by a read that comes afterwards', async () => {
    const harbour = setUp(answer)
    const { client, clock } = harbour
    const before = client.api.list()
    await clock.advance(50)
    await write(harbour)
    await clock.advance(0)
    const after = [client.api.list(), client.api.list()]
    await clock.advance(200)
    expect(await before).toBe(1)
    expect(await Promise.all(after)).toEqual([2, 2])
    expect(await client.api.list()).toBe(2)
  })

  test('as a stream reaches its caller and is not stored', async () => {
    const harbour = setUp(answer)
    const { client, clock } = harbour
    const read = client.request(contract.list).response()
    await clock.advance(50)
    await write(harbour)
    await clock.advance(100)
    expect(await (await read).json()).toBe(1)
    const next = client.api.list()
    await clock.advance(100)
    expect(await next).toBe(2)
  })
})

describe('a body that is under way when a write is done', () => {
  test('is not stored although its head came before the write', async () => {
    let reads = 0
    const { client, clock } = rig(({ method }) =>
      method === 'GET' ? fresh(600, { pieces: [`${++reads}`, { waitMs: 100 }, '.'] }) : { status: 204 },
    )
    const response = await client.fetch(URL_OF_LIST)
    await clock.advance(50)
    await client.put('/v', { body: {} })
    await clock.advance(100)
    expect(await response.text()).toBe('1.')
    const next = client.get('/v').text()
    await clock.advance(200)
    expect(await next).toBe('2.')
  })
})

describe('a read that is sent while a write is under way', () => {
  test('is not stored when it comes back before the write', async () => {
    let reads = 0
    const { client, clock } = rig(({ method }) =>
      method === 'GET' ? fresh(600, { json: ++reads, delayMs: 20 }) : { status: 204, delayMs: 100 },
    )
    const write = client.put('/v', { body: {} })
    await clock.advance(10)
    const read = client.get('/v').json()
    await clock.advance(50)
    expect(await read).toBe(1)
    await clock.advance(100)
    await write
    const next = client.get('/v').json()
    await clock.advance(50)
    expect(await next).toBe(2)
  })

  test('is not stored when it comes back after the write', async () => {
    let reads = 0
    const { client, clock } = rig(({ method }) =>
      method === 'GET' ? fresh(600, { json: ++reads, delayMs: 100 }) : { status: 204, delayMs: 50 },
    )
    const write = client.put('/v', { body: {} })
    await clock.advance(10)
    const read = client.get('/v').json()
    await clock.advance(200)
    expect([await write, await read]).toEqual([undefined, 1])
    const next = client.get('/v').json()
    await clock.advance(200)
    expect(await next).toBe(2)
  })
})

test('a revalidation behind the caller’s back that a write overtakes is not stored', async () => {
  let reads = 0
  const { client, clock } = rig(({ method }) =>
    method === 'GET'
      ? { json: ++reads, delayMs: 100, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600' } }
      : { status: 204 },
  )
  const first = client.get('/v').json()
  await clock.advance(2_000)
  await first
  expect(await client.get('/v').json()).toBe(1)
  await clock.advance(50)
  await client.put('/v', { body: {} })
  await clock.advance(100)
  const next = client.get('/v').json()
  await clock.advance(100)
  expect(await next).toBe(3)
})

test('a 304 that a write overtakes makes nothing fresh again', async () => {
  let reads = 0
  const { client, clock, sent } = rig(({ method, headers }) => {
    if (method !== 'GET') return { status: 204 }
    reads++
    return 'if-none-match' in headers
      ? { status: 304, delayMs: 100, headers: { etag: '"a"', 'cache-control': 'max-age=600' } }
      : { json: reads, headers: { etag: '"a"', 'cache-control': 'max-age=1' } }
  })
  expect(await client.get('/v').json()).toBe(1)
  await clock.advance(2_000)
  const read = client.get('/v').json()
  await clock.advance(50)
  await client.put('/v', { body: {} })
  await clock.advance(100)
  expect(await read).toBe(1)
  expect(await client.get('/v').json()).toBe(3)
  expect(sent.at(-1)?.headers['if-none-match']).toBeUndefined()
})
