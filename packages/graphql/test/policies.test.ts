import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('a query that wants a kept answer alone fails with a reason where there is none', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const outcome = await gql.query('{ n }', {}, { requestPolicy: 'cache-only' })
  expect([outcome.state, asked.length]).toEqual(['failed', 0])
  expect(outcome.error?.message).toContain('/graphql')
})
