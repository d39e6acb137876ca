import { type OperationOptions, graphql } from '@fairlead/graphql'
import { createClient, fetchTransport } from '@fairlead/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { expect, test } from 'vitest'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'

const QUERY = '{ vessel { id } }'
const rest = (delayMs = 5) => new Promise((resolve) => setTimeout(resolve, delayMs))

function connected(cache?: Parameters<typeof graphql>[1]['cache']) {
  const { fetch, asked } = scriptedFetch((_, turn) =>
    graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: `v-${turn}` } } }),
  )
  const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }) })
  return { client, gql: graphql(client, { url: '/graphql', cache }), asked }
}

test.each<[string, OperationOptions, OperationOptions]>([
  ['that one named', { tags: ['mine'] }, {}],
  ['that the other named', {}, { tags: ['mine'] }],
  ['that one of both named', { tags: ['its'] }, { tags: ['mine'] }],
])('two callers share an answer, and a tag %s makes it stale for both', async (_, first, second) => {
  const { client, gql, asked } = connected()
  await Promise.all([gql.query(QUERY, {}, first), gql.query(QUERY, {}, second)])
  expect(asked).toHaveLength(1)
  client.tags.invalidate(['nobodys'])
  await gql.query(QUERY)
  expect(asked).toHaveLength(1)
  client.tags.invalidate(['mine'])
  await gql.query(QUERY)
  expect(asked).toHaveLength(2)
})

test('a tag that is named by who finds a kept answer makes it stale too', async () => {
  const { client, gql, asked } = connected()
  await gql.query(QUERY)
  await gql.query(QUERY, {}, { tags: ['late'], priority: 'low' } as OperationOptions)
  expect(asked).toHaveLength(1)
  client.tags.invalidate(['late'])
  await gql.query(QUERY)
  expect(asked).toHaveLength(2)
})

test.each([
  ['the document cache', undefined],
  ['another cache', cacheExchange({})],
])('a query in use is asked anew by the tags of all who use it, with %s', async (_, cache) => {
  const { client, gql, asked } = connected(cache)
  const one = gql.watch(QUERY)
  await one.next()
  const other = gql.watch(QUERY, {}, { tags: ['late'] })
  await other.next()
  expect(asked).toHaveLength(1)
  client.tags.invalidate(['late'])
  await rest()
  expect(asked).toHaveLength(2)
  await one.return?.()
  await other.return?.()
  gql.dispose()
})
