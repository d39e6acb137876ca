import { createClient } from '@fairlead/core'
import { type GraphQLOptions, automaticPersisted, graphql, registered } from '@fairlead/graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Harbour, startHarbour } from '../support/harbour.ts'
import { scriptedClient } from '../support/scripted-client.ts'
import { graphqlResponse } from '../support/scripted-fetch.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour({ csrf: true })
})
afterAll(() => harbour.stop())
beforeEach(() => void (harbour.seen.length = 0))

const connected = (options: Partial<GraphQLOptions>) =>
  graphql(createClient({ baseUrl: harbour.origin }), {
    url: '/graphql',
    requestPolicy: 'network-only',
    headers: { 'x-harbour': '1' },
    ...options,
  })

test('a document goes by its hash, whole once for all, and by its hash ever after', async () => {
  const gql = connected({ persisted: automaticPersisted() })
  for (let time = 0; time < 3; time++)
    expect(await gql.query('query First($id: ID!) { vessel(id: $id) { name } }', { id: '1' })).toMatchObject({
      state: 'ok',
      data: { vessel: { name: 'Ever Given' } },
    })
  expect(harbour.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'POST'])
  expect(harbour.seen.map(({ body }) => body.includes('"query"'))).toEqual([false, true, false, false])
  expect(harbour.seen.every(({ body }) => body.includes('sha256Hash'))).toBe(true)
})

test('a query without variables goes by GET where that is asked for, past a server that fears forged requests', async () => {
  const gql = connected({ persisted: automaticPersisted({ get: true }) })
  const all = 'query All { vessels { id } }'
  expect(await gql.query(all)).toMatchObject({ state: 'ok' })
  expect(await gql.query(all)).toMatchObject({
    state: 'ok',
    data: { vessels: [{ id: '1' }, { id: '2' }, { id: '3' }] },
  })
  await gql.query('query One($id: ID!) { vessel(id: $id) { id } }', { id: 'patient-4711' })
  await gql.mutate('mutation Book { book(berth: "b-1") }')
  expect(harbour.seen.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST', 'POST', 'POST', 'POST'])
  expect(harbour.seen.every(({ url }) => !url.includes('4711'))).toBe(true)
})

test('JSON needs no header against forged requests, a form does, and its refusal is told', async () => {
  const upload = 'mutation Send($files: [File!]!) { upload(files: $files) }'
  const files = [new File(['one'], 'a.txt')]
  const bare = connected({ headers: {} })
  expect(await bare.query('{ me }')).toMatchObject({ state: 'ok' })
  expect(await bare.mutate(upload, { files })).toMatchObject({
    state: 'failed',
    error: { kind: 'graphql', status: 403 },
  })
  expect(await connected({}).mutate(upload, { files })).toMatchObject({ state: 'ok', data: { upload: ['a.txt: one'] } })
})

test('a server that knows of no hashes is asked for one once', async () => {
  const { gql, asked } = scriptedClient(
    (one) =>
      one.json().query
        ? graphqlResponse({ data: { n: 1 } })
        : graphqlResponse(
            { errors: [{ message: 'no', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] },
            400,
            'application/json',
          ),
    { persisted: automaticPersisted(), requestPolicy: 'network-only' },
  )
  for (let time = 0; time < 2; time++) expect(await gql.query('{ n }')).toMatchObject({ state: 'ok', data: { n: 1 } })
  expect(asked.map((one) => [one.json().query !== undefined, one.json().extensions !== undefined])).toEqual([
    [false, true],
    [true, false],
    [true, false],
  ])
})

test('a document that was given to the server beforehand goes by its id, and never with its text', async () => {
  const persisted = registered({ idOf: (_, name) => `harbour:${name}` })
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }), { persisted })
  await gql.query('query File($id: ID!) { n(id: $id) }', { id: '1' })
  expect(asked.map((one) => one.json())).toEqual([
    { documentId: 'harbour:File', operationName: 'File', variables: { id: '1' } },
  ])
})
