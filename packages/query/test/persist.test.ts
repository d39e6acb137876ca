import { createQueries, dehydrateQueries, persistedQueries } from '@fairlead/query'
import { type DehydratedState, QueryClient, QueryObserver, hydrate, onlineManager } from '@tanstack/query-core'
import { persistQueryClientRestore } from '@tanstack/query-persist-client-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reloads } from './support/reloads.ts'

let rig: ReturnType<typeof reloads>
beforeEach(() => {
  rig = reloads(({ path, user }) => ({ json: path === '/tides' ? { level: 3 } : [{ text: `of ${user || 'nobody'}` }] }))
})
afterEach(async () => {
  onlineManager.setOnline(true)
  await rig.close()
})

/** A page on which a user has seen notes and tides. */
async function seen(user: string) {
  const page = rig.page()
  await page.restore()
  await page.signIn(user)
  await page.queryClient.query(page.q.notes.list.queryOptions())
  await page.queryClient.query(page.q.tides.now.queryOptions())
  return page
}
const requests = () => rig.arrived.map(({ user, path }) => `${user} ${path}`.trim())

test('the same user sees at once what was stored', async () => {
  await (await seen('ida')).kill()
  const second = rig.page()
  // The session is not known yet, nor is it shown before it is.
  const restored = second.restore()
  await restored
  expect(second.queryClient.getQueryData(second.q.notes.list.queryOptions().queryKey)).toEqual([{ text: 'of ida' }])
  expect(second.queryClient.getQueryData(second.q.tides.now.queryOptions().queryKey)).toEqual({ level: 3 })
  expect(requests()).toEqual(['ida /notes', '/tides'])
})

test('what is restored before the session is known waits unshown, and belongs to nobody else', async () => {
  const first = await seen('ida')
  const stored = rig.disk.store.text ?? ''
  await first.client.auth.signOut()
  await first.kill()
  const next = rig.page()
  // Not yet restored: nothing has waited for anything.
  expect(next.client.session.state).toBe('restoring')
  hydrate(next.queryClient, (JSON.parse(stored) as { clientState: DehydratedState }).clientState)
  const shown: unknown[] = []
  const observer = new QueryObserver(next.queryClient, next.q.notes.list.queryOptions())
  shown.push(observer.getCurrentResult().data)
  const stop = observer.subscribe(({ data }) => shown.push(data))
  expect(shown.filter(Boolean)).toEqual([])
  const kept = next.queryClient
    .getQueryCache()
    .getAll()
    .map(({ queryKey }) => queryKey[0])
  expect(kept).toContainEqual({ api: 'https://harbour.example/api', session: 'ida' })
  await next.signIn('ben')
  await rig.clock.advance(10)
  stop()
  expect(JSON.stringify(shown)).not.toContain('of ida')
  expect(
    JSON.stringify(
      next.queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ).not.toContain('of ida')
  expect(shown.at(-1)).toEqual([{ text: 'of ben' }])
})

test("another user's stored state is never shown, and is out of the store at once", async () => {
  const first = await seen('ida')
  const stored = rig.disk.store.text
  await first.client.auth.signOut()
  await first.kill()
  const second = rig.page()
  await second.signIn('ben')
  rig.disk.store.text = stored
  await second.restore()
  expect(rig.disk.store.text).not.toContain('of ida')
  expect(rig.disk.store.text).toContain('level')
  expect(second.queryClient.getQueryCache().findAll({ queryKey: second.q.notes.list.key() })).toEqual([])
  expect(second.queryClient.getQueryData(second.q.tides.now.queryOptions().queryKey)).toEqual({ level: 3 })
})

test.each(['sign-out', 'user switch'])(
  'a %s takes what belongs to the session out of the store, and public data stay',
  async (how) => {
    const page = await seen('ida')
    expect(rig.disk.store.text).toContain('of ida')
    rig.disk.did.length = 0
    onlineManager.setOnline(false)
    page.mutate('plain', 'written by ida')
    await rig.clock.advance(1)
    expect(rig.disk.store.text).toContain('written by ida')
    const leaving = how === 'sign-out' ? page.client.auth.signOut() : page.signIn('ben')
    await leaving
    await rig.clock.advance(10)
    expect(rig.disk.did).toContain('remove')
    expect(rig.disk.store.text).not.toMatch(/of ida|written by ida/)
    expect(rig.disk.store.text).toContain('level')
  },
)

test('a store that writes from time to time does not write the old state after the end', async () => {
  const page = rig.page()
  const slow: { asked: string[]; text: string | undefined } = { asked: [], text: undefined }
  const persister = {
    persistClient: (state: object) => void slow.asked.push(JSON.stringify(state)),
    restoreClient: () => undefined,
    removeClient: () => (slow.text = undefined),
  }
  // As those of TanStack Query do: the latest of what it was asked for.
  const flush = () => (slow.text = slow.asked.at(-1))
  const { persister: own } = persistedQueries(page.q, persister)
  await page.signIn('ida')
  await page.queryClient.query(page.q.notes.list.queryOptions())
  const state = { timestamp: 1, buster: '', clientState: dehydrateQueries(page.q, page.queryClient) }
  await own.persistClient(state)
  flush()
  expect(slow.text).toContain('of ida')
  await page.client.auth.signOut()
  flush()
  await rig.clock.advance(1)
  expect(slow.text ?? '').not.toContain('of ida')
  // Nor may somebody who still has it give it back.
  await own.persistClient(state)
  expect(flush()).not.toContain('of ida')
})

test.each([
  ['of another version', (text: string) => text, 'other'],
  ['of another format', (text: string) => text.replace('"fairlead":1', '"fairlead":2'), ''],
  ['of a program without these queries', (text: string) => text.replace('"fairlead":1', '"x":1'), ''],
  ['that is no state', (text: string) => text.replace(/"queries":\[.*\],"mutations"/, '"queries":[7],"mutations"'), ''],
  ['that is too old', (text: string) => text.replace(/"timestamp":\d+/, '"timestamp":1'), ''],
])('a state %s is dropped, and all is asked for anew', async (_name, change, buster) => {
  await (await seen('ida')).kill()
  const changed = change(rig.disk.store.text ?? '')
  rig.disk.store.text = changed
  const second = rig.page({ buster })
  await second.restore()
  expect(second.queryClient.getQueryCache().getAll()).toEqual([])
  expect(rig.disk.store.text ?? '').not.toContain('of ida')
  rig.arrived.length = 0
  await second.queryClient.query(second.q.notes.list.queryOptions())
  expect(requests()).toEqual(['ida /notes'])
})

test('what the queries of others keep is theirs', async () => {
  const page = rig.page()
  await page.restore()
  await page.signIn('ida')
  page.queryClient.setQueryData(['theirs'], 7)
  page.queryClient.setQueryData([{ api: 'https://other.example', session: 'zoe' }, ['a'], {}, 'query'], 8)
  await page.client.auth.signOut()
  await rig.clock.advance(10)
  await page.kill()
  const second = rig.page()
  await second.restore()
  expect(second.queryClient.getQueryData(['theirs'])).toBe(7)
  expect(second.queryClient.getQueryCache().getAll()).toHaveLength(2)
})

test('a live query is not kept: it would not begin', async () => {
  const page = rig.page()
  await page.restore()
  await page.signIn('ida')
  const { queryKey } = page.q.notes.list.liveOptions(undefined)
  page.queryClient.setQueryData(queryKey, [{ text: 'live' }] as never)
  expect(rig.disk.store.text ?? '').not.toContain('live')
  const state = { mutations: [], queries: [entry(queryKey, [{ text: 'live' }])] }
  const other = rig.page()
  await other.client.session.ready
  hydrate(other.queryClient, state)
  expect(other.queryClient.getQueryCache().getAll()).toEqual([])
})

test('what was kept when nobody knew for whom is nobody’s', async () => {
  const page = rig.page()
  const { queryKey } = page.q.notes.list.queryOptions()
  expect(queryKey[0].session).toBe(null)
  hydrate(page.queryClient, { mutations: [], queries: [entry(queryKey, [{ text: 'whose' }])] })
  expect(page.queryClient.getQueryCache().getAll()).toEqual([])
})

test('what was asked for before the session was known is the answer of whoever came', async () => {
  const first = rig.page()
  await first.signIn('ida')
  await first.kill()
  const page = rig.page()
  const asked = page.queryClient.query(page.q.notes.list.queryOptions())
  expect(await asked).toEqual([{ text: 'of ida' }])
  const { queryKey } = page.q.notes.list.queryOptions()
  expect(queryKey[0].session).toBe('ida')
  expect(page.queryClient.getQueryData(queryKey)).toEqual([{ text: 'of ida' }])
  await page.client.auth.signOut()
  await rig.clock.advance(10)
  expect(
    JSON.stringify(
      page.queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ).not.toContain('of ida')
})

test('an error that is none is no answer', async () => {
  const page = rig.page()
  await page.signIn('ida')
  const { queryKey } = page.q.notes.list.queryOptions()
  const broken = (error: unknown, data?: unknown) => {
    const made = entry(queryKey, data)
    Object.assign(made.state, { status: 'error', error })
    return { mutations: [], queries: [made] }
  }
  const unfit = [
    {},
    { message: 'no kind' },
    { kind: 'strange', message: 'x' },
    'text',
    { kind: 'http' },
    { name: 'Error', kind: 'http', message: 'x' },
  ]
  for (const error of unfit) {
    page.queryClient.clear()
    hydrate(page.queryClient, broken(error))
    expect(page.queryClient.getQueryState(queryKey)).toMatchObject({ status: 'pending', error: null })
    page.queryClient.clear()
    hydrate(page.queryClient, broken(error, [{ text: 'old' }]))
    expect(page.queryClient.getQueryState(queryKey)).toMatchObject({
      status: 'success',
      error: null,
      isInvalidated: true,
    })
  }
  page.queryClient.clear()
  hydrate(
    page.queryClient,
    broken(JSON.parse('{"name":"HttpError","kind":"http","message":"x","status":500,"__proto__":{"retryable":true}}')),
  )
  const { error } = page.queryClient.getQueryState(queryKey) ?? {}
  expect(error).toMatchObject({ kind: 'http', status: 500 })
  expect(error).not.toHaveProperty('retryable')
})

test('a connection that is made after a state was taken up finds it', async () => {
  await (await seen('ida')).kill()
  const next = rig.page()
  await next.signIn('ben')
  const late = new QueryClient()
  const { clientState } = JSON.parse(rig.disk.store.text ?? '') as { clientState: DehydratedState }
  hydrate(late, clientState)
  const { connectQueries } = await import('@fairlead/query')
  const end = connectQueries(createQueries(next.client), late)
  expect(
    late
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey[0]),
  ).toEqual([{ api: 'https://harbour.example/api' }])
  end()
})

test('made anew for the same persister, as while rendering, it stores at the end what was stored last', async () => {
  const page = rig.page()
  await page.signIn('ida')
  await page.queryClient.query(page.q.notes.list.queryOptions())
  const written: string[] = []
  const persister = {
    persistClient: (state: object) => void written.push(JSON.stringify(state)),
    restoreClient: () => undefined,
    removeClient: () => {},
  }
  for (const level of [1, 2]) {
    page.queryClient.setQueryData(page.q.tides.now.queryOptions().queryKey, { level })
    const { persister: own } = persistedQueries(page.q, persister)
    await own.persistClient({ timestamp: 1, buster: '', clientState: dehydrateQueries(page.q, page.queryClient) })
  }
  written.length = 0
  await page.client.auth.signOut()
  await rig.clock.advance(1)
  expect(written.length).toBeGreaterThan(0)
  for (const state of written) expect(state).toContain('"level":2')
})

test('a store that fails is told of, and the session ends all the same', async () => {
  const page = rig.page()
  await page.signIn('ida')
  await page.queryClient.query(page.q.notes.list.queryOptions())
  const errors: unknown[] = []
  const { error } = console
  console.error = (...all: unknown[]) => void errors.push(all)
  const failing = {
    persistClient: () => {},
    restoreClient: () => undefined,
    removeClient: () => Promise.reject(new Error('full')),
  }
  const { persister } = persistedQueries(page.q, failing)
  await persister.persistClient({ timestamp: 1, buster: '', clientState: dehydrateQueries(page.q, page.queryClient) })
  await page.client.auth.signOut()
  await rig.clock.advance(10)
  console.error = error
  expect(errors).toHaveLength(1)
  expect(page.queryClient.getQueryCache().getAll()).toEqual([])
  await persistQueryClientRestore({ queryClient: page.queryClient, persister })
})

function entry(queryKey: readonly unknown[], data: unknown): DehydratedState['queries'][number] {
  const state = {
    data,
    dataUpdateCount: 1,
    dataUpdatedAt: Date.now(),
    error: null,
    errorUpdateCount: 0,
    errorUpdatedAt: 0,
  }
  const rest = { fetchFailureCount: 0, fetchFailureReason: null, fetchMeta: null, isInvalidated: false }
  return {
    queryKey,
    queryHash: JSON.stringify(queryKey),
    dehydratedAt: Date.now(),
    state: { ...state, ...rest, status: 'success', fetchStatus: 'idle' },
  }
}
