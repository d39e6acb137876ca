import { auth, bearer } from '@fairlead/auth'
import { type ClientEvent, createClient, fetchTransport } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { graphqlResponse, scriptedFetch } from './support/scripted-fetch.ts'
import { until } from './support/until.ts'

const FILE = 'query File($id: ID!) { vessel(id: $id) { id owner } }'

/** A back end whose tokens are `user:number`, and who takes the newest number alone. */
async function signedIn(user = 'ida') {
  let newest = 1
  let hold: Promise<void> | undefined
  const tokens = (who: string) =>
    Response.json({ access_token: `${who}:${newest}`, refresh_token: who, expires_in: 3_600 })
  const { fetch, asked } = scriptedFetch(async ({ url, headers, body }) => {
    if (url.endsWith('/login')) return tokens((JSON.parse(body) as { user: string }).user)
    if (url.endsWith('/refresh')) {
      newest = 2
      return tokens('ida')
    }
    if (url.endsWith('/logout')) return new Response(null, { status: 204 })
    const [who = '', number] = (headers.get('authorization') ?? '').replace('Bearer ', '').split(':')
    await hold
    if (number !== String(newest)) return Response.json({ message: 'expired' }, { status: 401 })
    return graphqlResponse({ data: { vessel: { __typename: 'Vessel', id: '1', owner: who } } })
  })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }) })],
  })
  const gql = graphql(client, { url: '/graphql' })
  await client.auth.signIn({ user })
  return {
    client,
    gql,
    asked: (path: string) => asked.filter(({ url }) => url.endsWith(path)),
    expire: () => void (newest = 2),
    hold(held: Promise<void> | undefined) {
      hold = held
    },
  }
}

test('ten queries with a token that has expired make one refresh, and all are answered', async () => {
  const { gql, asked, expire } = await signedIn()
  expire()
  const outcomes = await Promise.all(Array.from({ length: 10 }, (_, id) => gql.query(FILE, { id: String(id) })))
  expect(outcomes.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'ok'))
  expect([asked('/refresh').length, asked('/graphql').length]).toEqual([1, 20])
})

test('nothing that was answered to one user is shown to the next, kept, in flight or late', async () => {
  const { client, gql, asked, hold } = await signedIn()
  expect(await gql.query(FILE, { id: '1' })).toMatchObject({ data: { vessel: { owner: 'ida' } } })
  let release = (): void => {}
  hold(new Promise((resolve) => (release = resolve)))
  const late = gql.query(FILE, { id: '2' })
  await new Promise((resolve) => setTimeout(resolve, 5))
  await client.auth.signOut()
  expect(await late).toMatchObject({ state: 'failed', error: { kind: 'rejected', reason: 'session-ended' } })
  hold(undefined)
  release()
  await client.auth.signIn({ user: 'bob' })
  for (const id of ['1', '2'])
    expect(await gql.query(FILE, { id })).toMatchObject({ data: { vessel: { owner: 'bob' } } })
  expect(asked('/graphql')).toHaveLength(4)
})

test('a query in use is cleared when its user leaves, and asked anew for the next', async () => {
  const { client, gql } = await signedIn()
  const owners: unknown[] = []
  const reader = gql.watch<{ vessel: { owner: string } }, { id: string }>(FILE, { id: '1' })
  const next = async (): Promise<void> => {
    const { value } = await reader.next()
    owners.push(value?.data?.vessel.owner ?? value?.error?.kind)
  }
  await next()
  await client.auth.signOut()
  await next()
  await client.auth.signIn({ user: 'bob' })
  while (owners.at(-1) !== 'bob' && owners.length < 12) await next()
  expect(owners.at(1)).toBe('rejected')
  expect(owners.slice(1)).not.toContain('ida')
  expect(owners.at(-1)).toBe('bob')
  await reader.return?.()
})

test('a query that is on its way when its user leaves is told so once', async () => {
  const { client, gql, hold, asked } = await signedIn()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const told: unknown[][] = []
  const reader = gql.watch<{ vessel: { owner: string } }, { id: string }>(FILE, { id: '1' })
  const reading = (async () => {
    for await (const { data, error, isFinal } of reader)
      told.push([data?.vessel.owner ?? (error as { reason?: string }).reason ?? error?.kind, isFinal])
  })()
  await until(() => told.length === 1)
  hold(held)
  client.tags.invalidate(['graphql:Vessel'])
  await until(() => asked('/graphql').length === 2)
  await client.auth.signOut()
  hold(undefined)
  release()
  await until(() => told.at(-1)?.[0] === 'http')
  await client.auth.signIn({ user: 'bob' })
  await until(() => told.at(-1)?.[0] === 'bob')
  expect(told).toEqual([
    ['ida', true],
    // Shown on while it is asked for anew.
    ['ida', false],
    ['session-ended', true],
    ['session-ended', false],
    // Nobody is refused, and then the epoch of nobody has ended too.
    ['http', true],
    ['session-ended', true],
    ['session-ended', false],
    ['bob', true],
  ])
  gql.dispose()
  await expect(reading).rejects.toMatchObject({ reason: 'disposed' })
})

test('no value of a user and no token is in an error, in any printed form, or in an event', async () => {
  const secrets = ['patient-4711', 'ida:1', 'ida:2', 'said by the server']
  const events: ClientEvent[] = []
  const { fetch } = scriptedFetch((_, turn) =>
    [
      () => graphqlResponse({ errors: [{ message: 'said by the server about patient-4711', path: ['vessel'] }] }),
      () =>
        graphqlResponse({
          data: { vessel: null },
          errors: [{ message: 'said by the server', extensions: { code: 'NO' } }],
        }),
      () => new Response('<html>patient-4711', { status: 502, headers: { 'content-type': 'text/html' } }),
      () => new Response('{"patient-4711', { headers: { 'content-type': 'application/json' } }),
      () => graphqlResponse({ message: 'patient-4711' }),
      () => Response.json({ message: 'patient-4711' }, { status: 401 }),
    ][(turn - 1) % 6]!(),
  )
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    retry: false,
  })
  client.on((event) => void events.push(event))
  const gql = graphql(client, { url: '/graphql', cache: false })
  const errors: unknown[] = []
  for (let turn = 0; turn < 6; turn++) errors.push((await gql.query(FILE, { id: 'patient-4711' })).error)
  errors.push((await gql.query(FILE, { id: 4711n, 'patient-4711': 1n })).error)
  errors.push((await gql.query(FILE, { no: 'patient-4711' })).error)
  expect(errors.every((error) => error instanceof Error)).toBe(true)
  expect(errors.map((error) => (error as { kind?: string }).kind)).toEqual([
    'graphql',
    'graphql',
    'http',
    'decode',
    'graphql',
    'http',
    'validation',
    'validation',
  ])
  const printed = [
    ...errors.flatMap((error) => [String(error), JSON.stringify(error), inspect(error, { depth: 9 })]),
    inspect(events, { depth: 9 }),
  ]
  for (const secret of secrets) expect(printed.filter((text) => text.includes(secret))).toEqual([])
  // What the server said is there to read.
  expect((errors[0] as { graphQLErrors: unknown }).graphQLErrors).toMatchObject([
    { message: 'said by the server about patient-4711' },
  ])
})
