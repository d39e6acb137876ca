import { type Plugin, type Session, anonymousSession, createClient, fetchTransport } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'

const FILE = 'query File($id: ID!) { vessel(id: $id) { id owner } }'
type File = { readonly vessel: { readonly id: string; readonly owner: string | null } }

/** A user of one request of a server: when that is over the session is, and no other begins. */
function userOf(identity: string) {
  const ending = new AbortController()
  let readsAfter = 0
  const session: Session = {
    ...anonymousSession(),
    state: 'authenticated',
    identity,
    get signal() {
      // Whoever would look at it without an end shall fail, and not hang.
      if (ending.signal.aborted && ++readsAfter > 100) return new AbortController().signal
      return ending.signal
    },
  }
  return { session, leave: () => ending.abort(new Error('the request is over')), readsAfter: () => readsAfter }
}

/** Tells the server whose call it is. */
const who: Plugin<'who'> = {
  name: 'who',
  install: () => ({
    layers: [
      {
        stage: 'authorize',
        handle: (request, next) =>
          next({ ...request, headers: { ...request.headers, 'x-user': request.session.identity || 'nobody' } }),
      },
    ],
  }),
}

/** A server that says who asked, by what {@link who} tells it. */
function served() {
  let hold: Promise<void> | undefined
  const { fetch, asked } = scriptedFetch(async ({ headers, body }) => {
    await hold
    const { variables } = JSON.parse(body) as { variables: { id: string } }
    return graphqlResponse({
      data: { vessel: { __typename: 'Vessel', id: variables.id, owner: headers.get('x-user') } },
    })
  })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    runtime: createVirtualClock(),
    plugins: [who],
  })
  return { client, asked, hold: (until: Promise<void> | undefined) => void (hold = until) }
}

test('two users of one client share no answer, kept or on its way', async () => {
  const { client, asked, hold } = served()
  const [ida, bob] = ['ida', 'bob'].map((name) =>
    graphql(client.withSession(userOf(name).session), { url: '/graphql' }),
  )
  let release = (): void => {}
  hold(new Promise((resolve) => (release = resolve)))
  const both = Promise.all([ida!, bob!].map((gql) => gql.query<File>(FILE, { id: '1' })))
  await new Promise((resolve) => setTimeout(resolve, 5))
  release()
  expect((await both).map(({ data }) => data?.vessel.owner)).toEqual(['ida', 'bob'])
  // Kept by now.
  const again = await Promise.all([ida!, bob!].map((gql) => gql.query<File>(FILE, { id: '1' })))
  expect(again.map(({ data }) => data?.vessel.owner)).toEqual(['ida', 'bob'])
  expect(asked).toHaveLength(2)
})

test('two users have nothing in common that an end could end: one leaves, the other is answered', async () => {
  const { client, hold } = served()
  const [ida, bob] = ['ida', 'bob'].map((name) => {
    const { session, leave, readsAfter } = userOf(name)
    return { gql: graphql(client.withSession(session), { url: '/graphql' }), leave, readsAfter }
  })
  let release = (): void => {}
  hold(new Promise((resolve) => (release = resolve)))
  const answers = [ida!, bob!].map(({ gql }) => gql.query<File>(FILE, { id: '1' }))
  await new Promise((resolve) => setTimeout(resolve, 5))
  ida!.leave()
  expect(await answers[0]).toMatchObject({ state: 'failed', error: { kind: 'rejected', reason: 'session-ended' } })
  expect(ida!.readsAfter()).toBeLessThan(50)
  release()
  expect(await answers[1]).toMatchObject({ state: 'ok', data: { vessel: { owner: 'bob' } } })
  ida!.gql.dispose()
  expect(await bob!.gql.query(FILE, { id: '2' })).toMatchObject({ state: 'ok', data: { vessel: { owner: 'bob' } } })
})

test('a hundred users at the same time get each their own, also of a client that is disposed of after its request', async () => {
  const { client, asked } = served()
  const owners = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const gql = graphql(client.withSession(userOf(`user-${n}`).session), { url: '/graphql' })
      const answers = [
        await gql.query<File>(FILE, { id: String(n % 3) }),
        await gql.query<File>(FILE, { id: String(n % 3) }),
      ]
      gql.dispose()
      return answers.map(({ data }) => data?.vessel.owner)
    }),
  )
  expect(owners).toEqual(Array.from({ length: 100 }, (_, n) => [`user-${n}`, `user-${n}`]))
  expect(asked).toHaveLength(100)
})
