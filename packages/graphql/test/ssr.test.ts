import { anonymousSession, type Session } from '@fairlead/core'
import { createSsr } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

const FILE = 'query File($id: ID!) { vessel(id: $id) { id } }'
const answer = ({ body }: { readonly body: string }): Response => {
  const { variables } = JSON.parse(body) as { variables: { id: string } }
  return graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: variables.id } } })
}
const as = (identity: string): { readonly name: 'who'; install(): { readonly session: Session } } => ({
  name: 'who',
  install: () => ({ session: { ...anonymousSession(), state: 'authenticated', identity } }),
})

test('what a page was rendered with is found once in the browser, under what it is', async () => {
  const store = createSsr()
  const server = scriptedClient(answer, { ssr: store, plugins: [as('ida')] })
  for (const id of ['Ez', 'FY']) await server.gql.query(FILE, { id })
  const state = JSON.parse(JSON.stringify(store.extract())) as ReturnType<typeof store.extract>
  expect(state.documents).toHaveLength(1)
  const page = scriptedClient(answer, { ssr: createSsr(state), plugins: [as('ida')] })
  // Their hashes collide.
  expect(await page.gql.query(FILE, { id: 'FY' })).toMatchObject({ state: 'ok', data: { vessel: { id: 'FY' } } })
  expect(await page.gql.query(FILE, { id: 'Ez' })).toMatchObject({ state: 'ok', data: { vessel: { id: 'Ez' } } })
  expect(page.asked).toHaveLength(0)
  await page.gql.query(FILE, { id: 'Ez' }, { requestPolicy: 'network-only' })
  expect(page.asked).toHaveLength(1)
})

test('what was rendered for one user is not there for another', async () => {
  const store = createSsr()
  await scriptedClient(answer, { ssr: store, plugins: [as('ida')] }).gql.query(FILE, { id: '1' })
  const page = scriptedClient(answer, { ssr: createSsr(store.extract()), plugins: [as('bob')] })
  await page.gql.query(FILE, { id: '1' })
  expect(page.asked).toHaveLength(1)
})

test('errors of the answer go along, failures of the server half do not', async () => {
  const store = createSsr()
  let turn = 0
  const server = scriptedClient(
    () =>
      ++turn === 1
        ? graphqlResponse({ data: { vessel: null }, errors: [{ message: 'no', path: ['vessel'] }] })
        : new Response('away', { status: 404 }),
    { ssr: store },
  )
  await server.gql.query(FILE, { id: '1' })
  await server.gql.query(FILE, { id: '2' })
  const page = scriptedClient(answer, { ssr: createSsr(store.extract()) })
  expect(await page.gql.query(FILE, { id: '1' })).toMatchObject({ state: 'partial', errors: [{ message: 'no' }] })
  expect(await page.gql.query(FILE, { id: '2' })).toMatchObject({ state: 'ok' })
  expect(page.asked).toHaveLength(1)
})
