import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harbour, startHarbour } from '../support/harbour.ts'

let harbour: Harbour
beforeAll(async () => {
  harbour = await startHarbour()
})
afterAll(() => harbour.stop())

function connected() {
  const client = createClient({ baseUrl: harbour.origin })
  return { client, gql: graphql(client, { url: '/graphql' }) }
}

test('a query goes by POST with the accept of the specification, and answers ok', async () => {
  const { gql } = connected()
  const outcome = await gql.query('query File($id: ID!) { vessel(id: $id) { id name } }', { id: '1' })
  expect(outcome).toMatchObject({
    state: 'ok',
    data: { vessel: { id: '1', name: 'Ever Given', __typename: 'Vessel' } },
  })
  expect(harbour.seen.at(-1)).toMatchObject({ method: 'POST', url: `${harbour.origin}/graphql` })
  expect(harbour.seen.at(-1)?.headers['accept']).toBe('application/graphql-response+json, application/json;q=0.9')
})

test('a part of the answer that fails leaves the rest', async () => {
  const { gql } = connected()
  const outcome = await gql.query('query File { vessel(id: "1") { id secret } }')
  expect(outcome).toMatchObject({
    state: 'partial',
    data: { vessel: { id: '1', secret: null } },
    errors: [{ message: 'not for you', path: ['vessel', 'secret'] }],
    error: { kind: 'graphql', reason: 'errors', operation: 'File', template: '/graphql File' },
  })
  expect(String(outcome.error)).not.toContain('not for you')
})

test('deferred parts come later, and the failure of one is told', async () => {
  const { gql } = connected()
  const states = []
  for await (const outcome of gql.watch('query File { vessel(id: "1") { id ... @defer { cargo { tons } } } }')) {
    states.push(outcome)
    if (outcome.isFinal) break
  }
  expect(states).toMatchObject([
    { state: 'ok', data: { vessel: { id: '1' } }, isFinal: false },
    { state: 'ok', data: { vessel: { id: '1', cargo: { tons: 7 } } }, isFinal: true },
  ])
  const failed = await gql.query('query File { vessel(id: "1") { id ... @defer { secret } } }')
  expect(failed).toMatchObject({
    state: 'partial',
    data: { vessel: { id: '1' } },
    errors: [{ message: 'not for you' }],
  })
})

test('files go as a form', async () => {
  const { gql } = connected()
  const outcome = await gql.mutate('mutation Send($files: [File!]!) { upload(files: $files) }', {
    files: [new File(['one'], 'a.txt'), new File(['two'], 'b.txt')],
  })
  expect(outcome).toMatchObject({ state: 'ok', data: { upload: ['a.txt: one', 'b.txt: two'] } })
})

test('a subscription over server-sent events', async () => {
  const { gql } = connected()
  const berths = gql.subscribe<{ berth: { berth: string } }>(
    'subscription Berth { berth(vessel: "1") { vessel berth } }',
  )
  const first = berths.next()
  const timer = setInterval(() => harbour.berth('1', 'b-4'), 20)
  expect((await first).value).toMatchObject({
    state: 'ok',
    data: { berth: { vessel: '1', berth: 'b-4' } },
    isFinal: false,
  })
  clearInterval(timer)
  await berths.return?.()
})
