import { createSsr, overSse } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import { type Session, anonymousSession, platformRuntime } from '@fairlead/core'
import type { LinkEvents, Transport } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { switchedSession } from './bindings/harbour.ts'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, streamed } from './support/scripted-fetch.ts'

const clock = platformRuntime as never
const rest = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs))
const VESSEL = '{ vessel { id turn } }'
const counting = (_: unknown, turn: number) =>
  graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: '1', turn } } })

test('a query in use that a cache has answered is asked anew when its tags are invalidated', async () => {
  const { client, gql, asked } = scriptedClient(counting, { clock })
  await gql.query(VESSEL)
  const reader = gql.watch<{ vessel: { turn: number } }>(VESSEL)
  expect((await reader.next()).value?.data?.vessel.turn).toBe(1)
  expect(asked).toHaveLength(1)
  client.tags.invalidate(['graphql:Vessel'])
  await reader.next()
  expect((await reader.next()).value?.data?.vessel.turn).toBe(2)
  gql.dispose()
})

test('what has to wait before it goes out does not go out for the next user', async () => {
  const { plugin, become } = switchedSession()
  become('ida')
  let name = (): void => {}
  const persisted = {
    get: false,
    nameOf: () => new Promise<undefined>((resolve) => (name = () => resolve(undefined))),
  }
  const { gql, asked } = scriptedClient(counting, { plugins: [plugin], persisted, clock })
  const slow = gql.mutate('mutation M { m }')
  await rest(5)
  become('bob')
  name()
  expect(await slow).toMatchObject({ state: 'failed', error: { kind: 'rejected', reason: 'session-ended' } })
  const quick = gql.mutate('mutation M { m }')
  become('eve')
  await rest(5)
  name()
  expect(await quick).toMatchObject({ state: 'failed', error: { reason: 'session-ended' } })
  expect(asked).toHaveLength(0)
})

test('a subscription that waits to come back does not come back for the next user', async () => {
  const { plugin, become } = switchedSession()
  become('ida')
  const { gql, asked } = scriptedClient(() => streamed('text/event-stream', [], 'breaks'), {
    plugins: [plugin],
    subscriptions: overSse({ baseMs: 20, maxMs: 20 }),
    clock,
  })
  const next = gql.subscribe('subscription S { s }').next()
  await rest(10)
  become('bob')
  expect((await next).value).toMatchObject({ state: 'failed', error: { reason: 'session-ended' } })
  const { length } = asked
  await rest(60)
  expect(asked).toHaveLength(length)
  expect(asked.every(({ headers }) => headers.get('authorization') === 'ida')).toBe(true)
  gql.dispose()
})

test('a socket is let go of after the server has ended the last subscription, and with the client', async () => {
  const links: { closed: boolean; readonly events: LinkEvents }[] = []
  const transport: Transport = {
    name: 'seen',
    connect(_, events) {
      const link = { closed: false, events }
      links.push(link)
      queueMicrotask(() => {
        events.open()
        events.frame('{"type":"connection_ack"}')
      })
      return { send: () => {}, bufferedAmount: 0, close: () => void (link.closed = true) }
    },
  }
  const subscriptions = overWs({ transport, lingerMs: 5 })
  const { gql } = scriptedClient(counting, { subscriptions, clock })
  const done = gql.subscribe('subscription S { s }').next()
  await rest(5)
  links[0]?.events.frame('{"type":"complete","id":"1"}')
  expect(await done).toEqual({ done: true, value: undefined })
  await rest(20)
  expect(links.map(({ closed }) => closed)).toEqual([true])
  const other = gql.subscribe('subscription S { s }').next()
  await rest(5)
  gql.dispose()
  await expect(other).rejects.toMatchObject({ reason: 'disposed' })
  expect(links.map(({ closed }) => closed)).toEqual([true, true])
})

test('what a page was rendered with gives way to a change, and is another tenant’s to no one', async () => {
  const store = createSsr()
  await scriptedClient(counting, { ssr: store, clock }).gql.query(VESSEL, {}, { headers: { 'x-tenant': 'a' } })
  const state = store.extract()
  const page = (tenant: string) => {
    const ssr = createSsr()
    ssr.restore(state)
    const made = scriptedClient(counting, { ssr, clock })
    return { ...made, ask: () => made.gql.query(VESSEL, {}, { headers: { 'x-tenant': tenant } }) }
  }
  const same = page('a')
  await same.ask()
  expect(same.asked).toHaveLength(0)
  const other = page('b')
  await other.ask()
  expect(other.asked).toHaveLength(1)
  const changed = page('a')
  changed.client.tags.invalidate(['graphql:Vessel'])
  await changed.ask()
  expect(changed.asked).toHaveLength(1)
})

test('a session that has ended for good makes nobody wait for its next end', () => {
  const session: Session = { ...anonymousSession(), state: 'ended', signal: AbortSignal.abort() }
  const { gql } = scriptedClient(counting, { plugins: [{ name: 'over', install: () => ({ session }) }], clock })
  expect(() => gql.dispose()).not.toThrow()
})
