import { createClient } from '@fairlead/core'
import { graphql, operation } from '@fairlead/graphql'
import { outbox, queue } from '@fairlead/queue'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())

type Book = { readonly book: string }
const book = operation<Book, { berth: string }>('/graphql', 'mutation Book($berth: String!) { book(berth: $berth) }', {
  invalidates: ({ body }) => [`berth:${body.berth}`],
})

test('mutations through the outbox arrive in order, once, though the server is away for a while', async () => {
  const client = createClient({
    baseUrl: harbour.origin,
    plugins: [queue({ outbox: outbox({ baseMs: 20, maxMs: 50 }) })],
  })
  let isAway = true
  harbour.before = () => (isAway ? new Response('away', { status: 503 }) : undefined)
  const kept = await Promise.all(
    ['b-1', 'b-2', 'b-3'].map((berth) => client.queue.outbox.send(book, { body: { berth } }, { waitMs: 30 })),
  )
  expect(kept.map(({ state }) => state)).toEqual(['kept', 'kept', 'kept'])
  isAway = false
  const data = await Promise.all(kept.map(async (each) => (each.state === 'kept' ? each.receipt.data : undefined)))
  expect(data).toEqual([{ book: 'b-1' }, { book: 'b-2' }, { book: 'b-3' }])
  expect(harbour.bookings).toEqual(['b-1', 'b-2', 'b-3'])
  const keys = new Map(
    harbour.seen.map(({ body, headers }) => [
      headers['idempotency-key'],
      (JSON.parse(body) as { variables: object }).variables,
    ]),
  )
  // One key for each mutation, the same in all its attempts.
  expect([...keys.values()]).toEqual([{ berth: 'b-1' }, { berth: 'b-2' }, { berth: 'b-3' }])
  harbour.before = undefined
  await client.dispose()
})

test('an operation is an endpoint of a contract like any other: data or an error, tags, and no variable unsaid', async () => {
  const contract = { book, wrong: operation('/graphql', 'mutation Wrong { wrong }') }
  const client = createClient({ baseUrl: harbour.origin, contract })
  const stale: string[] = []
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  expect(await client.api.book({ body: { berth: 'b-4' } })).toEqual({ book: 'b-4' })
  expect(stale).toEqual(['berth:b-4'])
  await expect(client.api.book({ body: {} as { berth: string } })).rejects.toMatchObject({ kind: 'validation' })
  const refused = await client.api.wrong({ body: {} }).result()
  expect(refused).toMatchObject({ ok: false, error: { kind: 'http', status: 400 } })
})

test('an operation that the server carries out with errors is a graphql error, by its name', async () => {
  const secret = operation('/graphql', 'query Secret { vessel(id: "1") { secret } }')
  const client = createClient({ baseUrl: harbour.origin })
  await expect(client.request(secret, { body: {} })).rejects.toMatchObject({
    kind: 'graphql',
    operation: 'Secret',
    graphQLErrors: [{ message: 'not for you' }],
  })
  expect(() => operation('/graphql', 'query {')).toThrow('cannot be parsed')
})

test('a mutation is sent once, and again only with a key', async () => {
  let asked = 0
  harbour.before = () => (++asked % 2 === 1 ? new Response('busy', { status: 503 }) : undefined)
  const gql = graphql(createClient({ baseUrl: harbour.origin, retry: { baseMs: 1 } }), { url: '/graphql' })
  const mutation = 'mutation Book { book(berth: "b-9") }'
  expect(await gql.mutate(mutation)).toMatchObject({ state: 'failed', error: { kind: 'http', status: 503 } })
  expect(asked).toBe(1)
  asked = 0
  expect(await gql.mutate(mutation, {}, { idempotencyKey: true })).toMatchObject({ state: 'ok' })
  expect(asked).toBe(2)
  asked = 0
  expect(await gql.query('{ me }')).toMatchObject({ state: 'ok' })
  expect(asked).toBe(2)
  harbour.before = undefined
})
