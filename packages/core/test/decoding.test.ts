import { createClient, get } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { bytes, collect, failureOf, rig } from './support/rig.ts'

const asJson = { 'content-type': 'application/json' }
const one = get('/vessels/1', { responses: { 200: z.unknown(), 204: null } })

const callOf = (answer: Answer) => {
  const { base, sent } = rig([answer])
  return { sent, client: createClient({ ...base, contract: { vessels: { one } } }) }
}

describe('an answer that is not what it says', () => {
  test.each([
    ['broken JSON', { headers: asJson, body: '{"name":' }, 'syntax'],
    ['JSON with something after it', { headers: asJson, body: '{}x' }, 'syntax'],
    ['another content type', { headers: { 'content-type': 'text/html' }, body: '{"name":"Aurora"}' }, 'content-type'],
    ['no content type', { body: '{"name":"Aurora"}' }, 'content-type'],
    ['an empty body', { headers: asJson, body: '' }, 'empty'],
    ['no body', { headers: asJson }, 'empty'],
    ['a __proto__ key', { headers: asJson, body: '{"a":[{"__proto__":{"admin":true}}]}' }, 'forbidden-key'],
    [
      'an escaped __proto__ key',
      { headers: asJson, body: String.raw`{"\u005f_proto__":{"admin":true}}` },
      'forbidden-key',
    ],
    [
      'a __proto__ key escaped in its middle',
      { headers: asJson, body: String.raw`{"__pr\u006fto__":{"admin":true}}` },
      'forbidden-key',
    ],
  ] satisfies [string, Answer, string][])('%s is a decode error with its status', async (_, answer, reason) => {
    const { client, sent } = callOf(answer)
    expect(await failureOf(client.api.vessels.one())).toMatchObject({ kind: 'decode', reason, status: 200 })
    expect(await failureOf(client.get('/x').json())).toMatchObject({ kind: 'decode', reason, status: 200 })
    expect(sent).toHaveLength(2)
  })

  test('has a bounded snippet that is never printed', async () => {
    const { client } = callOf({ headers: { 'content-type': 'text/html' }, body: `<secret>${'é'.repeat(10_000)}` })
    const error = await failureOf(client.api.vessels.one())
    expect(error['snippet']).toMatch(/^<secret>é+$/)
    expect(String(error['snippet']).length).toBeLessThanOrEqual(200)
    expect(JSON.stringify(error) + error.message).not.toContain('secret')
  })

  test('is not retried, because the server did its work', async () => {
    const { client, sent } = callOf({ headers: asJson, body: '{' })
    expect(await failureOf(client.api.vessels.one())).toMatchObject({ retryable: false })
    expect(sent).toHaveLength(1)
  })

  test('in a failure does not hide the status', async () => {
    const { client } = callOf({ status: 502, headers: asJson, body: '<html>' })
    expect(await failureOf(client.get('/x', { retry: false }))).toMatchObject({
      kind: 'http',
      status: 502,
      data: '<html>',
    })
  })
})

describe('JSON', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/problem+json',
    'application/vnd.api+json',
    'text/json',
  ])('may call itself %s', async (type) => {
    const { client } = callOf({ headers: { 'content-type': type }, body: '{"a":1}' })
    expect(await client.api.vessels.one()).toEqual({ a: 1 })
  })

  test.each(['application/jsonx', 'application/x-ndjson', 'text/plain', 'application/xml+jsonp'])(
    'is not %s',
    async (type) => {
      const { client } = callOf({ headers: { 'content-type': type }, body: '{"a":1}' })
      expect(await failureOf(client.api.vessels.one())).toMatchObject({ kind: 'decode', reason: 'content-type' })
    },
  )

  test.each(['null', 'false', '0', '""', '[]'])('may be %s', async (body) => {
    const { client } = callOf({ headers: asJson, body })
    expect(await client.api.vessels.one()).toEqual(JSON.parse(body))
  })

  test('may begin with a byte order mark', async () => {
    const { client } = callOf({ headers: asJson, body: '\uFEFF{"a":1}' })
    expect(await client.api.vessels.one()).toEqual({ a: 1 })
  })

  test('may say __proto__ in a value', async () => {
    const { client } = callOf({ headers: asJson, body: '{"a":"__proto__","b":"\\u0070"}' })
    expect(await client.api.vessels.one()).toEqual({ a: '__proto__', b: 'p' })
  })

  test('arrives whole however its bytes are cut', async () => {
    const text = JSON.stringify({ name: 'Åsa ✓ 🚢' })
    const all = bytes(text)
    for (let at = 1; at < all.length; at++) {
      const { client } = callOf({ headers: asJson, pieces: [all.slice(0, at), all.slice(at)] })
      expect(await client.api.vessels.one()).toEqual({ name: 'Åsa ✓ 🚢' })
    }
  })
})

describe('the size of an answer', () => {
  test('is bounded in decoded bytes, and reading stops there', async () => {
    const { base, sent } = rig([{ headers: asJson, pieces: Array.from({ length: 100 }, () => 'x'.repeat(100)) }])
    const error = await failureOf(createClient({ ...base, maxResponseBytes: 250 }).get('/big'))
    expect(error).toMatchObject({ kind: 'decode', reason: 'too-large', status: 200 })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.released).toBe(true)
  })

  test('may be just as large as the bound', async () => {
    const { base } = rig([{ body: 'x'.repeat(250) }])
    expect(await createClient(base).get('/big', { maxResponseBytes: 250 }).bytes()).toHaveLength(250)
  })

  test('is bounded for streams, responses and failures too', async () => {
    const { base, sent } = rig([{ status: 404, body: 'x'.repeat(300) }])
    const client = createClient({ ...base, maxResponseBytes: 250 })
    expect(await failureOf(client.get('/big'))).toMatchObject({ kind: 'decode', reason: 'too-large', status: 404 })
    const streamed = createClient({
      ...rig([{ pieces: ['x'.repeat(200), 'x'.repeat(100)] }]).base,
      maxResponseBytes: 250,
    })
    expect(await failureOf(collect(await streamed.get('/big').stream()))).toMatchObject({
      kind: 'decode',
      reason: 'too-large',
    })
    expect(await failureOf((await streamed.get('/big').response()).text())).toMatchObject({
      kind: 'decode',
      reason: 'too-large',
    })
    expect(sent[0]?.released).toBe(true)
  })

  test('of a body that ends early is a network error, and a GET is tried again', async () => {
    const cut = { headers: { ...asJson, 'content-length': '20' }, pieces: ['{"a":'], end: 'break' as const }
    const { base, sent, clock } = rig((_, index) => (index === 0 ? cut : { json: { a: 1 } }))
    const call = createClient(base).get('/x')
    await clock.advance(1_000)
    expect(await call).toEqual({ a: 1 })
    expect(sent).toHaveLength(2)
    const { base: always } = rig([cut])
    expect(await failureOf(createClient({ ...always, retry: false }).get('/x'))).toMatchObject({ kind: 'network' })
  })
})
