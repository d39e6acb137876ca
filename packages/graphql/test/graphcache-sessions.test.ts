import { platformRuntime } from '@fairlead/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { expect, test } from 'vitest'
import { FILE, switchedSession, vesselServer } from './bindings/harbour.ts'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

type Shown = { readonly vessel: { readonly name: string } }
const clock = platformRuntime as never
const vessel = () => graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: '1', name: 'Emma' } } })

test('what graphcache keeps of one user is not there for the next', async () => {
  const { plugin, become } = switchedSession()
  become('ida')
  const { gql } = scriptedClient(vesselServer(), { cache: cacheExchange({}), plugins: [plugin], clock })
  expect(await gql.query(FILE, { id: '1' })).toMatchObject({ data: { vessel: { name: 'Ever Given of ida' } } })
  become('bob')
  expect(await gql.query(FILE, { id: '1' })).toMatchObject({ data: { vessel: { name: 'Ever Given of bob' } } })
})

test('a tag of a type asks anew what graphcache shows, and a mutation invalidates the types it answers with', async () => {
  const { client, gql, asked } = scriptedClient(vessel, { cache: cacheExchange({}), clock })
  const stale: string[] = []
  client.tags.subscribe(({ tags }) => void stale.push(...tags))
  await gql.mutate('mutation Rename { vessel { id name } }')
  const reader = gql.watch('query Tagged { vessel { id name } }')
  await reader.next()
  client.tags.invalidate(['graphql:Vessel'])
  while (asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(stale).toEqual(['graphql:Vessel', 'graphql:Vessel'])
  gql.dispose()
})

test('a tag makes the next query ask anew for what graphcache keeps', async () => {
  const { client, gql, asked } = scriptedClient(vessel, { cache: cacheExchange({}), clock })
  for (let time = 0; time < 2; time++) {
    await gql.query<Shown>('query Kept { vessel { id name } }', {}, { tags: ['fleet'] })
    client.tags.invalidate(['fleet'])
  }
  expect(asked).toHaveLength(2)
})

test('two clients on virtual clocks do not get each other’s documents', async () => {
  const first = scriptedClient(vessel, { cache: cacheExchange({}) })
  await first.gql.query('query One { vessel { id } }')
  const second = scriptedClient(vessel, { cache: cacheExchange({}) })
  await second.gql.query('query Two { vessel { name } }')
  expect(second.asked[0]?.json().query).toContain('query Two')
})
