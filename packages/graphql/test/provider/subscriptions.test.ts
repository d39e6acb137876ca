import { type AnyClient, createClient } from '@fairlead/core'
import { type GraphQL, type SubscriptionGap, graphql, overSse } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())

const BERTH = 'subscription Berth($vessel: ID!) { berth(vessel: $vessel) { vessel berth } }'
type Berth = { readonly berth: { readonly vessel: string; readonly berth: string } }

/** A client whose links to the server can be cut. */
async function connected(kind: 'ws' | 'sse') {
  const proxy = await createChaosProxy({ targetPort: Number(new URL(harbour.origin).port) })
  const gaps: SubscriptionGap[] = []
  const client = createClient({ baseUrl: `http://127.0.0.1:${proxy.port}` })
  const options = { gapInvalidates: ['berths'], onGap: (gap: SubscriptionGap) => void gaps.push(gap) }
  const subscriptions =
    kind === 'ws' ? overWs({ ...options, lingerMs: 0, reconnect: { baseMs: 10 } }) : overSse({ ...options, baseMs: 10 })
  const gql = graphql(client, { url: '/graphql', subscriptions })
  return { proxy, gaps, client, gql }
}

/** Publishes until it has arrived, as nobody knows when a subscription has begun on the server. */
async function arriving(reader: AsyncIterator<{ readonly data?: unknown }, undefined>, vessel: string, berth: string) {
  const timer = setInterval(() => harbour.berth(vessel, berth), 10)
  try {
    for (;;) {
      const { value } = await reader.next()
      const data = value?.data as Berth | undefined
      if (!value || data?.berth.berth === berth) return data
    }
  } finally {
    clearInterval(timer)
  }
}
const subscribe = (gql: GraphQL<AnyClient>, vessel: string) =>
  gql.subscribe<Berth, { vessel: string }>(BERTH, { vessel }, { maxBuffered: 10_000 })

describe.each(['ws', 'sse'] as const)('subscriptions over %s', (kind) => {
  test('bring each their own results, and end when they are left', async () => {
    const { proxy, gql, gaps } = await connected(kind)
    const [first, second] = [subscribe(gql, '1'), subscribe(gql, '2')]
    expect(await arriving(first, '1', 'b-1')).toEqual({ berth: { vessel: '1', berth: 'b-1' } })
    expect(await arriving(second, '2', 'b-2')).toMatchObject({ berth: { vessel: '2', berth: 'b-2' } })
    await first.return?.()
    await second.return?.()
    expect(gaps).toEqual([])
    gql.dispose()
    await proxy.close()
  })

  test('come back after the link broke, tell of the gap, and make stale what was named', async () => {
    const { proxy, client, gql, gaps } = await connected(kind)
    const stale: string[] = []
    client.tags.subscribe(({ tags }) => void stale.push(...tags))
    const reader = subscribe(gql, '1')
    await arriving(reader, '1', 'b-1')
    proxy.fault('rst')
    expect(await arriving(reader, '1', 'b-2')).toMatchObject({ berth: { berth: 'b-2' } })
    expect([gaps, stale]).toEqual([[{ operation: 'Berth' }], ['berths']])
    await reader.return?.()
    gql.dispose()
    await proxy.close()
  })

  test('that the server refuses say why', async () => {
    const { proxy, gql } = await connected(kind)
    const { value } = await gql.subscribe('subscription Wrong { nothing }').next()
    expect(value).toMatchObject({ state: 'failed', error: { kind: 'graphql', operation: 'Wrong' }, isFinal: true })
    const missing = await gql.subscribe(BERTH).next()
    expect(missing.value).toMatchObject({ state: 'failed', error: { kind: 'validation', operation: 'Berth' } })
    gql.dispose()
    await proxy.close()
  })
})
