import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'

const RESPONSE = 'application/graphql-response+json'
const statuses = [200, 294, 400, 401, 404, 422, 500, 503]

/** What is asked of a server that answers like this. */
function answered(status: number, type: string | undefined, body: string) {
  // A type of no characters is none: fetch would add its own for a text.
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  const { gql, asked, clock } = scriptedClient(() => new Response(new TextEncoder().encode(body), { status, headers }))
  const outcome = gql.query('query Q { a b }')
  return { asked, outcome: Promise.race([outcome, clock.advance(60_000).then(() => outcome)]) }
}
const whole = JSON.stringify({ data: { a: 1, b: 2 } })
const holes = JSON.stringify({
  data: { a: 1, b: null },
  errors: [{ message: 'no', path: ['b'] }],
  extensions: { n: 1 },
})
const none = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'NO' } }] })

test.each(statuses)('a GraphQL response by its type is one, also with the status %i', async (status) => {
  for (const type of [RESPONSE, `${RESPONSE}; charset=utf-8`, 'Application/GraphQL-Response+JSON;charset=UTF-8']) {
    expect(await answered(status, type, whole).outcome).toMatchObject({ state: 'ok', data: { a: 1, b: 2 }, errors: [] })
    expect(await answered(status, type, holes).outcome).toMatchObject({
      state: 'partial',
      data: { a: 1, b: null },
      errors: [{ message: 'no' }],
      extensions: { n: 1 },
      error: { kind: 'graphql', reason: 'errors', status },
    })
    expect(await answered(status, type, none).outcome).toMatchObject({
      state: 'failed',
      errors: [{ message: 'no' }],
      error: { kind: 'graphql', reason: 'errors', codes: ['NO'], status },
    })
  }
})

test.each([200, 294])('plain JSON with the status %i is a GraphQL response', async (status) => {
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/graphql+json']) {
    expect(await answered(status, type, whole).outcome).toMatchObject({ state: 'ok' })
    expect(await answered(status, type, holes).outcome).toMatchObject({ state: 'partial' })
    expect(await answered(status, type, none).outcome).toMatchObject({ state: 'failed', error: { reason: 'errors' } })
  }
})

test.each(statuses.filter((status) => status >= 400))(
  'plain JSON, a page or nothing with the status %i is that error of HTTP, with its body',
  async (status) => {
    for (const [type, body, data] of [
      ['application/json', whole, { data: { a: 1, b: 2 } }],
      ['application/json', none, { errors: [{ message: 'no', extensions: { code: 'NO' } }] }],
      ['application/problem+json', '{"title":"no"}', { title: 'no' }],
      ['application/json', '{"broken', '{"broken'],
      ['text/html', '<h1>no</h1>', '<h1>no</h1>'],
      ['multipart/mixed; boundary=b', '--b--', '--b--'],
      [undefined, '', ''],
    ] as const) {
      const { state, data: shown, error } = await answered(status, type, body).outcome
      expect([state, shown], `${type}`).toEqual(['failed', undefined])
      expect(error, `${type}`).toMatchObject({ kind: 'http', status, data })
    }
  },
)

test.each([200, 294])('what is no GraphQL with the status %i is an error that says so', async (status) => {
  for (const [type, body, error] of [
    ['text/html', '<h1>sign in</h1>', { kind: 'decode', reason: 'content-type' }],
    ['text/plain', whole, { kind: 'decode', reason: 'content-type' }],
    [undefined, whole, { kind: 'decode', reason: 'content-type' }],
    [undefined, '', { kind: 'decode', reason: 'empty' }],
    [RESPONSE, '{"data":', { kind: 'decode', reason: 'syntax' }],
    [RESPONSE, '{"data":{"__proto__":{"admin":true}}}', { kind: 'decode', reason: 'forbidden-key' }],
    [RESPONSE, '"text"', { kind: 'graphql', reason: 'response' }],
    [RESPONSE, '{"message":"no"}', { kind: 'graphql', reason: 'response' }],
    [RESPONSE, '{"data":null}', { kind: 'graphql', reason: 'response' }],
    [RESPONSE, '{"errors":[]}', { kind: 'graphql', reason: 'response' }],
    ['application/json', '[{"data":{}}]', { kind: 'graphql', reason: 'response' }],
  ] as const) {
    const outcome = await answered(status, type, body).outcome
    expect(outcome, `${type} ${body}`).toMatchObject({ state: 'failed', errors: [], error })
    expect(String(outcome.error), `${type} ${body}`).not.toContain('sign in')
  }
})

test('a query is asked again where the status says that it may pass, whatever the body is, and not where nothing will change', async () => {
  const times = async (status: number, type: string, body: string): Promise<number> => {
    const { asked, outcome } = answered(status, type, body)
    await outcome
    return asked.length
  }
  expect([
    await times(503, 'text/html', 'busy'),
    await times(503, RESPONSE, none),
    await times(500, RESPONSE, none),
    await times(422, RESPONSE, none),
    await times(404, 'text/html', ''),
    await times(200, RESPONSE, '{"data":null}'),
  ]).toEqual([3, 3, 3, 1, 1, 1])
})

test('bytes of UTF-8 are text, with a mark at their start and without', async () => {
  for (const mark of ['', '\uFEFF'])
    expect(await answered(200, RESPONSE, `${mark}{"data":{"a":"ü\u{1F6A2}","b":1}}`).outcome).toMatchObject({
      data: { a: 'ü\u{1F6A2}' },
    })
})
