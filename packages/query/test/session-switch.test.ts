import {
  InfiniteQueryObserver,
  QueriesObserver,
  QueryObserver,
  keepPreviousData,
  notifyManager,
} from '@tanstack/query-core'
import type { Answer } from '@fairlead/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
let told: string[]
let answer: (asked: { path: string; user: string }) => Answer
const stops: (() => void)[] = []
const byUser: typeof answer = ({ path, user }) =>
  path.endsWith('/1') ? { json: { id: '1', name: `of ${user}` } } : { json: [{ id: '1', name: `of ${user}` }] }

beforeEach(() => {
  told = []
  answer = byUser
  rig = harbour((asked) => answer(asked))
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const stop of stops.splice(0)) stop()
  await rig.close()
})

function watch<T extends { subscribe(listener: (result: never) => void): () => void }>(observer: T): T {
  stops.push(observer.subscribe((result: object) => void told.push(JSON.stringify(result))))
  return observer
}

/** Another one signs in: what is told from then on, in one text, and what is told last. */
async function toldToBen(): Promise<readonly [all: string, last: string | undefined]> {
  told.length = 0
  await rig.signIn('ben')
  await rig.clock.advance(10)
  return [told.join('\n'), told.at(-1)]
}

test.each([
  ['given to the options', true],
  ['laid beside them', false],
])('a page that stands in for one that is asked for is not shown to the next user: %s', async (_name, isGiven) => {
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const page = (flag: string) =>
    isGiven
      ? q.vessels.list.queryOptions({ query: { flag } }, { placeholderData: keepPreviousData })
      : { ...q.vessels.list.queryOptions({ query: { flag } }), placeholderData: keepPreviousData }
  const observer = watch(new QueryObserver(queryClient, page('a') as never))
  await clock.advance(10)
  answer = (asked) => ({ ...byUser(asked), delayMs: 50 })
  observer.setOptions(page('b') as never)
  expect(JSON.stringify(observer.getCurrentResult())).toMatch(/of zoe/)
  told.length = 0
  await rig.signIn('ben')
  await clock.advance(10)
  expect(told.join('\n')).not.toMatch(/zoe/)
  await clock.advance(100)
  expect(told.join('\n')).not.toMatch(/zoe/)
  expect(told.at(-1)).toMatch(/of ben/)
})

test('nor one that is in the cache no more', async () => {
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const page = (flag: string) => ({
    ...q.vessels.list.queryOptions({ query: { flag } }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const observer = watch(new QueryObserver(queryClient, page('a')))
  await clock.advance(10)
  answer = (asked) => ({ ...byUser(asked), delayMs: 50 })
  observer.setOptions(page('b'))
  queryClient.removeQueries({ type: 'inactive' })
  await clock.advance(10)
  told.length = 0
  await rig.signIn('ben')
  observer.setOptions(page('b'))
  await clock.advance(100)
  expect(told.join('\n')).not.toMatch(/zoe/)
  expect(told.at(-1)).toMatch(/of ben/)
})

test.each(['placeholderData', 'initialData'] as const)(
  'what is looked up in the cache by a key of the user before is not there any more: %s',
  async (setting) => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    const { queryKey } = q.vessels.list.queryOptions()
    const lookUp = () => queryClient.getQueryData(queryKey)?.[0]
    watch(
      new QueryObserver(queryClient, {
        ...q.vessels.byId.queryOptions({ params: { id: '1' } }),
        [setting]: lookUp,
      } as never),
    )
    watch(new QueryObserver(queryClient, q.vessels.list.queryOptions()))
    await clock.advance(10)
    const [all, last] = await toldToBen()
    expect(all).not.toMatch(/zoe/)
    expect(last).toMatch(/of ben/)
  },
)

test('settings that throw where there are no data leave the other queries to their next user', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const bad = [
    { refetchInterval: (query: { state: { data?: unknown } }) => ((query.state.data as unknown[]).length ? false : 1) },
    { placeholderData: (before: unknown) => [(before as unknown[])[0]] },
    { enabled: (query: { state: { data?: unknown } }) => (query.state.data as unknown[]).length > 0 },
  ]
  for (const [index, settings] of bad.entries()) {
    const options = q.vessels.list.queryOptions({ query: { flag: String(index) } })
    await queryClient.query(options as never)
    const observer = new QueryObserver(queryClient, { ...options, staleTime: Infinity })
    watch(observer)
    observer.setOptions({ ...options, staleTime: Infinity, ...settings } as never)
  }
  watch(new QueryObserver(queryClient, q.vessels.list.queryOptions()))
  await clock.advance(10)
  const [all, last] = await toldToBen()
  expect(all).not.toMatch(/zoe/)
  expect(last).toMatch(/of ben/)
  const cached = queryClient.getQueryCache().getAll()
  expect(JSON.stringify(cached.map(({ queryKey, state }) => [queryKey, state]))).not.toMatch(/zoe/)
})

test('a listener that throws leaves the other queries to their next user', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const first = new QueryObserver(queryClient, q.vessels.list.queryOptions({ query: { flag: 'a' } }))
  stops.push(
    first.subscribe(({ data, fetchStatus }) => {
      if (!data && fetchStatus === 'idle') throw new Error('no data')
    }),
  )
  watch(new QueryObserver(queryClient, q.vessels.list.queryOptions()))
  await clock.advance(10)
  const [all, last] = await toldToBen()
  expect(all).not.toMatch(/zoe/)
  expect(last).toMatch(/of ben/)
})

test('options that were made once, before it was known who is there, are of whoever is there', async () => {
  await rig.close()
  rig = harbour((asked) => answer(asked))
  const { q, queryClient, clock } = rig
  expect(rig.client.session.state).toBe('restoring')
  const options = q.vessels.list.queryOptions()
  await rig.signIn('zoe')
  await clock.advance(10)
  const observer = watch(new QueryObserver(queryClient, options))
  await clock.advance(10)
  expect(told.at(-1)).toMatch(/of zoe/)
  told.length = 0
  await rig.signIn('ben')
  await clock.advance(10)
  expect(told.join('\n')).not.toMatch(/zoe/)
  expect(JSON.stringify(observer.getCurrentResult())).toMatch(/of ben/)
  observer.setOptions(options)
  await clock.advance(10)
  await rig.client.auth.signOut()
  await clock.advance(10)
  expect(JSON.stringify(observer.getCurrentResult())).toMatch(/of "/)
})

test('several queries at once, and pages under way', async () => {
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const flags = ['a', 'b']
  const all = () => flags.map((flag) => q.vessels.list.queryOptions({ query: { flag } }))
  const many = new QueriesObserver(queryClient, all() as never)
  // As a framework does it: it draws when all of a batch have been told.
  stops.push(many.subscribe(notifyManager.batchCalls(() => void told.push(JSON.stringify(many.getCurrentResult())))))
  const pages = q.vessels.byId.infiniteOptions((id: string) => ({ params: { id } }), {
    initialPageParam: '1',
    getNextPageParam: () => '1',
  })
  const infinite = watch(new InfiniteQueryObserver(queryClient, pages))
  await clock.advance(10)
  answer = (asked) => ({ ...byUser(asked), delayMs: 50 })
  const next = infinite.fetchNextPage()
  await clock.advance(10)
  told.length = 0
  rig.asked.length = 0
  await rig.signIn('ben')
  await clock.advance(200)
  await next
  expect(told.join('\n')).not.toMatch(/zoe/)
  expect(JSON.stringify(many.getCurrentResult())).toMatch(/of ben.*of ben/)
  expect(infinite.getCurrentResult().data?.pages).toHaveLength(1)
  expect(rig.paths().toSorted()).toEqual(['ben GET /vessels/1', 'ben GET /vessels?flag=a', 'ben GET /vessels?flag=b'])
  expect(queryClient.isFetching()).toBe(0)
})

test.each([
  ['of their own', () => ['mine']],
  ['with something added', (key: readonly unknown[]) => [...key, 'mine']],
])('a key %s is refused, because its data would stay', async (_name, keyOf) => {
  const { q, queryClient } = rig
  await rig.signIn('zoe')
  const options = q.vessels.list.queryOptions()
  const asked = queryClient.query({ ...options, queryKey: keyOf(options.queryKey) } as never)
  await expect(asked).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('queryKey') as string })
  expect(rig.paths()).toEqual([])
})
