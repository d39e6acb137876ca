import { createClient, fetchTransport, post } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'

const vesselTags = ({ __typename, id }: Readonly<Record<string, unknown>>): string[] =>
  typeof id === 'string' ? [`${String(__typename).toLowerCase()}:${id}`] : []

/** A server whose vessels have a new name each time they are asked for. */
function counting() {
  let turn = 0
  return scriptedClient(
    ({ body }) => {
      const { query, variables } = JSON.parse(body) as { query: string; variables?: { id: string } }
      const vessel = { __typename: 'Vessel', id: variables?.id ?? '1', name: `name ${++turn}` }
      return graphqlResponse({ data: query.startsWith('mutation') ? { rename: vessel } : { vessel } })
    },
    { entityTags: vesselTags },
  )
}
const FILE = 'query File($id: ID!) { vessel(id: $id) { id name } }'

test('an answer is kept until one of its tags is invalidated, by whomever', async () => {
  const { client, gql, asked } = counting()
  for (let time = 0; time < 3; time++) await gql.query(FILE, { id: '1' })
  await gql.query(FILE, { id: '2' })
  expect(asked).toHaveLength(2)
  client.tags.invalidate(['vessel:1'])
  expect(await gql.query(FILE, { id: '1' })).toMatchObject({ data: { vessel: { name: 'name 3' } } })
  expect(await gql.query(FILE, { id: '2' })).toMatchObject({ data: { vessel: { name: 'name 2' } } })
  client.tags.invalidate(['graphql:Vessel'], 'gone')
  await gql.query(FILE, { id: '2' })
  expect(asked).toHaveLength(4)
})

test('a REST call makes a query stale that is in use, which is asked anew', async () => {
  const { client, gql, asked } = counting()
  const names: unknown[] = []
  const reader = gql.watch<{ vessel: { name: string } }, { id: string }>(FILE, { id: '1' })
  const read = async (): Promise<void> => {
    for await (const { data, isFinal } of reader) {
      names.push([data?.vessel.name, isFinal])
      if (names.length === 3) break
    }
  }
  const done = read()
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve, 5))
  const rename = post('/graphql', { invalidates: ['vessel:1'] })
  await client.request(rename, { body: { query: 'x' } })
  await done
  expect(names).toEqual([
    ['name 1', true],
    // Shown on while it is asked for anew.
    ['name 1', false],
    ['name 3', true],
  ])
  expect(asked).toHaveLength(3)
})

test('a mutation makes stale what has what it answers with, in GraphQL and everywhere', async () => {
  const { client, gql, asked } = counting()
  const stale: string[] = []
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  await gql.query(FILE, { id: '1' })
  await gql.mutate('mutation Rename { rename { id name } }', {}, { invalidates: ['fleet'] })
  expect(stale).toEqual(['graphql:Vessel', 'vessel:1', 'fleet'])
  await gql.query(FILE, { id: '1' })
  expect(asked).toHaveLength(3)
})

test('what a query itself names makes it stale as well', async () => {
  const { client, gql, asked } = counting()
  await gql.query(FILE, { id: '1' }, { tags: ['fleet'] })
  client.tags.invalidate(['fleet'])
  await gql.query(FILE, { id: '1' }, { tags: ['fleet'] })
  expect(asked).toHaveLength(2)
})

test('a tag that invalidates more than a page of answers asks each query in use once', async () => {
  const { fetch, asked } = scriptedFetch(() => graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: '1' } } }))
  const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }) })
  const gql = graphql(client, { url: '/graphql' })
  const readers = Array.from({ length: 20 }, (_, index) => gql.watch(FILE, { id: String(index) }))
  await Promise.all(readers.map((reader) => reader.next()))
  client.tags.invalidate(['graphql:Vessel'])
  client.tags.invalidate(['graphql:Vessel'])
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(asked).toHaveLength(40)
  gql.dispose()
})
