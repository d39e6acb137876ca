import { inspect } from 'node:util'
import { type ClientEvent, Secret, createClient, get, post } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { failureOf, rig } from './support/rig.ts'

const SECRET = 'S3CRET'
const headers = { authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET, cookie: `sid=${SECRET}`, dpop: SECRET }

const vessels = {
  byId: get('/vessels/{id}', {
    query: z.object({ api_key: z.string() }),
    responses: { 200: z.object({ id: z.number() }) },
  }),
  create: post('/vessels', {
    body: z.object({ pin: z.string().refine(() => false, { error: ({ input }) => `bad pin ${String(input)}` }) }),
  }),
}

/** Everything a program may print of an error, and of its cause. */
function printed(error: unknown): string {
  const own = error instanceof Error ? [error.message, error.stack, String(error), JSON.stringify(error.cause)] : []
  return [
    ...own,
    JSON.stringify(error),
    inspect(error, { depth: 20 }),
    JSON.stringify(Object.entries(error as object)),
  ].join('\n')
}

const platform = Object.assign(new TypeError(`fetch failed for https://harbour.example/?api_key=${SECRET}`), {
  cause: Object.assign(new Error(`socket closed, authorization: Bearer ${SECRET}`), { code: 'ECONNRESET', headers }),
  config: { headers },
})

const answers: Record<string, Answer> = {
  'a refusal': { status: 403, headers: { 'set-cookie': `sid=${SECRET}`, 'x-token': SECRET }, json: { echo: SECRET } },
  'problem details': { status: 422, headers: { 'content-type': 'application/problem+json' }, json: { detail: SECRET } },
  'a broken connection': { error: platform },
  'a body that ends early': { pieces: [SECRET], end: 'break' },
  'broken JSON': { headers: { 'content-type': 'application/json' }, body: `{"token":"${SECRET}` },
  'another content type': { headers: { 'content-type': 'text/html' }, body: SECRET },
  'an answer that does not fit': { json: { id: SECRET } },
  'a redirect to nowhere': { status: 302, headers: { location: `ftp://x/${SECRET}` } },
  'a wait that is too long': { status: 429, headers: { 'retry-after': '86400' }, json: SECRET },
}

describe('no secret is printed', () => {
  test.each(Object.entries(answers))('after %s', async (_, answer) => {
    const { base, sent } = rig([answer])
    const client = createClient({ ...base, headers, retry: { baseMs: 0, limit: 0 }, contract: { vessels } })
    const events: ClientEvent[] = []
    client.on((event) => events.push(event))
    const error = await failureOf(client.api.vessels.byId({ params: { id: SECRET }, query: { api_key: SECRET } }))
    const quick = await failureOf(
      client.get('/vessels', { query: { api_key: SECRET } }).json(z.object({ id: z.number() })),
    )
    expect(sent[0]?.url).toContain(SECRET)
    expect(printed(error)).not.toContain(SECRET)
    expect(printed(quick)).not.toContain(SECRET)
    expect(events.length).toBeGreaterThan(0)
    expect(JSON.stringify(events)).not.toContain(SECRET)
  })

  test('after a timeout and an abort', async () => {
    const { base, clock } = rig([{ hang: true }])
    const client = createClient({ ...base, headers, retry: false, timeouts: { attemptMs: 10 }, contract: { vessels } })
    const input = { params: { id: SECRET }, query: { api_key: SECRET } }
    const timeout = failureOf(client.api.vessels.byId(input))
    await clock.advance(10)
    expect(printed(await timeout)).not.toContain(SECRET)
    expect(printed(await failureOf(client.api.vessels.byId(input, { signal: AbortSignal.abort() })))).not.toContain(
      SECRET,
    )
  })

  test.each([
    ['a value that does not fit', (client: Client) => client.api.vessels.create({ body: { pin: SECRET } })],
    ['a URL elsewhere', (client: Client) => client.get(`https://${SECRET}.example/?key=${SECRET}`)],
    ['a URL with a password', (client: Client) => client.get(`https://u:${SECRET}@harbour.example/`)],
    ['a query in the path', (client: Client) => client.get(`/v?key=${SECRET}`, { headers: { 'x-a': `${SECRET}\n` } })],
    ['a parameter', (client: Client) => client.get('/{a}', { params: { a: { [SECRET]: 1 } as never } })],
    ['a header name', (client: Client) => client.get('/v', { headers: { [`${SECRET} x`]: '1' } })],
  ])('after the refusal of %s', async (_, call) => {
    const client = make()
    const events: ClientEvent[] = []
    client.on((event) => events.push(event))
    expect(printed(await failureOf(call(client)))).not.toContain(SECRET)
    expect(JSON.stringify(events)).not.toContain(SECRET)
  })

  test('in what client.fetch rejects with', async () => {
    const { base } = rig([{ error: platform }])
    const error: unknown = await createClient({ ...base, retry: false })
      .fetch(`/v?key=${SECRET}`, { headers })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TypeError)
    expect(printed(error)).not.toContain(SECRET)
  })

  test('by a client or its plan', () => {
    const client = createClient({ ...rig([]).base, headers })
    expect(inspect(client, { depth: 20 }) + String(client.explain())).not.toContain(SECRET)
  })
})

type Client = ReturnType<typeof make>
const make = () => createClient({ ...rig([{ status: 204 }]).base, contract: { vessels } })

describe('what may hold a secret', () => {
  test('is there to be read', async () => {
    const { base } = rig([{ status: 403, headers: { 'x-token': SECRET }, json: { echo: SECRET } }])
    const error = (await failureOf(createClient(base).get('/v'))) as unknown as { data: unknown; headers: Headers }
    expect(error.data).toEqual({ echo: SECRET })
    expect(error.headers.get('x-token')).toBe(SECRET)
  })
})

describe('Secret', () => {
  const secret = new Secret(SECRET)

  test('gives its value only when it is asked to', () => {
    expect(secret.reveal()).toBe(SECRET)
    expect(new Secret({ key: SECRET }).reveal()).toEqual({ key: SECRET })
  })

  test.each([
    ['as text', () => String(secret)],
    ['as JSON', () => JSON.stringify({ secret })],
    ['by console.log', () => inspect({ secret }, { depth: 20, showHidden: true })],
    [
      'as a list of its properties',
      () => JSON.stringify(Object.entries(secret)) + Object.getOwnPropertyNames(secret).join(),
    ],
    ['joined to other text', () => ['a', secret].join()],
  ])('is redacted %s', (_, print) => {
    expect(print()).not.toContain(SECRET)
  })
})
