import { auth, bearer } from '@fairlead/auth'
import { createClient, fetchTransport } from '@fairlead/core'
import { type SubscriptionGap, graphql } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import type { LinkEvents, Transport } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { scriptedFetch } from './support/scripted-fetch.ts'
import { until } from './support/until.ts'

interface SeenLink {
  readonly events: LinkEvents
  readonly said: Record<string, unknown>[]
}

/** Links of which the test is the server. */
function socketServer() {
  const links: SeenLink[] = []
  const transport: Transport = {
    name: 'seen',
    connect(_, events) {
      const link: SeenLink = { events, said: [] }
      links.push(link)
      queueMicrotask(() => events.open())
      return {
        send: (frame) => void link.said.push(JSON.parse(String(frame)) as Record<string, unknown>),
        bufferedAmount: 0,
        close() {},
      }
    },
  }
  return { links, transport }
}

test('a server that closes with 4403 is met with a fresh token, and the subscription goes on after a gap', async () => {
  let issued = 0
  const tokens = () => Response.json({ access_token: `token-${++issued}`, refresh_token: 'r', expires_in: 3_600 })
  const { fetch } = scriptedFetch(() => tokens())
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh' }) })],
  })
  await client.auth.signIn({ user: 'ida' })
  const { links, transport } = socketServer()
  const gaps: SubscriptionGap[] = []
  const gql = graphql(client, {
    url: '/graphql',
    subscriptions: overWs({ transport, lingerMs: 1, onGap: (gap) => void gaps.push(gap) }),
  })
  const reader = gql.subscribe('subscription Berth { berth }')
  const first = reader.next()
  await until(() => links[0]?.said.length === 1)
  expect(links[0]?.said).toEqual([{ type: 'connection_init', payload: { authorization: 'Bearer token-1' } }])
  links[0]?.events.frame('{"type":"connection_ack"}')
  const id = links[0]?.said[1]?.['id']
  links[0]?.events.frame(JSON.stringify({ id, type: 'next', payload: { data: { berth: 'b-1' } } }))
  expect((await first).value).toMatchObject({ state: 'ok', data: { berth: 'b-1' } })
  links[0]?.events.down({ code: 4403 })
  await until(() => links[1]?.said.length === 1)
  expect(links[1]?.said).toEqual([{ type: 'connection_init', payload: { authorization: 'Bearer token-2' } }])
  const second = reader.next()
  links[1]?.events.frame('{"type":"connection_ack"}')
  expect(links[1]?.said[1]).toMatchObject({ type: 'subscribe', id })
  expect(gaps).toEqual([{ operation: 'Berth' }])
  links[1]?.events.frame(JSON.stringify({ id, type: 'next', payload: { data: { berth: 'b-2' } } }))
  expect((await second).value).toMatchObject({ state: 'ok', data: { berth: 'b-2' } })
  await client.dispose()
})

/** A subscription of which the test is the server, and what the reader sees. */
function subscribed() {
  const { client } = scriptedClient(() => new Response(''))
  const { links, transport } = socketServer()
  const gql = graphql(client, { url: '/graphql', subscriptions: overWs({ transport, lingerMs: 1 }) })
  const reader = gql.subscribe('subscription Berth { berth }')
  const frame = (message: object): void => links[0]?.events.frame(JSON.stringify(message))
  const acknowledged = async (): Promise<unknown> => {
    await until(() => links[0]?.said.length === 1)
    frame({ type: 'connection_ack' })
    await until(() => links[0]?.said.length === 2)
    return links[0]?.said[1]?.['id']
  }
  return { client, reader, frame, acknowledged, said: () => links[0]?.said ?? [] }
}

test('a result over a socket that is whole and says nothing is a failure of its own, and the next one comes', async () => {
  const { client, reader, frame, acknowledged } = subscribed()
  const first = reader.next()
  const id = await acknowledged()
  frame({ id, type: 'next', payload: { data: null } })
  frame({ id, type: 'next', payload: { data: { berth: 'b-1' } } })
  expect((await first).value).toMatchObject({ state: 'failed', error: { kind: 'graphql', reason: 'response' } })
  expect((await reader.next()).value).toMatchObject({ state: 'ok', data: { berth: 'b-1' } })
  await client.dispose()
})

test('a result over a socket whose parts have no end is left, and those that end are not counted together', async () => {
  const { client, reader, frame, acknowledged, said } = subscribed()
  const first = reader.next()
  const id = await acknowledged()
  const text = 'x'.repeat(1024 * 1024)
  const whole = { id, type: 'next', payload: { data: { berth: text } } }
  for (let mib = 0; mib < 70; mib++) frame(whole)
  expect((await first).value?.state).toBe('ok')
  for (let mib = 0; mib < 69; mib++) await reader.next()
  frame({ id, type: 'next', payload: { data: { berth: '' }, hasNext: true } })
  expect((await reader.next()).value?.state).toBe('ok')
  const part = { id, type: 'next', payload: { incremental: [{ path: [], data: { berth: text } }], hasNext: true } }
  let taken = 0
  for (; taken < 100 && said().at(-1)?.['type'] !== 'complete'; taken++) {
    frame(part)
    await Promise.resolve()
  }
  expect(taken).toBeLessThan(66)
  let last
  for (let each = await reader.next(); !each.done; each = await reader.next()) last = each.value
  expect(last).toMatchObject({ state: 'failed', error: { kind: 'decode', reason: 'too-large' } })
  await client.dispose()
})

test('a query whose deadline is over fails with `timeout`, and ends its request', async () => {
  const { gql, asked, clock } = scriptedClient(
    ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
  )
  const outcome = gql.query('query Slow { n }', {}, { timeouts: { totalMs: 1_000 } })
  await clock.advance(0)
  await clock.advance(1_001)
  expect(await outcome).toMatchObject({
    state: 'failed',
    error: { kind: 'timeout', clock: 'total', timeoutMs: 1_000, template: '/graphql Slow' },
  })
  expect(asked[0]?.signal?.aborted).toBe(true)
})
