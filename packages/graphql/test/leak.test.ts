import { platformRuntime } from '@fairlead/core'
import { overSse } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import { createVirtualClock } from '@fairlead/testing'
import type { Transport } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, streamed } from './support/scripted-fetch.ts'

const SUBSCRIPTION = 'subscription Berth { berth { id } }'

test('what is answered, aborted and left leaves no timer, no listener and nothing under way', async () => {
  const { client, gql, clock } = scriptedClient(({ signal }, turn) =>
    turn % 3 === 0
      ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
      : graphqlResponse({ data: { n: turn } }),
  )
  const listeners = new Set<unknown>()
  const { signal } = new AbortController()
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners.add(given[1])
    addEventListener.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners.delete(given[1])
    removeEventListener.apply(signal, given)
  }
  for (let n = 0; n < 30; n++) {
    const stop = new AbortController()
    const answers = [
      gql.query('query N($n: Int) { n(n: $n) }', { n }, { signal }),
      gql.mutate('mutation N { n }', {}, { signal: stop.signal }),
      gql.query('query M($n: Int) { n(n: $n) }', { n }, { signal: stop.signal }),
    ]
    await clock.advance(0)
    stop.abort()
    await Promise.race([Promise.all(answers), clock.advance(200_000).then(() => {})])
  }
  await clock.advance(200_000)
  expect([listeners.size, clock.pending]).toEqual([0, 0])
  await client.dispose()
  expect(await gql.query('{ n }')).toMatchObject({ state: 'failed', error: { kind: 'rejected', reason: 'disposed' } })
})

test('a subscription that waits to come back is let go of with its client', async () => {
  const { client, gql, clock } = scriptedClient(() => streamed('text/event-stream', [], 'breaks'), {
    subscriptions: overSse(),
  })
  const reader = gql.subscribe(SUBSCRIPTION)
  const next = reader.next()
  await clock.advance(10)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await client.dispose()
  await expect(next).rejects.toMatchObject({ kind: 'rejected', reason: 'disposed' })
  await clock.advance(0)
  expect(clock.pending).toBe(0)
})

test('the socket is opened for the first subscription, shared, and let go of after the last', async () => {
  const clock = createVirtualClock()
  const links: { closed: boolean; readonly sent: string[] }[] = []
  const transport: Transport = {
    name: 'silent',
    connect(_, events) {
      const link = { closed: false, sent: [] as string[] }
      links.push(link)
      queueMicrotask(() => {
        events.open()
        events.frame('{"type":"connection_ack"}')
      })
      return {
        send: (frame) => void link.sent.push(String(frame)),
        bufferedAmount: 0,
        close: () => void (link.closed = true),
      }
    },
  }
  const { client, gql } = scriptedClient(() => graphqlResponse({}), { clock, subscriptions: overWs({ transport }) })
  await clock.advance(10)
  expect(links).toHaveLength(0)
  const readers = [gql.subscribe(SUBSCRIPTION), gql.subscribe('subscription Other { berth { id } }')]
  for (const reader of readers) void reader.next()
  await clock.advance(10)
  expect(links).toHaveLength(1)
  expect(links[0]?.sent.filter((frame) => frame.includes('"subscribe"'))).toHaveLength(2)
  for (const reader of readers) await reader.return?.()
  expect(links[0]?.closed).toBe(false)
  await clock.advance(5_000)
  expect([links[0]?.closed, clock.pending]).toEqual([true, 0])
  await client.dispose()
})

test('a subscription by a document that only the server knows is refused over a socket, and asks nothing', async () => {
  const transport: Transport = {
    name: 'none',
    connect() {
      throw new Error('nothing is to be sent')
    },
  }
  const { client, gql } = scriptedClient(() => graphqlResponse({}), { subscriptions: overWs({ transport }) })
  const known = { kind: 'Document', definitions: [], documentId: 'harbour:Berth' }
  expect((await gql.subscribe(known).next()).value).toMatchObject({
    state: 'failed',
    error: { kind: 'graphql', reason: 'document' },
  })
  await client.dispose()
})

test('dispose ends what bindings have under way as well', async () => {
  const { gql, asked } = scriptedClient(
    ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    { clock: platformRuntime as never },
  )
  const { unsubscribe } = gql.urql.query('{ n }', {}).subscribe(() => {})
  await new Promise((resolve) => setTimeout(resolve, 5))
  gql.dispose()
  expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true])
  unsubscribe()
})
