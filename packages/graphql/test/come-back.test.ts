import { overSse } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { streamed } from './support/scripted-fetch.ts'

const refusal = (retryAfter: string) => new Response('', { status: 503, headers: { 'retry-after': retryAfter } })
const berth = () => streamed('text/event-stream', ['event: next\ndata: {"data":{"berth":"b-1"}}\n\n'], 'stays')

test.each([
  ['as the pipeline would try it again', undefined],
  ['where the pipeline tries nothing again', false as const],
])('a subscription over events comes back when the server wants it, %s', async (_, retry) => {
  const { gql, asked, clock } = scriptedClient((_asked, turn) => (turn === 1 ? refusal('600') : berth()), {
    subscriptions: overSse({ maxMs: 1_000 }),
  })
  const reader = gql.subscribe<{ berth: string }>('subscription Berth { berth }', {}, { retry })
  const first = reader.next()
  await clock.advance(599_000)
  expect(asked).toHaveLength(1)
  await clock.advance(2_000)
  expect((await first).value?.data?.berth).toBe('b-1')
  expect(asked).toHaveLength(2)
  await reader.return?.()
  gql.dispose()
})

test('nobody is kept waiting by a server that wants to be left alone for years', async () => {
  const { gql, asked, clock } = scriptedClient(() => refusal('99999999999'), {})
  const reader = gql.subscribe('subscription Berth { berth }')
  const first = reader.next()
  await clock.advance(3_600_000)
  // Not a timer that overflows and fires at once.
  expect(asked).toHaveLength(1)
  await reader.return?.()
  expect((await first).done).toBe(true)
  gql.dispose()
  expect(clock.pending).toBe(0)
})
