import { auth, bearer } from '@fairlead/auth'
import { createClient, fetchTransport } from '@fairlead/core'
import { type SubscriptionGap, graphql } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import type { LinkEvents, Transport } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { scriptedFetch } from './support/scripted-fetch.ts'

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

/** Not `expect.poll`, which only Vitest itself has. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2))
}
