import { cache } from '@fairlead/cache'
import { expect, test } from 'vitest'
import { automaticPersisted } from '@fairlead/graphql'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

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

test('what fails by GET says so, in its error and in the events', async () => {
  const { client, gql } = scriptedClient(({ method }) => new Response('', { status: method === 'GET' ? 404 : 500 }), {
    persisted: automaticPersisted({ get: true }),
  })
  const events: string[] = []
  client.on((event) => {
    if (event.type === 'operation:end') events.push(`${event.method} ${event.template}`)
  })
  const { error } = await gql.query('query Fleet { fleet }')
  expect([error?.method, error?.message]).toEqual(['GET', expect.stringMatching(/^GET \/graphql Fleet: 404/)])
  expect(events).toEqual(['GET /graphql Fleet'])
})
