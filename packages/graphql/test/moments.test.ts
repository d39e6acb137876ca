import { type ClientEvent, createClient, fetchTransport } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { pipe, subscribe } from 'wonka'
import { scriptedFetch } from './support/scripted-fetch.ts'

const connected = (answer: Parameters<typeof scriptedFetch>[0]) => {
  const { fetch, asked } = scriptedFetch(answer)
  const retry = { limit: 2, baseMs: 1 }
  const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }), retry })
  const gql = graphql(client, { url: '/graphql', entityTags: ({ id }) => [`vessel:${String(id)}`] })
  return { client, gql, asked }
}
const rest = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs))

/** A server whose every answer says how many it gave before, after a while. */
const slowly = () =>
  connected(async (_, turn) => {
    await rest(50)
    return Response.json({ data: { vessel: { __typename: 'Vessel', id: '1', turn } } })
  })
const VESSEL = '{ vessel { id turn } }'
type Vessel = { readonly vessel: { readonly turn: number } }

test('a query that is let go of in the moment it is asked, as each hook of React does, is no operation', async () => {
  const { client, gql } = connected(() => Response.json({ data: { a: 1 } }))
  const events: string[] = []
  client.on((event: ClientEvent) => void events.push(event.type))
  pipe(
    gql.urql.query('{ a }', {}),
    subscribe(() => {}),
  ).unsubscribe()
  await rest(20)
  expect(events).toEqual([])
})

test('the error of a status knows its attempts, as that of a REST call does', async () => {
  const { client, gql } = connected(() => new Response('', { status: 503 }))
  const answer = await client.get('/x').result()
  const { error } = await gql.query('{ a }')
  expect(error).toMatchObject({ retryable: true, retriesExhausted: true, notRetried: 'limit' })
  expect([answer.ok, error?.attempts?.length, error?.message]).toEqual([
    false,
    3,
    'POST /graphql: 503; attempts: 3, not retried: limit',
  ])
})

test('a tag that is invalidated while the answer is on its way makes the query be asked anew, once', async () => {
  const { client, gql, asked } = slowly()
  const reader = gql.watch<Vessel>(VESSEL)
  const first = reader.next()
  await rest(25)
  client.tags.invalidate(['vessel:1'])
  const seen = [(await first).value, (await reader.next()).value, (await reader.next()).value]
  // Shown on while it is asked for anew.
  expect(seen.map((each) => [each?.data?.vessel.turn, each?.isFinal])).toEqual([
    [1, true],
    [1, false],
    [2, true],
  ])
  expect((await gql.query<Vessel>(VESSEL)).data?.vessel.turn).toBe(2)
  expect(asked).toHaveLength(2)
  gql.dispose()
})

test('an answer that was overtaken is given to who asked, and to nobody later', async () => {
  const { client, gql, asked } = slowly()
  const first = gql.query<Vessel>(VESSEL)
  await rest(25)
  client.tags.invalidate(['vessel:1'])
  expect((await first).data?.vessel.turn).toBe(1)
  expect((await gql.query<Vessel>(VESSEL)).data?.vessel.turn).toBe(2)
  client.tags.invalidate(['vessel:2'])
  expect((await gql.query<Vessel>(VESSEL)).data?.vessel.turn).toBe(2)
  expect(asked).toHaveLength(2)
})
