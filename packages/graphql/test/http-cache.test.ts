import { cache } from '@fairlead/cache'
import { expect, test } from 'vitest'
import { automaticPersisted } from '@fairlead/graphql'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('a query that wants a kept answer alone fails with a reason where there is none', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const outcome = await gql.query('{ n }', {}, { requestPolicy: 'cache-only' })
  expect([outcome.state, asked.length]).toEqual(['failed', 0])
  expect(outcome.error?.message).toContain('/graphql')
})

/** A server that lets every cache keep each answer for a minute. */
function lasting() {
  return scriptedClient(
    (_, turn) => {
      const response = graphqlResponse({ data: { fleet: turn } })
      response.headers.set('cache-control', 'max-age=60')
      return response
    },
    { persisted: automaticPersisted({ get: true }), plugins: [cache()] },
  )
}

test('a query by GET that wants the answer of the network is not given what the HTTP cache keeps', async () => {
  const { gql, asked } = lasting()
  await gql.query('query Fleet { fleet }')
  const second = await gql.query('query Fleet { fleet }', {}, { requestPolicy: 'network-only' })
  expect([second.data, asked.length]).toEqual([{ fleet: 2 }, 2])
})

test('a query by GET whose tag is invalidated is asked anew past the HTTP cache', async () => {
  const { client, gql, asked } = lasting()
  await gql.query('query Fleet { fleet }', {}, { tags: ['fleet'] })
  client.tags.invalidate(['fleet'])
  const second = await gql.query('query Fleet { fleet }', {}, { tags: ['fleet'] })
  expect([second.data, asked.length]).toEqual([{ fleet: 2 }, 2])
})
