import { auth, bearer } from '@fairlead/auth'
import { type CacheStore, cache, memoryStore } from '@fairlead/cache'
import { createClient, get, post } from '@fairlead/core'
import { type Answer, type VirtualClock, createVirtualClock, mockTransport } from '@fairlead/testing'
import { InfiniteQueryObserver, type QueryKey, QueryObserver, onlineManager } from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { connected } from './support/connected.ts'

const Tide = z.object({ level: z.number() })
const responses = { 200: Tide }
const contract = {
  now: get('/tides', { auth: 'public', responses }),
  again: get('/tides', { auth: 'public', responses }),
  day: get('/tides/{day}', { auth: 'public', responses }),
  own: get('/own', { responses, tags: ['own'] }),
  set: post('/own', { responses: { 204: null }, invalidates: ['own'] }),
}

/** Fresh for a second, and shown for ten minutes while it is fetched anew. */
const window = { 'cache-control': 'max-age=1, stale-while-revalidate=600' }
/** Stale when it comes. */
const old = { 'cache-control': 'max-age=0, stale-while-revalidate=600' }

/** What tabs of one browser have in common. */
interface Shared {
  readonly clock: VirtualClock
  readonly asked: string[]
  readonly store?: CacheStore
}

/** A client with a cache, whose server counts: each answer is one higher. */
function program({ clock, asked, store }: Shared = { clock: createVirtualClock(), asked: [] }) {
  const server = {
    answer: (level: number): Answer => ({ json: { level }, headers: window, delayMs: 100 }),
  }
  const transport = mockTransport(
    ({ method, url, text }) => {
      const path = `${method} ${new URL(url).pathname}`
      if (path === 'POST /sign-in') {
        const { user } = JSON.parse(text) as { user: string }
        return { json: { access_token: user, expires_in: 3_600, sub: user } }
      }
      asked.push(path)
      return method === 'POST' ? { status: 204 } : server.answer(asked.length)
    },
    { runtime: clock },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime: clock,
    transport,
    contract,
    retry: false,
    plugins: [cache({ ...(store && { store }) }), auth({ strategy: bearer({ signIn: '/sign-in' }) })],
  })
  const ends: (() => void)[] = []
  const { q, queryClient, disconnect, close } = connected(client)
  const levels = (queryKey: QueryKey): unknown => queryClient.getQueryData(queryKey)
  return {
    client,
    clock,
    asked,
    server,
    q,
    queryClient,
    disconnect,
    levels,
    signIn: (user: string) => client.auth.signIn({ user }),
    /** Puts a query on the screen; answers what it showed, one after the other. */
    show(options: object) {
      const seen: unknown[] = []
      const observer = new QueryObserver(queryClient, options as never)
      const stop = observer.subscribe(({ data }) => {
        const level = (data as { level?: number } | undefined)?.level
        if (level !== undefined && seen.at(-1) !== level) seen.push(level)
      })
      ends.push(stop)
      return { observer, seen, stop }
    },
    async close() {
      for (const end of ends) end()
      await close()
    },
  }
}

let page: ReturnType<typeof program>
beforeEach(() => (page = program()))
afterEach(async () => {
  onlineManager.setOnline(true)
  await page.close()
})

/** The cache has an answer that is stale by now. */
async function haveOld(call: () => PromiseLike<unknown>): Promise<void> {
  const done = Promise.resolve(call())
  await page.clock.advance(100)
  await done
  await page.clock.advance(2_000)
}

describe('a query that the cache gave a stale answer', () => {
  test('shows the newer one when it is there, and asks the server for nothing more', async () => {
    await haveOld(() => page.client.api.now())
    const { seen, observer } = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    expect(seen).toEqual([1])
    await page.clock.advance(50)
    expect(seen).toEqual([1, 2])
    expect(page.asked).toHaveLength(2)
    expect(observer.getCurrentResult()).toMatchObject({ status: 'success', fetchStatus: 'idle', isStale: false })
    await page.clock.advance(60_000)
    expect(page.asked).toHaveLength(2)
  })

  test('shows it once where that is stale as well when it comes', async () => {
    page.server.answer = (level) => ({ json: { level }, headers: old, delayMs: 100 })
    await haveOld(() => page.client.api.now())
    const { seen } = page.show(page.q.now.queryOptions())
    await page.clock.advance(60_000)
    expect(seen).toEqual([1, 2])
    expect(page.asked).toHaveLength(2)
  })

  test('is asked anew once where its endpoint insists on how the cache is asked', async () => {
    page.server.answer = (level) => ({ json: { level }, headers: old, delayMs: 100 })
    await haveOld(() => page.client.api.now())
    const call = { cache: 'default' as const }
    const { seen } = page.show(page.q.now.queryOptions({}, { call }))
    await page.clock.advance(60_000)
    expect(seen).toEqual([1, 2])
    expect(page.asked).toHaveLength(3)
  })

  test('learns that the old one still holds', async () => {
    const etag = { etag: '"a"' }
    page.server.answer = () => ({ json: { level: 1 }, headers: { ...window, ...etag } })
    await haveOld(() => page.client.api.now())
    page.server.answer = () => ({ status: 304, headers: { 'cache-control': 'max-age=60', ...etag }, delayMs: 100 })
    const { seen, observer } = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    expect(observer.getCurrentResult().isStale).toBe(true)
    await page.clock.advance(50)
    expect(observer.getCurrentResult().isStale).toBe(false)
    expect(seen).toEqual([1])
    expect(page.asked).toHaveLength(2)
  })

  test.each<[string, Answer]>([
    ['the server fails', { status: 503, delayMs: 100 }],
    ['the server cannot be reached', { error: new TypeError('fetch failed'), delayMs: 100 }],
    ['the newer one may not be kept', { json: { level: 2 }, headers: { 'cache-control': 'no-store' }, delayMs: 100 }],
    ['the failure is one that may be kept', { status: 500, headers: { 'cache-control': 'max-age=60' }, delayMs: 100 }],
  ])('goes on showing it where %s', async (_, answer) => {
    await haveOld(() => page.client.api.now())
    page.server.answer = () => answer
    const { seen, observer } = page.show(page.q.now.queryOptions())
    await page.clock.advance(60_000)
    expect(seen).toEqual([1])
    expect(observer.getCurrentResult()).toMatchObject({ status: 'success', fetchStatus: 'idle', error: null })
    expect(page.asked).toHaveLength(2)
  })

  test('shares the request behind it with others, and all of them show what comes', async () => {
    await haveOld(() => page.client.api.now())
    const one = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    const other = page.show(page.q.again.queryOptions())
    await page.clock.advance(50)
    expect([one.seen, other.seen]).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(page.asked).toHaveLength(2)
  })

  test('shares it with one in another QueryClient', async () => {
    await haveOld(() => page.client.api.now())
    const one = page.show(page.q.now.queryOptions())
    const other = connected(page.client)
    const observer = new QueryObserver(other.queryClient, other.q.now.queryOptions())
    const stop = observer.subscribe(() => {})
    await page.clock.advance(60_000)
    expect(one.seen).toEqual([1, 2])
    expect(observer.getCurrentResult().data).toEqual({ level: 2 })
    expect(page.asked).toHaveLength(2)
    stop()
  })

  test('in pages is asked anew once, when all of them are there', async () => {
    const days = ['mon', 'tue', 'wed']
    for (const day of days) await haveOld(() => page.client.api.day({ params: { day } }))
    const options = page.q.day.infiniteOptions((day: string) => ({ params: { day } }), {
      initialPageParam: 'mon',
      staleTime: Infinity,
      getNextPageParam: (_page, _pages, day) => days[days.indexOf(day) + 1],
    })
    let fetches = 0
    const observer = new InfiniteQueryObserver(page.queryClient, options)
    page.queryClient.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'fetch') fetches++
    })
    await page.queryClient.fetchInfiniteQuery({ ...options, pages: 3 })
    const stop = observer.subscribe(() => {})
    await page.clock.advance(60_000)
    expect(page.levels(options.queryKey)).toMatchObject({ pages: [{ level: 4 }, { level: 5 }, { level: 6 }] })
    expect(page.asked).toHaveLength(6)
    expect(fetches).toBe(2)
    stop()
  })

  test('is left alone when nobody looks at it, and asked anew when somebody does', async () => {
    await haveOld(() => page.client.api.now())
    const options = page.q.now.queryOptions({}, { staleTime: Infinity })
    const { seen, stop } = page.show(options)
    await page.clock.advance(50)
    stop()
    await page.clock.advance(100)
    expect(seen).toEqual([1])
    expect(page.levels(options.queryKey)).toEqual({ level: 1 })
    const later = page.show(options)
    await page.clock.advance(0)
    expect(later.seen).toEqual([1, 2])
    expect(page.asked).toHaveLength(2)
  })

  test('is not brought back when it is gone', async () => {
    await haveOld(() => page.client.api.now())
    const { stop } = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    stop()
    page.queryClient.clear()
    await page.clock.advance(60_000)
    expect(page.queryClient.getQueryCache().getAll()).toEqual([])
    expect(page.asked).toHaveLength(2)
  })

  test('that has been asked anew meanwhile is not asked again', async () => {
    await page.signIn('ida')
    await haveOld(() => page.client.api.own())
    const { seen } = page.show(page.q.own.queryOptions())
    await page.clock.advance(50)
    const written = page.client.api.set()
    await page.clock.advance(60_000)
    await written
    // The second answer was overtaken by the write.
    expect(seen).toEqual([1, 4])
    expect(page.asked).toEqual(['GET /own', 'GET /own', 'POST /own', 'GET /own'])
  })

  test('is asked anew once, however many have been given the old one', async () => {
    await haveOld(() => page.client.api.now())
    let fetches = 0
    page.queryClient.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'fetch') fetches++
    })
    const { seen } = page.show(page.q.now.queryOptions())
    await page.clock.advance(20)
    await page.queryClient.refetchQueries()
    await page.queryClient.refetchQueries()
    await page.clock.advance(60_000)
    expect(seen).toEqual([1, 2])
    expect(fetches).toBe(4)
    expect(page.asked).toHaveLength(2)
  })

  test('in pages is asked anew when the next page is there, which is not given up for it', async () => {
    await haveOld(() => page.client.api.day({ params: { day: 'mon' } }))
    page.server.answer = (level) => ({ json: { level }, headers: window, delayMs: level === 2 ? 100 : 500 })
    const options = page.q.day.infiniteOptions((day: string) => ({ params: { day } }), {
      initialPageParam: 'mon',
      getNextPageParam: () => 'tue',
    })
    const observer = new InfiniteQueryObserver(page.queryClient, options)
    const stop = observer.subscribe(() => {})
    await page.clock.advance(50)
    const more = observer.fetchNextPage()
    await page.clock.advance(60_000)
    await more
    expect(page.levels(options.queryKey)).toMatchObject({ pages: [{ level: 2 }, { level: 3 }] })
    expect(page.asked).toHaveLength(3)
    stop()
  })

  test('that waits for the network asks the server when it is there', async () => {
    await haveOld(() => page.client.api.now())
    const { seen } = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    onlineManager.setOnline(false)
    await page.clock.advance(3_600_000)
    expect(seen).toEqual([1])
    onlineManager.setOnline(true)
    await page.clock.advance(100)
    expect(seen).toEqual([1, 3])
  })

  test('is not asked anew when its queries have been let go of', async () => {
    await haveOld(() => page.client.api.now())
    const { seen, observer } = page.show(page.q.now.queryOptions())
    await page.clock.advance(50)
    page.disconnect()
    await page.clock.advance(60_000)
    expect(seen).toEqual([1])
    expect(observer.getCurrentResult().status).toBe('success')
  })

  test('of a user who has gone is neither shown nor asked for', async () => {
    await page.signIn('ida')
    await haveOld(() => page.client.api.own())
    const { observer } = page.show(page.q.own.queryOptions())
    await page.clock.advance(50)
    await page.signIn('bo')
    await page.clock.advance(60_000)
    const keys = page.queryClient.getQueryCache().getAll()
    expect(keys.map(({ queryKey }) => (queryKey[0] as { session?: string }).session)).toEqual(['bo'])
    expect(observer.getCurrentResult().data).toEqual({ level: 3 })
    expect(page.asked).toHaveLength(3)
  })
})

describe('two tabs with one store', () => {
  function tabs() {
    const shared: Shared = { clock: page.clock, asked: page.asked, store: memoryStore() }
    const both = [program(shared), program(shared)] as const
    return { both, close: () => Promise.all(both.map((each) => each.close())) }
  }

  test('show each the newer answer that they have asked for', async () => {
    const { both, close } = tabs()
    const [one, other] = both
    await haveOld(() => one.client.api.now())
    const first = one.show(one.q.now.queryOptions())
    await page.clock.advance(50)
    const second = other.show(other.q.now.queryOptions())
    await page.clock.advance(60_000)
    expect([first.seen, second.seen]).toEqual([
      [1, 2],
      [1, 3],
    ])
    expect(page.asked).toHaveLength(3)
    await close()
  })

  test('ask for it once where one has it before the other looks', async () => {
    const { both, close } = tabs()
    const [one, other] = both
    // Both have the old one in memory.
    await haveOld(() => one.client.api.now().then(() => other.client.api.now()))
    one.show(one.q.now.queryOptions())
    await page.clock.advance(100)
    const { seen } = other.show(other.q.now.queryOptions())
    await page.clock.advance(60_000)
    expect(seen).toEqual([2])
    expect(page.asked).toHaveLength(2)
    await close()
  })
})
