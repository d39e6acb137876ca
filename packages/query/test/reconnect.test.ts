import { createClient, get, patch, post, update } from '@fairlead/core'
import { connectQueries, createQueries, registerQueries } from '@fairlead/query'
import { type Answer, mockTransport } from '@fairlead/testing'
import { MutationObserver, QueryClient, QueryObserver, dehydrate, hydrate, onlineManager } from '@tanstack/query-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour>
let answer: (asked: { path: string; user: string }) => Answer
const stops: (() => void)[] = []
beforeEach(() => {
  answer = ({ path, user }) =>
    path.endsWith('/1') ? { json: { id: '1', name: `of ${user}` } } : { json: [{ id: '1', name: `of ${user}` }] }
  rig = harbour((asked) => answer(asked))
})
afterEach(async () => {
  vi.restoreAllMocks()
  onlineManager.setOnline(true)
  for (const stop of stops.splice(0)) stop()
  await rig.close()
})

const listeners = (cache: object): number => (cache as { listeners: Set<unknown> }).listeners.size

test('who connects and lets go again and again leaves nothing behind', async () => {
  const { queryClient, client } = rig
  const [queries, mutations] = [queryClient.getQueryCache(), queryClient.getMutationCache()]
  const q = createQueries(client, { name: 'again' })
  connectQueries(q, queryClient)()
  const before = [listeners(queries), listeners(mutations), listeners(onlineManager)]
  for (let i = 0; i < 50; i++) connectQueries(q, queryClient)()
  expect([listeners(queries), listeners(mutations), listeners(onlineManager)]).toEqual(before)
})

test('trees that are made anew in every render, and come to nothing, leave nothing behind', () => {
  const { queryClient, client } = rig
  const [queries, mutations] = [queryClient.getQueryCache(), queryClient.getMutationCache()]
  const render = () => registerQueries(createQueries(client, { name: 'inline' }), queryClient)
  const first = render()
  const before = [listeners(queries), listeners(mutations)]
  for (let i = 0; i < 50; i++) render()
  expect([listeners(queries), listeners(mutations)]).toEqual(before)
  const counts = [listeners(queries), listeners(mutations)]
  const release = first.hold()
  expect(listeners(queries)).toBeGreaterThan(counts[0] ?? 0)
  release()
  expect(listeners(queries)).toBeLessThanOrEqual(counts[0] ?? 0)
})

test('what comes while nobody is connected is looked at by who connects', async () => {
  const { queryClient, client, clock } = rig
  const q = createQueries(client, { name: 'gap' })
  const server = new QueryClient()
  await rig.signIn('zoe')
  const release = connectQueries(q, server)
  await server.query(q.vessels.list.queryOptions())
  const state = JSON.parse(JSON.stringify(dehydrate(server))) as object
  release()
  connectQueries(q, queryClient)()
  await rig.signIn('ben')
  hydrate(queryClient, state)
  stops.push(connectQueries(q, queryClient))
  await clock.advance(10)
  expect(
    JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map((each) => each.state),
    ),
  ).not.toMatch(/zoe/)
})

test('a mutation that is shown since before the connection is forgotten at a switch', async () => {
  const { queryClient, client, clock } = rig
  const q = createQueries(client, { name: 'late' })
  await rig.signIn('zoe')
  const release = connectQueries(q, queryClient)
  const observer = new MutationObserver(queryClient, q.vessels.rename.mutationOptions())
  stops.push(observer.subscribe(() => {}))
  void observer.mutate({ params: { id: '1' }, body: { name: 'x' } })
  await clock.advance(10)
  expect(observer.getCurrentResult().data).toMatchObject({ name: 'of zoe' })
  release()
  stops.push(connectQueries(q, queryClient))
  await rig.signIn('ben')
  await clock.advance(10)
  expect(observer.getCurrentResult()).toMatchObject({ status: 'idle', data: undefined })
})

test('a listener of a mutation that throws leaves the others to be forgotten', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const all = [0, 1].map((index) => {
    const observer = new MutationObserver(queryClient, q.vessels.rename.mutationOptions())
    stops.push(
      observer.subscribe(({ status }) => {
        if (index === 0 && status === 'idle') throw new Error('no data')
      }),
    )
    void observer.mutate({ params: { id: '1' }, body: { name: 'x' } })
    return observer
  })
  await clock.advance(10)
  await rig.signIn('ben')
  await clock.advance(10)
  for (const observer of all) expect(observer.getCurrentResult()).toMatchObject({ status: 'idle', data: undefined })
  expect(queryClient.getMutationCache().getAll()).toHaveLength(0)
})

test('one tree of queries in two QueryClients: each moves', async () => {
  const { q, queryClient, clock } = rig
  await rig.signIn('zoe')
  const second = new QueryClient()
  stops.push(connectQueries(q, second))
  const observers = [queryClient, second].map((each) => new QueryObserver(each, q.vessels.list.queryOptions()))
  for (const observer of observers) stops.push(observer.subscribe(() => {}))
  await clock.advance(10)
  await rig.signIn('ben')
  await clock.advance(10)
  for (const observer of observers) expect(observer.getCurrentResult().data).toEqual([{ id: '1', name: 'of ben' }])
  expect(rig.paths()).toHaveLength(4)
})

const named = {
  key: get('/key', { tags: ['key'] }),
  // oxlint-disable-next-line unicorn/no-thenable -- as a contract may have it
  then: get('/then'),
  toString: get('/toString'),
  endpoint: { endpoint: get('/endpoint'), queryOptions: get('/q') },
  constructor: { prototype: get('/prototype') },
  hasOwnProperty: post('/own', { invalidates: ['key'] }),
}

test('endpoints may be called anything', async () => {
  const client = createClient({
    baseUrl: 'https://names.example',
    contract: named,
    transport: mockTransport(({ url }) => ({ json: new URL(url).pathname })),
  })
  const q = createQueries(client)
  const queryClient = new QueryClient()
  stops.push(connectQueries(q, queryClient))
  const same = await Promise.resolve(q)
  expect(same).toBe(q)
  expect(await queryClient.query(q.key.queryOptions())).toBe('/key')
  expect(await queryClient.query(q.then.queryOptions())).toBe('/then')
  expect(await queryClient.query(q.toString.queryOptions())).toBe('/toString')
  expect(await queryClient.query(q.endpoint.endpoint.queryOptions())).toBe('/endpoint')
  expect(await queryClient.query(q.endpoint.queryOptions.queryOptions())).toBe('/q')
  expect(await queryClient.query(q.constructor.prototype.queryOptions())).toBe('/prototype')
  await new MutationObserver(queryClient, q.hasOwnProperty.mutationOptions()).mutate({})
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)))
  expect(queryClient.getQueryState(q.key.queryOptions().queryKey)?.isInvalidated).toBe(true)
  await client.dispose()
})

test('a thousand queries: the tags of each are asked for once, and none is asked anew that has not the tag', async () => {
  let calls = 0
  const item = get('/items/{id}', {
    responses: { 200: z.object({ name: z.string() }) },
    tags: ({ params }) => (calls++, [`item:${String(params['id'])}`]),
  })
  const edit = patch('/items/{id}', {
    responses: { 200: z.object({ name: z.string() }) },
    invalidates: ({ params }) => [`item:${String(params['id'])}`, 'items', 'more'],
    updates: ({ params, data }) => [update(item, { params: { id: String(params['id']) } }, () => data)],
  })
  let sent = 0
  const client = createClient({
    baseUrl: 'https://many.example',
    contract: { item, again: { item }, edit },
    transport: mockTransport(() => (sent++, { json: { name: 'x' } })),
  })
  const q = createQueries(client)
  const queryClient = new QueryClient()
  stops.push(connectQueries(q, queryClient))
  for (let id = 0; id < 1_000; id++)
    stops.push(new QueryObserver(queryClient, q.item.queryOptions({ params: { id: String(id) } })).subscribe(() => {}))
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0))
  expect(sent).toBe(1_000)
  calls = 0
  const observer = new MutationObserver(queryClient, q.edit.mutationOptions())
  await Promise.all([1, 2, 3].map((id) => observer.mutate({ params: { id: String(id) } })))
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0))
  expect(sent).toBe(1_006)
  expect(calls).toBeLessThanOrEqual(3_000)
  await client.dispose()
})
