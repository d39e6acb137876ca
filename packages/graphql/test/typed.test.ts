import { createClient, fetchTransport } from '@fairlead/core'
import { type GraphQLOutcome, graphql, operation } from '@fairlead/graphql'
import { queue } from '@fairlead/queue'
import { initGraphQLTada } from 'gql.tada'
import { expect, expectTypeOf, test } from 'vitest'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'

interface Schema {
  name: 'harbour'
  query: 'Query'
  mutation: never
  subscription: never
  types: {
    Query: {
      kind: 'OBJECT'
      name: 'Query'
      fields: {
        vessel: {
          name: 'vessel'
          type: { kind: 'OBJECT'; name: 'Vessel'; ofType: null }
        }
      }
    }
    Vessel: {
      kind: 'OBJECT'
      name: 'Vessel'
      fields: {
        id: {
          name: 'id'
          type: { kind: 'NON_NULL'; name: never; ofType: { kind: 'SCALAR'; name: 'ID'; ofType: null } }
        }
        name: { name: 'name'; type: { kind: 'SCALAR'; name: 'String'; ofType: null } }
      }
    }
    ID: unknown
    String: unknown
  }
}

const tada = initGraphQLTada<{ introspection: Schema }>()
const File = tada('query File($id: ID!) { vessel(id: $id) { id name } }')
type Data = { vessel: { id: string; name: string | null } | null }

const { fetch } = scriptedFetch(() => graphqlResponse({ data: { vessel: { id: '1', name: null } } }))
const client = createClient({
  baseUrl: 'https://harbour.example',
  transport: fetchTransport({ fetch }),
  plugins: [queue()],
})
const gql = graphql(client, { url: '/graphql' })

test('documents of gql.tada type the data, the variables and the outcome', async () => {
  const outcome = await gql.query(File, { id: '1' })
  expectTypeOf(outcome).toEqualTypeOf<GraphQLOutcome<Data>>()
  if (outcome.state !== 'failed') expectTypeOf(outcome.data).toEqualTypeOf<Data>()
  if (outcome.state === 'failed') expectTypeOf(outcome.data).toEqualTypeOf<undefined>()
  expect(outcome).toMatchObject({ state: 'ok', data: { vessel: { id: '1' } } })
  // @ts-expect-error -- the variable is missing
  expect((await gql.query(File)).state).toBe('failed')
  // @ts-expect-error -- it is no number
  await gql.query(File, { id: true })
})

test('a call takes the options of the plugins, and no others', async () => {
  expect((await gql.query(File, { id: '2' }, { priority: 'high', tags: ['vessel:2'] })).state).toBe('ok')
  // @ts-expect-error -- queue has no such priority
  const wrong = await gql.query(File, { id: '3' }, { priority: 'yesterday' })
  expect(wrong).toMatchObject({ state: 'failed', error: { kind: 'config' } })
  // @ts-expect-error -- a mutation has no policy
  const mistaken = gql.mutate('mutation { x }', {}, { requestPolicy: 'cache-only' })
  expect((await mistaken).state).toBe('ok')
})

test('an operation is an endpoint with the types of its document', () => {
  const endpoint = operation('/graphql', File)
  const call = (): Promise<Data> => client.request(endpoint, { body: { id: '1' } }).then((data) => data)
  expectTypeOf(call).returns.resolves.toEqualTypeOf<Data>()
  // @ts-expect-error -- the variables are the body
  const wrong = () => client.request(endpoint, { body: { name: '1' } })
  expect([typeof call, typeof wrong]).toEqual(['function', 'function'])
})

test('a text is unknown data, unless its types are named', async () => {
  const untyped = await gql.query('{ vessel { id } }')
  if (untyped.state === 'ok') expectTypeOf(untyped.data).toEqualTypeOf<unknown>()
  const typed = await gql.query<Data, { id: string }>('query F($id: ID!) { vessel(id: $id) { id } }', { id: '1' })
  if (typed.state === 'ok') expectTypeOf(typed.data).toEqualTypeOf<Data>()
  expect([untyped.state, typed.state]).toEqual(['ok', 'ok'])
})
