import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import { NO_FAULTS, TAB_HEADER } from 'harbour-api/contract'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { clientOf, openHarbour, openRoom } from './harbour.ts'

type Cargo = { readonly tons: number; readonly goods: readonly { readonly name: string }[] }
type Vessel = {
  readonly id: string
  readonly name: string
  readonly berth: { readonly name: string } | null
  readonly voyages: readonly { readonly from: string; readonly to: string; readonly arrived: string | null }[]
  readonly documents: readonly { readonly name: string; readonly bytes: number; readonly addedBy: string }[] | null
  readonly cargo?: Cargo | null
}

const FILE = `query File($id: ID!) {
  vessel(id: $id) {
    id name berth { name }
    voyages { from to arrived }
    documents { name bytes addedBy }
    ... @defer { cargo { tons goods { name } } }
  }
}`
const VOYAGES = 'query Voyages($id: ID!) { vessel(id: $id) { id name voyages { from to arrived } } }'
const RENAME = 'mutation Rename($id: ID!, $name: String!) { renameVessel(id: $id, name: $name) { id name } }'
const ADD = 'mutation Add($id: ID!, $file: File!) { addDocument(vessel: $id, file: $file) { documents { name } } }'
const LONG = { timeouts: { idleMs: 5_000 } }
const SHIP = { id: 'cape-meridian' }

/** A client of nobody in particular. */
const visitor = (origin: string) =>
  graphql(
    createClient({
      baseUrl: `${origin}/api`,
      retry: false,
      timeouts: { idleMs: 5_000 },
      headers: { [TAB_HEADER]: 'test' },
    }),
    { url: '/graphql' },
  )

test("a vessel's file comes with its cargo as a later part", async () => {
  const { client } = await openRoom()
  const parts: [boolean, Vessel | null | undefined][] = []
  const gql = graphql(client, { url: '/graphql' })
  for await (const { data, isFinal } of gql.watch<{ vessel: Vessel | null }>(FILE, SHIP, LONG)) {
    parts.push([isFinal, data?.vessel])
    if (isFinal) break
  }
  const [first, last] = [parts[0]?.[1], parts.at(-1)?.[1]]
  expect(parts[0]?.[0]).toBe(false)
  expect(first?.cargo).toBeUndefined()
  expect(first?.voyages.length).toBeGreaterThan(1)
  expect(first?.documents?.length).toBeGreaterThan(0)
  expect(last?.cargo?.goods.length).toBe(6)
})

test('a voyage ends where the vessel is moored', async () => {
  const { client } = await openRoom()
  const latest = async () => {
    const asked = await graphql(client, { url: '/graphql' }).query<{ vessel: Vessel }>(VOYAGES, SHIP)
    return asked.data?.vessel.voyages[0]
  }
  expect(await latest()).toMatchObject({ arrived: null })
  const { since } = await client.api.vessels.moor({
    params: SHIP,
    body: { berthId: 'northgate-container-quay-3', stayHours: 2 },
  })
  expect(await latest()).toMatchObject({ to: 'Northgate', arrived: since })
})

test('whoever is not on watch reads the voyages, and nothing of the papers', async () => {
  const { server } = await openHarbour()
  const gql = visitor(server.origin)
  expect((await gql.query<{ vessel: Vessel }>(VOYAGES, SHIP)).data?.vessel.name).toBe('Cape Meridian')
  const { state, data, errors } = await gql.query<{ vessel: Vessel }>(FILE, SHIP)
  expect(state).toBe('partial')
  expect([data?.vessel.documents, data?.vessel.cargo]).toEqual([null, null])
  expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED'])
  const renamed = await gql.mutate(RENAME, { ...SHIP, name: 'Mine' })
  expect(renamed.errors[0]?.extensions?.['code']).toBe('UNAUTHENTICATED')
  expect((await gql.query<{ vessel: Vessel }>(VOYAGES, SHIP)).data?.vessel.name).toBe('Cape Meridian')
})

test('a token that is no good is refused, so that a client gets another', async () => {
  const { server } = await openHarbour()
  const answer = await fetch(`${server.origin}/api/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer nobody', 'content-type': 'application/json' },
    body: JSON.stringify({ query: VOYAGES, variables: SHIP }),
  })
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/invalid_token/)])
})

test('a vessel that is not there is null', async () => {
  const { server } = await openHarbour()
  expect(await visitor(server.origin).query(VOYAGES, { id: 'nobody' })).toMatchObject({
    state: 'ok',
    data: { vessel: null },
  })
})

test('a customs office that does not answer leaves a hole, and the rest stands', async () => {
  const { server, client } = await openRoom()
  await clientOf(server, 'test').faults.set({ body: { ...NO_FAULTS, customs: 'failing' } })
  const { state, data, errors } = await graphql(client, { url: '/graphql' }).query<{ vessel: Vessel }>(FILE, SHIP, LONG)
  expect([state, data?.vessel.cargo, data?.vessel.name]).toEqual(['partial', null, 'Cape Meridian'])
  expect(errors).toMatchObject([{ path: ['vessel', 'cargo'], extensions: { code: 'CUSTOMS_UNAVAILABLE' } }])
})

test('a document is uploaded, under the name of the officer', async () => {
  const { client } = await openRoom()
  const gql = graphql(client, { url: '/graphql' })
  const file = new File(['nine crates'], 'manifest.txt')
  expect((await gql.mutate<{ addDocument: Vessel }>(ADD, { ...SHIP, file })).state).toBe('ok')
  const { data } = await gql.query<{ vessel: Vessel }>(FILE, SHIP, LONG)
  expect(data?.vessel.documents?.[0]).toMatchObject({ name: 'manifest.txt', bytes: 11, addedBy: 'Maren Holt' })
})

test.for([
  ['an empty document', new File([], 'nothing.txt')],
  ['a document of more than 1 MB', new File([new Uint8Array(1024 * 1024 + 1)], 'big.bin')],
] as const)('%s is refused', async ([, file]) => {
  const { client } = await openRoom()
  const { state, errors } = await graphql(client, { url: '/graphql' }).mutate(ADD, { ...SHIP, file })
  expect([state, errors[0]?.extensions?.['code']]).toEqual(['failed', 'BAD_USER_INPUT'])
})

test('a request that says not how long it is, or is too long, is not read', async () => {
  const { server } = await openHarbour()
  const ask = async (body: BodyInit): Promise<number> =>
    (await fetch(`${server.origin}/api/graphql`, { method: 'POST', body, duplex: 'half' } as RequestInit)).status
  expect(await ask(new Blob(['{}']).stream())).toBe(413)
  expect(await ask('x'.repeat(2 * 1024 * 1024 + 1))).toBe(413)
})

test('a rename is seen by REST as well', async () => {
  const { client } = await openRoom()
  const gql = graphql(client, { url: '/graphql' })
  expect(await gql.mutate(RENAME, { ...SHIP, name: '  Cape   Horn ' })).toMatchObject({
    data: { renameVessel: { name: 'Cape Horn' } },
  })
  expect((await client.api.vessels.byId({ params: SHIP })).name).toBe('Cape Horn')
  expect((await gql.mutate(RENAME, { ...SHIP, name: '<b>' })).errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT')
})

test('faults strike GraphQL as they strike REST', async () => {
  const { server } = await openHarbour()
  const set = (faults: object) => clientOf(server, 'test').faults.set({ body: { ...NO_FAULTS, ...faults } })
  const ask = async () => (await visitor(server.origin).query(VOYAGES, SHIP)).error
  await set({ unavailable: 'once' })
  expect(await ask()).toMatchObject({ kind: 'http', status: 503 })
  await set({ broken: 'once' })
  expect(await ask()).toMatchObject({ kind: 'decode' })
  await set({ offline: true })
  expect(await ask()).toMatchObject({ kind: 'network' })
  await set({})
  expect(await ask()).toBeUndefined()
})

test('a berth change is told to those on watch who listen for the vessel', async () => {
  const { client } = await openRoom()
  const gql = graphql(client, { url: '/graphql', subscriptions: overWs() })
  const BERTH = 'subscription Berth($id: ID!) { berthChanged(vessel: $id) { at vessel { name berth { name } } } }'
  const changes = gql.subscribe<{ berthChanged: { at: string; vessel: Vessel } }>(BERTH, SHIP)
  const first = changes.next()
  expect(await moorUntilHeard(client.api, first)).toBe(true)
  expect((await first).value?.data?.berthChanged.vessel).toMatchObject({ name: 'Cape Meridian' })
  await changes.return?.()
  gql.dispose()
})

test.for([
  ['nobody', {}],
  ['a token that is no good', { authorization: 'Bearer nobody' }],
] as const)('%s gets no subscription', async ([, payload]) => {
  const { server } = await openHarbour()
  const socket = new WebSocket(`${server.origin}/api/graphql`, 'graphql-transport-ws')
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  const code = await new Promise((resolve) => socket.on('close', resolve))
  expect(code).toBe(4403)
})

test('a page of another origin gets no link', async () => {
  const { server } = await openHarbour()
  const socket = new WebSocket(`${server.origin}/api/graphql`, 'graphql-transport-ws', {
    origin: 'https://evil.example',
  })
  const error = await new Promise((resolve) => socket.on('error', resolve))
  expect(String(error)).toMatch(/403/)
})

/** A subscription is not there at once: moors and casts off until it tells. */
async function moorUntilHeard(
  { vessels }: Awaited<ReturnType<typeof openRoom>>['client']['api'],
  heard: Promise<unknown>,
): Promise<boolean> {
  for (let tries = 0; tries < 40; tries++) {
    await vessels.moor({ params: SHIP, body: { berthId: 'northgate-container-quay-3', stayHours: 2 } })
    await vessels.castOff({ params: SHIP })
    if (await Promise.race([heard.then(() => true), pause(50, false)])) return true
  }
  return false
}
