import { createClient, get, patch, update } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import {
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  QueryObserver,
  environmentManager,
} from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { harbour } from './support/harbour.ts'

const stops: (() => void | Promise<void>)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const stop of stops.splice(0).toReversed()) await stop()
})

describe('what is on the page while a write is under way', () => {
  const Item = z.object({ name: z.string() })
  const item = get('/item', { responses: { 200: Item }, tags: ['item'] })
  const edit = patch('/item', { body: Item, responses: { 200: Item }, invalidates: ['item'] })
  let name: string
  let fails: boolean
  let wait: number
  let rig: ReturnType<typeof open>

  function open() {
    const clock = createVirtualClock()
    const transport = mockTransport(
      ({ method, text }): Answer => {
        if (method === 'GET') return { json: { name }, delayMs: wait }
        if (fails) return { status: 500, json: {}, delayMs: 50 }
        ;({ name } = JSON.parse(text) as { name: string })
        return { json: { name }, delayMs: 50 }
      },
      { runtime: clock },
    )
    const client = createClient({
      baseUrl: 'https://item.example',
      contract: { item, edit },
      transport,
      runtime: clock,
      retry: false,
    })
    const q = createQueries(client)
    const queryClient = new QueryClient()
    stops.push(connectQueries(q, queryClient))
    const shown: (string | undefined)[] = []
    const observer = new QueryObserver(queryClient, q.item.queryOptions())
    stops.push(observer.subscribe(({ data }) => shown.push(data?.name)))
    const write = (text: string) => {
      const one = new MutationObserver(
        queryClient,
        q.edit.mutationOptions({ optimistic: ({ body }) => [update(item, {}, () => body)] }),
      )
      return one.mutate({ body: { name: text } }).catch(() => {})
    }
    return { clock, client, q, queryClient, observer, shown, write }
  }
  beforeEach(async () => {
    name = 'old'
    fails = false
    wait = 5
    rig = open()
    await rig.clock.advance(10)
    rig.shown.length = 0
  })
  const key = () => rig.q.item.queryOptions().queryKey
  const now = () => rig.observer.getCurrentResult().data?.name

  const deeds = {
    nothing: () => {},
    resetQueries: () => void rig.queryClient.resetQueries({ queryKey: key() }),
    cancelQueries: () => void rig.queryClient.cancelQueries(),
    'invalidate and cancel': () => {
      void rig.queryClient.invalidateQueries()
      void rig.queryClient.cancelQueries()
    },
    refetch: () => void rig.observer.refetch(),
    'setQueryData of the same': () => void rig.queryClient.setQueryData(key(), { name: 'old' }),
    'clear of mutations': () => rig.queryClient.getMutationCache().clear(),
    'disconnect and connect': () => {
      const again = connectQueries(rig.q, rig.queryClient)
      again()
    },
  }
  test.each(Object.entries(deeds))('%s: then it fails, and what was there is there', async (_name, deed) => {
    fails = true
    void rig.write('new')
    await rig.clock.advance(5)
    expect(now()).toBe('new')
    deed()
    await rig.clock.advance(20)
    await rig.clock.advance(200)
    expect(now()).toBe('old')
    expect(rig.queryClient.isFetching()).toBe(0)
  })
  test.each(Object.entries(deeds))('%s: then it is done, and nothing flashes back', async (deedName, deed) => {
    void rig.write('new')
    await rig.clock.advance(5)
    expect(now()).toBe('new')
    rig.shown.length = 0
    deed()
    await rig.clock.advance(20)
    await rig.clock.advance(200)
    expect(now()).toBe('new')
    // Who takes the mutation away takes with it what it shows.
    const flashed = rig.shown.includes('old')
    expect(flashed).toBe(deedName === 'clear of mutations')
  })

  test('data that somebody sets stay under it', async () => {
    fails = true
    void rig.write('new')
    await rig.clock.advance(5)
    rig.queryClient.setQueryData(key(), { name: 'set' })
    expect(now()).toBe('new')
    await rig.clock.advance(200)
    expect(now()).toBe('set')
  })

  test('a query that was removed and is mounted again meanwhile', async () => {
    fails = true
    void rig.write('new')
    await rig.clock.advance(5)
    rig.queryClient.removeQueries()
    const again = new QueryObserver(rig.queryClient, rig.q.item.queryOptions())
    stops.push(again.subscribe(() => {}))
    await rig.clock.advance(10)
    expect(again.getCurrentResult().data?.name).toBe('new')
    await rig.clock.advance(200)
    expect(again.getCurrentResult().data?.name).toBe('old')
  })

  test('two under way, one asked for between them and given up: the one that fails leaves nothing', async () => {
    fails = true
    void rig.write('first')
    await rig.clock.advance(5)
    wait = 1_000
    void rig.observer.refetch()
    await rig.clock.advance(20)
    fails = false
    const second = rig.write('second')
    await rig.clock.advance(1)
    expect(now()).toBe('second')
    await rig.clock.advance(30)
    void rig.queryClient.cancelQueries()
    await rig.clock.advance(1)
    expect(now()).toBe('second')
    await rig.clock.advance(2_000)
    await second
    expect(now()).toBe('second')
  })
})

describe('what the server says about freshness', () => {
  let rig: ReturnType<typeof harbour>
  const asked = (maxAge: string) => {
    rig = harbour(() => ({
      json: [{ id: '1', name: 'x' }],
      delayMs: 5,
      headers: { 'cache-control': `max-age=${maxAge}` },
    }))
    stops.push(rig.close)
    return rig
  }

  test('counts for what a loader asked for before it was known who is there', async () => {
    const { q, queryClient, clock, paths } = asked('60')
    const early = queryClient.query(q.vessels.list.queryOptions())
    await clock.advance(20)
    await early
    stops.push(new QueryObserver(queryClient, q.vessels.list.queryOptions()).subscribe(() => {}))
    await clock.advance(20)
    expect(paths()).toHaveLength(1)
  })

  test('counts for pages', async () => {
    const { q, queryClient, clock, paths } = asked('60')
    await clock.advance(1)
    const pages = q.vessels.list.infiniteOptions((flag: string) => ({ query: { flag } }), {
      initialPageParam: 'a',
      getNextPageParam: () => 'b',
    })
    for (let i = 0; i < 2; i++) {
      stops.push(new InfiniteQueryObserver(queryClient, pages).subscribe(() => {}))
      await clock.advance(20)
    }
    expect(paths()).toHaveLength(1)
  })

  // A timer of a browser that is set for longer than 2^31 ms goes off at once.
  test.each(['31536000', '99999999999999999999999'])('a time that no timer has (%s) sets none off', async (maxAge) => {
    environmentManager.setIsServer(() => false)
    stops.push(() => environmentManager.setIsServer(() => globalThis.window === undefined))
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const { q, queryClient, clock } = asked(maxAge)
    stops.push(new QueryObserver(queryClient, q.vessels.list.queryOptions()).subscribe(() => {}))
    await clock.advance(20)
    stops.push(new QueryObserver(queryClient, q.vessels.list.queryOptions()).subscribe(() => {}))
    await clock.advance(20)
    expect(rig.paths()).toHaveLength(1)
    expect(warned).not.toHaveBeenCalled()
  })
})
