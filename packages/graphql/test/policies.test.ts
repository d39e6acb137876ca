import { createSsr } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('a query that wants a kept answer alone fails with a reason where there is none', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  const outcome = await gql.query('{ n }', {}, { requestPolicy: 'cache-only' })
  expect([outcome.state, asked.length]).toEqual(['failed', 0])
  expect(outcome.error?.message).toContain('/graphql')
})

test('it finds what the page was rendered with', async () => {
  const store = createSsr()
  const answer = () => graphqlResponse({ data: { n: 1 } })
  await scriptedClient(answer, { ssr: store }).gql.query('{ n }')
  const { gql, asked } = scriptedClient(answer, { ssr: createSsr(store.extract()) })
  const outcome = await gql.query('{ n }', {}, { requestPolicy: 'cache-only' })
  expect([outcome.state, outcome.data, asked.length]).toEqual(['ok', { n: 1 }, 0])
})

test('where nothing is kept it sends nothing either; what changes something is sent', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }), {
    cache: false,
    requestPolicy: 'cache-only',
  })
  expect((await gql.query('{ n }')).error).toMatchObject({ kind: 'graphql', reason: 'not-kept' })
  expect(asked).toHaveLength(0)
  expect((await gql.mutate('mutation { n }')).state).toBe('ok')
})

test('a client that is done with sends nothing more, also by its urql client', async () => {
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { n: 1 } }))
  gql.dispose()
  const { error } = await gql.urql.query('{ n }', {}).toPromise()
  expect(error?.networkError).toMatchObject({ kind: 'rejected', reason: 'disposed', template: '/graphql' })
  expect((await gql.urql.mutation('mutation Book { n }', {}).toPromise()).error?.networkError).toMatchObject({
    template: '/graphql Book',
  })
  expect((await gql.query('{ n }')).error).toMatchObject({ reason: 'disposed' })
  expect(asked).toHaveLength(0)
})
