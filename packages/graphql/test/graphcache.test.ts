import { graphql, pipelineExchange } from '@fairlead/graphql'
import { createClient, fetchTransport } from '@fairlead/core'
import { Client, cacheExchange as stockCache } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'

const vessel = (name: string) => graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: '1', name } } })

test('graphcache in place of the document cache: a mutation changes what queries show, without asking again', async () => {
  const { gql, asked } = scriptedClient(
    ({ body }) =>
      body.includes('mutation')
        ? graphqlResponse({ data: { rename: { __typename: 'Vessel', id: '1', name: 'Emma' } } })
        : vessel('Ever Given'),
    { cache: cacheExchange({}) },
  )
  const names: unknown[] = []
  const reader = gql.watch<{ vessel: { name: string } }>('{ vessel { id name } }')
  names.push((await reader.next()).value?.data?.vessel.name)
  await gql.mutate('mutation { rename { id name } }')
  for (let name; name !== 'Emma'; names.push(name)) name = (await reader.next()).value?.data?.vessel.name
  expect(names[0]).toBe('Ever Given')
  // The query was not asked anew.
  expect(asked).toHaveLength(2)
  gql.dispose()
})

test('graphcache asks for types itself, and tells two ids apart whose hashes collide', async () => {
  const { gql, asked } = scriptedClient(
    ({ body }) => {
      const { id } = (JSON.parse(body) as { variables: { id: string } }).variables
      return graphqlResponse({ data: { vessel: { __typename: 'Vessel', id, name: id } } })
    },
    { cache: cacheExchange({}) },
  )
  const file = 'query File($id: ID!) { vessel(id: $id) { id name } }'
  const both = await Promise.all([gql.query(file, { id: 'Ez' }), gql.query(file, { id: 'FY' })])
  expect(both.map(({ data }) => data)).toMatchObject([{ vessel: { name: 'Ez' } }, { vessel: { name: 'FY' } }])
  expect(asked[0]?.json().query).toContain('__typename')
})

test('the exchange alone serves a client of urql that is there already, with its own URL and header fields', async () => {
  const { fetch, asked } = scriptedFetch(() => vessel('Ever Given'))
  const client = createClient({
    baseUrl: 'https://harbour.example',
    origins: ['https://other.example'],
    transport: fetchTransport({ fetch }),
  })
  const urql = new Client({
    url: 'https://other.example/graphql',
    fetchOptions: () => ({ headers: { 'x-from': 'urql' } }),
    exchanges: [stockCache, pipelineExchange(client)],
  })
  expect((await urql.query('{ vessel { id name } }', {})).data).toMatchObject({ vessel: { name: 'Ever Given' } })
  expect(asked.map(({ method, url, headers }) => [method, url, headers.get('x-from')])).toEqual([
    ['POST', 'https://other.example/graphql', 'urql'],
  ])
})

test('what is no option is refused, and a URL of another origin', () => {
  const client = createClient({ baseUrl: 'https://harbour.example' })
  expect(() => graphql(client, { url: '/graphql', fetch } as never)).toThrow("unknown option 'fetch'")
  expect(() => graphql(client, { url: 'https://elsewhere.example/graphql' })).toThrow('allowed origins')
  expect(() => graphql({} as never, { url: '/graphql' })).toThrow('createClient')
})
