import { type CacheStore, cache, memoryStore } from '@fairlead/cache'
import { type Lifecycle, createClient, get } from '@fairlead/core'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { type VirtualBus, virtualBus } from './support/bus.ts'
import { fresh, times } from './support/rig.ts'
import { fakeSession } from './support/session.ts'

/** A signal, and the listeners that are on it. */
function counted(signal: AbortSignal) {
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  return () => {
    const gone = new Set(removed.mock.calls.map(([, listener]) => listener))
    return added.mock.calls.filter(([, listener]) => !gone.has(listener)).length
  }
}

/** Answers of every kind, by the path. */
const answers: Record<string, Answer> = {
  fresh: fresh(60, { json: 1, delayMs: 5 }),
  tagged: fresh(1, { json: 1, delayMs: 5, headers: { etag: '"a"' } }),
  window: fresh(1, { json: 1, delayMs: 5, headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600' } }),
  private: { json: 1, delayMs: 5, headers: { 'cache-control': 'no-store' } },
  varied: fresh(60, { json: 1, delayMs: 5, headers: { vary: 'accept-language' } }),
  pieces: fresh(60, { pieces: ['[1', { waitMs: 5 }, ']'], headers: { 'content-type': 'application/json' } }),
  broken: fresh(60, { pieces: ['[1', { waitMs: 5 }], end: 'break' }),
  stalled: fresh(60, { pieces: ['[1'], end: 'stall' }),
  busy: { status: 503, delayMs: 5 },
  missing: { status: 404, delayMs: 5, headers: { 'cache-control': 'max-age=60' } },
  lost: { error: new TypeError('fetch failed'), delayMs: 5 },
  hanging: { hang: true },
  events: { pieces: ['data: 1\n\n'], headers: { 'content-type': 'text/event-stream' } },
  large: fresh(60, { body: 'x'.repeat(5_000), delayMs: 5 }),
}

type Ask = (path: string, options: object) => Promise<unknown>

function harbour({ store, bus = virtualBus() }: { store?: CacheStore; bus?: VirtualBus } = {}) {
  const clock = createVirtualClock()
  const fake = fakeSession('ada')
  const transport = mockTransport(
    ({ method, url }) =>
      method === 'GET' || method === 'HEAD' ? answers[new URL(url).pathname.slice(1)] : { status: 204 },
    { runtime: clock },
  )
  let watching = 0
  const lifecycle: Lifecycle = (listener) => {
    const stop = clock.lifecycle(listener)
    watching++
    return () => {
      watching--
      stop()
    }
  }
  const contract = { fresh: get('/fresh', { tags: ['t'] }) }
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: { ...clock, broadcast: bus.tab(), lifecycle },
    transport,
    contract,
    timeouts: { idleMs: 1_000, totalMs: 5_000 },
    plugins: [
      cache({ memory: { maxEntryBytes: 1_000 }, ...(store && { store }) }),
      { name: '', install: () => ({ session: fake.session }) },
    ],
  })
  const asks: [string, Ask][] = [
    ['read as JSON', (path, options) => client.get(path, options).json()],
    ['read as bytes', (path, options) => client.get(path, options).bytes()],
    ['read as a result', (path, options) => client.get(path, options).result()],
    ['read as a stream', async (path, options) => new Response(await client.get(path, options).stream()).text()],
    ['of which the head is looked at', async (path, options) => client.get(path, options).response()],
    ['whose stream is cancelled', async (path, options) => (await client.get(path, options).stream()).cancel()],
    ['by fetch', async (path, options) => (await client.fetch(`https://harbour.example${path}`, options)).text()],
    ['by HEAD', (path, options) => client.head(path, options).text()],
    ['of a part', (path, options) => client.get(path, { ...options, headers: { range: 'bytes=0-1' } }).text()],
    ['that write', async (path, options) => client.put(path, { ...options, body: {} })],
    ['past the store', (path, options) => client.get(path, { ...options, init: { cache: 'no-store' } }).text()],
    ['that reload', (path, options) => client.get(path, { ...options, init: { cache: 'reload' } }).text()],
  ]
  return { client, clock, asks, sent: transport.requests, bus, fake, watchers: () => watching }
}

const kinds = harbour().asks.map(([name], index) => [name, index] as const)

describe.each(kinds)('calls %s', (_, index) => {
  test('of every kind of answer leave no timer, listener, body or channel behind', async () => {
    const { client, clock, asks, sent, bus, fake } = harbour()
    const { signal } = new AbortController()
    const listeners = counted(signal)
    const sessionListeners = counted(fake.session.signal)
    const ask = asks[index]?.[1] as Ask
    for (let round = 0; round < 3; round++) {
      const calls = Object.keys(answers).flatMap((path) =>
        times(3, () => Promise.allSettled([ask(`/${path}`, { signal })])),
      )
      await clock.advance(10_000)
      await Promise.all(calls)
    }
    await clock.advance(100_000)
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
    expect(sent.filter(({ released }) => released === false).map(({ url }) => url)).toEqual([])
    // The cache's own, which hears of the end of the session.
    expect(sessionListeners()).toBeLessThanOrEqual(1)
    await client.dispose()
    expect(sessionListeners()).toBe(0)
    expect(bus.open).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test('that are aborted on the way leave nothing behind', async () => {
    const { client, clock, asks, sent } = harbour()
    const ask = asks[index]?.[1] as Ask
    for (const afterMs of [0, 3, 7]) {
      const { signal: shared } = new AbortController()
      const listeners = counted(shared)
      const leaving = new AbortController()
      const calls = Object.keys(answers).flatMap((path) => [
        Promise.allSettled([ask(`/${path}`, { signal: leaving.signal })]),
        Promise.allSettled([ask(`/${path}`, { signal: shared })]),
      ])
      await clock.advance(afterMs)
      leaving.abort()
      await clock.advance(10_000)
      await Promise.all(calls)
      await clock.advance(100_000)
      expect(listeners()).toBe(0)
      expect(clock.pending).toBe(0)
    }
    expect(sent.filter(({ released }) => released === false).map(({ url }) => url)).toEqual([])
    await client.dispose()
  })

  test('that end with the session leave nothing behind', async () => {
    const { client, clock, asks, sent, fake } = harbour()
    const { signal } = new AbortController()
    const listeners = counted(signal)
    const ask = asks[index]?.[1] as Ask
    for (const afterMs of [0, 3, 7]) {
      const ended = counted(fake.session.signal)
      const calls = Object.keys(answers).map((path) => Promise.allSettled([ask(`/${path}`, { signal })]))
      await clock.advance(afterMs)
      fake.signIn(`user${afterMs}`)
      await clock.advance(10_000)
      await Promise.all(calls)
      await clock.advance(100_000)
      expect(ended()).toBeLessThanOrEqual(1)
    }
    expect(listeners()).toBe(0)
    expect(clock.pending).toBe(0)
    expect(sent.filter(({ released }) => released === false).map(({ url }) => url)).toEqual([])
    await client.dispose()
  })
})

test('1,000 calls of every kind at once, over a second tier, leave nothing behind', async () => {
  const store = memoryStore()
  const { client, clock, asks, sent, bus, fake } = harbour({ store })
  const { signal } = new AbortController()
  const listeners = counted(signal)
  const paths = Object.keys(answers)
  const calls = times(1_000, (index) => {
    const [, ask] = asks[index % asks.length] as [string, Ask]
    return Promise.allSettled([ask(`/${paths[index % paths.length]}`, { signal })])
  })
  await clock.advance(3)
  client.cache.invalidate(['t'])
  await clock.advance(50_000)
  await Promise.all(calls)
  await clock.advance(200_000)
  expect(listeners()).toBe(0)
  expect(sent.filter(({ released }) => released === false)).toEqual([])
  fake.signOut()
  await clock.advance(0)
  await client.dispose()
  expect(store.size).toBe(0)
  expect(clock.pending).toBe(0)
  expect(bus.open).toBe(0)
})

test('1,000 sessions of a server leave one listener each, which goes with them', async () => {
  const { client, clock } = harbour()
  const users = times(1_000, (index) => fakeSession(`user${index}`))
  const listeners = users.map(({ session }) => counted(session.signal))
  for (const { session } of users) {
    const call = client.withSession(session).get('/fresh').json()
    await clock.advance(5)
    await call
  }
  expect(Math.max(...listeners.map((count) => count()))).toBeLessThanOrEqual(1)
  expect(clock.pending).toBe(0)
  await client.dispose()
})

test('tags and the platform are not listened to after dispose', async () => {
  const bus = virtualBus()
  const store = memoryStore()
  const { client, watchers } = harbour({ bus, store })
  await Promise.resolve()
  expect(watchers()).toBe(1)
  await client.dispose()
  expect(watchers()).toBe(0)
  const told = vi.spyOn(store, 'invalidate')
  client.tags.invalidate(['t'])
  client.cache.invalidate(['t'])
  expect(told).not.toHaveBeenCalled()
  client.cache.clear()
  expect(bus.posted).toEqual([])
})

test('a call after dispose still gets its answer', async () => {
  const { client, clock } = harbour()
  await client.dispose()
  const call = client.get('/fresh').json()
  await clock.advance(10)
  expect(await call).toBe(1)
  expect(clock.pending).toBe(0)
})
