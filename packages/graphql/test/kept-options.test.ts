import { createRequest } from '@urql/core'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('how a query is sent does not change which kept answer it finds', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  await gql.query('{ n }')
  await gql.query('{ n }', {}, { timeouts: { totalMs: 1_000 } })
  await gql.query('{ n }', {}, { tags: ['fleet'], retry: false })
  expect(asked).toHaveLength(1)
  await gql.query('{ n }', {}, { headers: { 'x-harbour': 'other' } })
  expect(asked).toHaveLength(2)
})

test('a text and the document that hooks make of it are one', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const { query } = createRequest('query N { n }', {})
  await gql.query('query N { n }')
  expect(await gql.query(query)).toMatchObject({ state: 'ok' })
  expect(await gql.query('query N {\n  n # of all\n}')).toMatchObject({ state: 'ok' })
  expect(asked).toHaveLength(1)
})
