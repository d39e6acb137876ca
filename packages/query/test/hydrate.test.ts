import type { Answer } from '@fairlead/testing'
import { connectQueries, createQueries, dehydrateQueries } from '@fairlead/query'
import {
  type DehydratedState,
  QueryClient,
  type QueryKey,
  QueryObserver,
  dehydrate,
  hydrate,
} from '@tanstack/query-core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
afterEach(() => rig.close())

test.each([
  ['is not asked for again as long as the server said', 'max-age=60', 1],
  ['is asked for again where the server said nothing', '', 2],
  ['is asked for again where the server said so', 'no-cache', 2],
])('what was rendered on a server %s', async (_name, control, requests) => {
  rig = harbour(() => ({ json: { level: 3 }, ...(control && { headers: { 'cache-control': control } }) }))
  const { client, clock, q, queryClient, paths } = rig
  await queryClient.query(q.tides.now.queryOptions())
  const state = JSON.stringify(dehydrateQueries(q, queryClient))
  const page = new QueryClient()
  const own = createQueries(client)
  const end = connectQueries(own, page)
  hydrate(page, JSON.parse(state) as DehydratedState)
  const observer = new QueryObserver(page, own.tides.now.queryOptions())
  expect(observer.getCurrentResult().data).toEqual({ level: 3 })
  const stop = observer.subscribe(() => {})
  await clock.advance(10)
  expect(paths()).toHaveLength(requests)
  stop()
  end()
})

describe('what was rendered for a session that was not known', () => {
  /** A page whose session is not known yet, and the state of a server that knew none either. */
  function foreign(state: object = { status: 'success', data: [{ id: '1', name: 'Of somebody' }], dataUpdatedAt: 5 }) {
    rig = harbour(() => ({ json: [{ id: '2', name: 'Own' }], delayMs: 10 }))
    const { q, client } = rig
    expect(client.session.state).toBe('restoring')
    const { queryKey } = q.vessels.list.queryOptions()
    expect(queryKey[0]).toMatchObject({ session: null })
    return { queryKey, query: entryOf(queryKey, state) }
  }

  test('is dropped', () => {
    const { query } = foreign()
    hydrate(rig.queryClient, { queries: [query] })
    expect(rig.queryClient.getQueryCache().getAll()).toEqual([])
  })

  test.each([0, 10])('is dropped before it is there, where it comes %i ms later', async (ms) => {
    const { query } = foreign({ status: 'pending', data: undefined, dataUpdatedAt: 0 })
    const { promise, resolve } = Promise.withResolvers<unknown>()
    hydrate(rig.queryClient, { queries: [{ ...query, promise, dehydratedAt: Date.now() }] })
    await rig.clock.advance(ms)
    resolve([{ id: '1', name: 'Of somebody' }])
    await rig.clock.advance(10)
    expect(rig.queryClient.getQueryCache().getAll()).toEqual([])
  })

  test.each([true, false])(
    'is not shown where something waits for the session already (mounted: %s)',
    async (isMounted) => {
      const { query, queryKey } = foreign()
      const { q, queryClient, clock, paths } = rig
      const options = q.vessels.list.queryOptions()
      const observer = new QueryObserver(queryClient, options)
      const seen: unknown[] = []
      const stop = isMounted
        ? observer.subscribe(({ data }) => void (data && seen.push(data)))
        : (void queryClient.query(options), () => {})
      hydrate(queryClient, { queries: [query] })
      expect(queryClient.getQueryData(queryKey)).toBe(undefined)
      expect(observer.getCurrentResult()).toMatchObject({ status: 'pending', data: undefined })
      await clock.advance(20)
      const own = [{ id: '2', name: 'Own' }]
      expect(queryClient.getQueryData(q.vessels.list.queryOptions().queryKey)).toEqual(own)
      expect(seen).toEqual(isMounted ? [own] : [])
      expect(paths()).toEqual(['GET /vessels'])
      stop()
    },
  )

  test('becomes nobody’s when the session is known', async () => {
    const { query, queryKey } = foreign()
    const { q, queryClient, clock } = rig
    // Options that were made too early, and nobody looks at any more.
    const early = q.vessels.list.queryOptions()
    await clock.advance(0)
    queryClient.getQueryCache().build(queryClient, queryClient.defaultQueryOptions(early))
    hydrate(queryClient, { queries: [query] })
    expect(queryClient.getQueryData(queryKey)).toBe(undefined)
    expect(queryClient.getQueryData(q.vessels.list.queryOptions().queryKey)).toBe(undefined)
  })
})

describe('what was still on its way on the server', () => {
  /** A page that has taken it up; `settle` is what becomes of it there. */
  async function underWay(answer: Answer) {
    rig = harbour(() => answer)
    const { q, queryClient, clock } = rig
    await clock.advance(10)
    const options = () => q.vessels.byId.queryOptions({ params: { id: '1' } })
    const server = new QueryClient()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const { queryKey } = options()
    server.query({ queryKey, queryFn: () => promise, retry: false }).catch(() => {})
    const shouldRedactErrors = () => true
    hydrate(queryClient, dehydrate(server, { shouldDehydrateQuery: () => true, shouldRedactErrors }))
    return { resolve, reject, options }
  }

  test('is waited for, and not asked for again', async () => {
    const { options, resolve } = await underWay({ json: { id: '1', name: 'Own' } })
    const observer = new QueryObserver(rig.queryClient, { ...options(), staleTime: 60_000 })
    const stop = observer.subscribe(() => {})
    resolve({ id: '1', name: 'Of the server' })
    await rig.clock.advance(10)
    expect(observer.getCurrentResult().data).toEqual({ id: '1', name: 'Of the server' })
    expect(rig.paths()).toEqual([])
    stop()
  })

  test('is asked for by the page where it has failed there, so that its error is the one of the contract', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { options, reject } = await underWay({ status: 404, json: { title: 'gone' } })
    const observer = new QueryObserver(rig.queryClient, options())
    const stop = observer.subscribe(() => {})
    reject(new Error('of another program'))
    await rig.clock.advance(10)
    const { status, error } = observer.getCurrentResult()
    expect(status).toBe('error')
    expect(error).toMatchObject({ kind: 'http', status: 404, data: { title: 'gone' } })
    expect(rig.paths()).toEqual(['GET /vessels/1'])
    stop()
    told.mockRestore()
  })
})

/** A query as another program has dehydrated it. */
function entryOf(queryKey: QueryKey, state: object): DehydratedState['queries'][number] {
  const other = new QueryClient()
  other.setQueryData(queryKey, {})
  const [entry] = dehydrate(other).queries
  return { ...entry, state: { ...entry?.state, ...state } } as never
}
