import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { createClient } from '@fairlead/core'
import { connectQueries, createQueries, registerQueries } from '@fairlead/query'
import { mockTransport } from '@fairlead/testing'
import { afterEach, expect, test } from 'vitest'
import { contract, harbour } from './support/harbour.ts'

let rig: ReturnType<typeof harbour> | undefined
afterEach(() => rig?.close())

const clientOf = () =>
  createClient({ baseUrl: 'https://harbour.example/api', contract, transport: mockTransport([{ json: { level: 3 } }]) })

test('who connects twice is connected once, until both have let go', async () => {
  rig = harbour(({ user }) => ({ json: [{ id: '1', name: user }] }))
  const { q, queryClient, signIn, clock, paths } = rig
  const second = connectQueries(q, queryClient)
  await signIn('ida')
  const observer = new QueryObserver(queryClient, q.vessels.list.queryOptions())
  const stop = observer.subscribe(() => {})
  await clock.advance(10)
  second()
  second()
  await signIn('ben')
  await clock.advance(10)
  expect(paths()).toEqual(['ida GET /vessels', 'ben GET /vessels'])
  stop()
})

test('another client by the same name is refused, in a render as in an effect', () => {
  const queryClient = new QueryClient()
  const [one, two] = [createQueries(clientOf()), createQueries(clientOf())]
  const first = registerQueries(one, queryClient)
  expect(() => registerQueries(two, queryClient)).toThrow(/'https:\/\/harbour.example\/api' in this QueryClient/)
  // What takes its place may be known before it has let go, and follows once it has.
  const next = registerQueries(two, queryClient, first)
  const release = next.hold()
  expect(() => first.hold()).toThrow(expect.objectContaining({ kind: 'config' }))
  release()
  first.hold()()
})

test('queries of one client may be made anew as long as nobody holds those before', () => {
  const queryClient = new QueryClient()
  const client = clientOf()
  const [one, two] = [createQueries(client), createQueries(client)]
  registerQueries(one, queryClient)
  const release = registerQueries(two, queryClient).hold()
  expect(() => connectQueries(one, queryClient)).toThrow(expect.objectContaining({ kind: 'config' }))
  release()
  connectQueries(one, queryClient)()
})

test('what has only been made known is asked for, follows nothing, and keeps nothing alive', async () => {
  let listeners = 0
  const client = clientOf()
  const { subscribe } = client.tags
  client.tags.subscribe = (listener) => {
    listeners++
    return subscribe.call(client.tags, listener)
  }
  const q = createQueries(client)
  const queryClient = new QueryClient()
  registerQueries(q, queryClient)
  await expect(queryClient.query(q.tides.now.queryOptions())).resolves.toEqual({ level: 3 })
  expect(listeners).toBe(0)
  connectQueries(q, queryClient)()
  expect(listeners).toBe(1)
})

test('who has come between a render and its effects is there when they run', async () => {
  rig = harbour(({ user }) => ({ json: [{ id: '1', name: user }] }))
  const { q, signIn, clock, client } = rig
  const queryClient = new QueryClient()
  const known = registerQueries(q, queryClient)
  await signIn('ida')
  const observer = new QueryObserver(queryClient, q.vessels.list.queryOptions())
  const shown: (string | undefined)[] = []
  const stop = observer.subscribe(({ data }) => shown.push(data?.[0]?.name))
  await clock.advance(10)
  await client.auth.signOut()
  await signIn('ben')
  shown.length = 0
  const release = known.hold()
  await clock.advance(10)
  expect(shown.at(-1)).toBe('ben')
  expect(shown).not.toContain('ida')
  stop()
  release()
})
