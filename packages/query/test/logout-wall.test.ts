import { connectQueries, createQueries, dehydrateQueries, registerQueries } from '@fairlead/query'
import { type Answer, createVirtualClock } from '@fairlead/testing'
import {
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  QueryObserver,
  hydrate,
  keepPreviousData,
  onlineManager,
} from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
/** All that anybody was told since the switch. */
let told: string[]
const stops: (() => void)[] = []
let answer: (facts: { path: string; user: string; method: string }) => Answer

beforeEach(() => {
  told = []
  answer = ({ path, user }) =>
    path.endsWith('/1') ? { json: { id: '1', name: `of ${user}` } } : { json: [{ id: '1', name: `of ${user}` }] }
  rig = harbour((asked) => answer(asked))
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop()
  onlineManager.setOnline(true)
  await rig.close()
})

/** Keeps every result, as something that draws it would show it. */
function watch(observer: { subscribe(listener: (result: never) => void): () => void; getCurrentResult(): object }) {
  // What the server said in an error is not printed with it.
  const keep = (result: { readonly error?: unknown }): void =>
    void told.push(JSON.stringify([result, (result.error as { data?: unknown } | null)?.data]))
  stops.push(observer.subscribe(keep))
  return observer
}

const ways = {
  'a sign-out': () => rig.client.auth.signOut(),
  'a user switch': () => rig.signIn('ben'),
  'a sign-out and another sign-in': async () => {
    await rig.client.auth.signOut()
    await rig.signIn('ben')
  },
  'a sign-in right after a sign-out': async () => {
    const left = rig.client.auth.signOut()
    await Promise.all([left, rig.signIn('ben')])
  },
}

describe.each(Object.entries(ways))('after %s nothing of the user before is seen', (_name, leave) => {
  const cached = () =>
    JSON.stringify([
      rig.queryClient
        .getQueryCache()
        .getAll()
        .map(({ queryKey, state }) => [queryKey, state]),
      rig.queryClient
        .getMutationCache()
        .getAll()
        .map(({ options, state }) => [options.mutationKey, state]),
    ])
  const expectNothing = (): void => {
    expect(told.join('\n')).not.toMatch(/zoe/)
    expect(cached()).not.toMatch(/zoe/)
  }

  test('mounted: queries, pages, what stands in, what is selected, what failed', async () => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    const list = q.vessels.list.queryOptions()
    watch(new QueryObserver(queryClient, list))
    watch(new QueryObserver(queryClient, { ...list, placeholderData: keepPreviousData }))
    watch(new QueryObserver(queryClient, { ...list, staleTime: Infinity, notifyOnChangeProps: 'all' }))
    watch(new QueryObserver(queryClient, { ...list, enabled: false }))
    const selected = q.vessels.list.queryOptions(undefined, {
      select: (all) => all.map(({ name }) => `chosen ${name}`),
    })
    watch(new QueryObserver(queryClient, selected))
    const pages = q.vessels.list.infiniteOptions((flag: string) => ({ query: { flag } }), {
      initialPageParam: 'a',
      getNextPageParam: () => 'b',
    })
    const infinite = new InfiniteQueryObserver(queryClient, pages)
    watch(infinite)
    answer = ({ path, user }) =>
      path.endsWith('/2')
        ? { status: 404, json: { title: `no vessel of ${user}` } }
        : { json: [{ id: '1', name: `of ${user}` }] }
    watch(new QueryObserver(queryClient, q.vessels.byId.queryOptions({ params: { id: '2' } })))
    await clock.advance(10)
    await infinite.fetchNextPage()
    expect(told.join('\n')).toMatch(/of zoe[^]*no vessel of zoe/)
    told.length = 0
    await leave()
    await clock.advance(10)
    expectNothing()
    expect(told.length).toBeGreaterThan(0)
  })

  test('in flight: the answer comes after the switch', async () => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    watch(new QueryObserver(queryClient, { ...q.vessels.list.queryOptions(), placeholderData: keepPreviousData }))
    await clock.advance(10)
    answer = ({ user }) => ({ delayMs: 50, json: [{ id: '1', name: `of ${user}` }] })
    void queryClient.invalidateQueries({ queryKey: q.vessels.list.key() })
    const prefetch = queryClient.query(q.vessels.list.queryOptions({ query: { flag: 'NO' } }))
    prefetch.catch(() => {})
    await clock.advance(10)
    told.length = 0
    await leave()
    await clock.advance(200)
    expectNothing()
    await expect(prefetch).rejects.toBeDefined()
  })

  test('a mutation: under way, done, failed, and waiting for the network', async () => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    const mutate = (id: string, name: string) => {
      const observer = new MutationObserver(queryClient, q.vessels.rename.mutationOptions() as object)
      watch(observer)
      const done = observer.mutate({ params: { id }, body: { name } } as never)
      return {
        observer,
        done: done.then(
          () => 'done',
          (error: unknown) => error,
        ),
      }
    }
    answer = ({ path, user }) =>
      path.endsWith('/4')
        ? { hang: true }
        : path.endsWith('/3')
          ? { status: 409, json: { title: `taken by ${user}` } }
          : { json: { id: '1', name: `of ${user}` } }
    const ready = [mutate('1', 'done by zoe'), mutate('3', 'failed by zoe')]
    await clock.advance(10)
    const running = mutate('4', 'running by zoe')
    await clock.advance(10)
    onlineManager.setOnline(false)
    const waiting = [mutate('1', 'waiting by zoe'), mutate('1', 'also by zoe')]
    // One whose component is away for a moment.
    const away = waiting[1]?.observer
    const back = stops.pop()
    back?.()
    await clock.advance(10)
    told.length = 0
    rig.asked.length = 0
    await leave()
    await clock.advance(10)
    if (away) watch(away)
    for (const { observer } of [...ready, running, ...waiting])
      expect(observer.getCurrentResult()).toMatchObject({ status: 'idle', variables: undefined, data: undefined })
    expectNothing()
    expect(await running.done).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    onlineManager.setOnline(true)
    await clock.advance(10)
    for (const { done } of waiting) expect(await done).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    expect(rig.asked.filter(({ method }) => method === 'POST')).toEqual([])
    expectNothing()
  })

  test('what the server rendered for the user before', async () => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    await queryClient.query(q.vessels.list.queryOptions())
    const state = dehydrateQueries(q, queryClient)
    expect(JSON.stringify(state)).toContain('of zoe')
    queryClient.clear()
    await leave()
    hydrate(queryClient, JSON.parse(JSON.stringify(state)) as typeof state)
    watch(new QueryObserver(queryClient, q.vessels.list.queryOptions()))
    await clock.advance(10)
    expectNothing()
  })

  test('what is written into the cache late, by somebody who still has the key', async () => {
    const { q, queryClient, clock } = rig
    await rig.signIn('zoe')
    const { queryKey } = q.vessels.list.queryOptions()
    await leave()
    await clock.advance(10)
    queryClient.setQueryData(queryKey, [{ id: '1', name: 'late, of zoe' }])
    expect(queryClient.getQueryData(queryKey)).toBeUndefined()
    expectNothing()
  })
})

test('paused writes are not sent when the same user comes back: they have been told of as ended', async () => {
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  onlineManager.setOnline(false)
  const observer = new MutationObserver(queryClient, q.vessels.cast.mutationOptions() as object)
  watch(observer)
  const done = observer.mutate({ params: { id: '1' } } as never).then(
    () => 'done',
    (error: unknown) => error,
  )
  await clock.advance(10)
  await rig.client.auth.signOut()
  await rig.signIn('zoe')
  onlineManager.setOnline(true)
  await clock.advance(10)
  expect(await done).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
  expect(rig.paths().filter((path) => path.includes('cast'))).toEqual([])
})

test('a server that serves one after the other keeps nothing of a request', { timeout: 30_000 }, async () => {
  const { client } = rig
  let tagListeners = 0
  const { subscribe } = client.tags
  client.tags.subscribe = (listener) => {
    tagListeners++
    const end = subscribe(listener)
    return () => {
      tagListeners--
      return end()
    }
  }
  const shared = new AbortController()
  let ended = 0
  shared.signal.addEventListener = new Proxy(shared.signal.addEventListener, {
    apply: (...all) => (ended++, Reflect.apply(...all)),
  })
  shared.signal.removeEventListener = new Proxy(shared.signal.removeEventListener, {
    apply: (...all) => (ended--, Reflect.apply(...all)),
  })
  const clock = createVirtualClock()
  expect(clock.pending).toBe(0)
  const states = new Set<string>()
  for (let request = 0; request < 1_000; request++) {
    const identity = `user-${request}`
    // The worst case: something of the session outlives the request.
    const session = {
      ...client.session,
      state: 'authenticated',
      ready: Promise.resolve(),
      identity,
      signal: shared.signal,
    }
    const own = client.withSession(session as never)
    const queryClient = new QueryClient()
    const q = createQueries(own)
    // As a provider does on a server, and as a program may.
    registerQueries(q, queryClient)
    const end = request % 2 ? connectQueries(q, queryClient) : () => {}
    const { queryKey } = q.vessels.list.queryOptions()
    expect(queryKey[0].session).toBe(identity)
    queryClient.setQueryData(queryKey, [{ id: '1', name: `of ${identity}` }])
    states.add(JSON.stringify(dehydrateQueries(q, queryClient)))
    end()
    queryClient.clear()
  }
  expect(states.size).toBe(1_000)
  for (const state of states) expect(state.match(/of user-\d+/g)).toHaveLength(1)
  expect({ tagListeners, ended }).toEqual({ tagListeners: 0, ended: 0 })
})
