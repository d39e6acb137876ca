import { connectQueries, createQueries, dehydrateQueries } from '@fairlead/query'
import {
  type DehydratedState,
  QueryClient,
  type QueryKey,
  QueryObserver,
  dehydrate,
  hydrate,
} from '@tanstack/query-core'
import { afterEach, describe, expect, test } from 'vitest'
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

  test('is dropped before it is there, where it is still on its way', async () => {
    const { query } = foreign({ status: 'pending', data: undefined, dataUpdatedAt: 0 })
    const promise = Promise.resolve([{ id: '1', name: 'Of somebody' }])
    hydrate(rig.queryClient, { queries: [{ ...query, promise, dehydratedAt: Date.now() }] })
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

/** A query as another program has dehydrated it. */
function entryOf(queryKey: QueryKey, state: object): DehydratedState['queries'][number] {
  const other = new QueryClient()
  other.setQueryData(queryKey, {})
  const [entry] = dehydrate(other).queries
  return { ...entry, state: { ...entry?.state, ...state } } as never
}
