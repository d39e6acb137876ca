import { del, get, post } from '@fairlead/core'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, meta, refusal } from './support/build.ts'

test.each([
  ['zod', z.object({ crew: z.array(z.object({ shoes: z.map(z.string(), z.number()) })) }), 'Map'],
  [
    'valibot',
    toStandardJsonSchema(v.object({ crew: v.array(v.object({ shoes: v.map(v.string(), v.number()) })) })),
    'map',
  ],
  ['arktype', type({ crew: type({ shoes: 'Map' }).array() }), 'Map'],
])(
  '%s: a value that JSON does not have is refused with endpoint, part and field, and what to do',
  (_library, body, what) => {
    const message = refusal(() => build({ moor: post('/vessels/{id}', { body }) }))

    expect(message).toContain(
      `POST /vessels/{id}, body at crew[].shoes: ${what} has no form on the wire here; say what is sent`,
    )
    expect(message).toContain('.meta(')
  },
)

test.each([
  ['zod', z.object({ shoes: z.map(z.string(), z.number()).meta({ type: 'object', description: 'by size' }) })],
  [
    'valibot',
    toStandardJsonSchema(
      v.object({
        shoes: v.pipe(v.map(v.string(), v.number()), v.metadata({ type: 'object', description: 'by size' })),
      }),
    ),
  ],
  ['arktype', type({ shoes: type('Map').configure(meta({ type: 'object', description: 'by size' })) })],
])('%s: a value that says what is sent is shown as that', (_library, body) => {
  expect(build({ moor: post('/vessels', { body }) }).paths).toHaveProperty(
    ['/vessels', 'post', 'requestBody', 'content', 'application/json', 'schema', 'properties', 'shoes'],
    { type: 'object', description: 'by size' },
  )
})

test('bigints and bytes are refused in JSON alone', () => {
  const contract = {
    list: get('/a', { query: z.object({ after: z.bigint() }), responses: { 200: z.object({ total: z.bigint() }) } }),
    send: post('/b', { body: z.object({ file: z.instanceof(Blob) }) }),
    upload: post('/c', { body: z.object({ file: z.instanceof(Blob) }), bodyType: 'multipart' }),
  }

  expect(
    refusal(() => build(contract))
      .split('\n- ')
      .slice(1),
  ).toEqual([
    expect.stringContaining('GET /a, response 200 at total: bigint'),
    expect.stringContaining('POST /b, body at file: bytes'),
  ])
})

test('all that cannot be shown is said at once', () => {
  const bad = z.object({ one: z.symbol(), two: z.set(z.string()), three: z.custom<number>(() => true) })

  expect(refusal(() => build({ a: get('/a', { query: bad, responses: { 200: bad } }) })).split('\n- ')).toHaveLength(7)
})

test('a schema that follows Standard Schema alone is refused with the way to what is missing', () => {
  expect(refusal(() => build({ a: get('/a', { responses: { 200: v.object({}) } }) }))).toContain(
    'GET /a, response 200: it does not follow Standard JSON Schema (valibot): wrap it in toStandardJsonSchema()',
  )
})

test('what another library says of its schema is passed on', () => {
  const own = {
    '~standard': {
      version: 1,
      vendor: 'mine',
      validate: (value: unknown) => ({ value }),
      jsonSchema: {
        input: () => {
          throw new RangeError('no words for this')
        },
      },
    },
  }

  expect(refusal(() => build({ a: get('/a', { responses: { 200: own } }) }))).toContain(
    'GET /a, response 200: mine cannot show it as JSON Schema: no words for this',
  )
})

test('an endpoint that is there twice, two that nobody can tell apart, and one operationId for two are refused', () => {
  const contract = { a: get('/a/{id}'), b: get('/a/{id}'), c: get('/a/{name}'), e: del('/a/{name}'), d: get('/d') }
  const message = refusal(() => build(contract, { operations: { d: { operationId: 'b' } } }))

  expect(message).toContain('GET /a/{id} is in the contract twice')
  expect(message).toContain('GET /a/{name} and GET /a/{id} cannot be told apart')
  expect(message).not.toContain('DELETE')
  expect(message).toContain("GET /d and GET /a/{id} have the same operationId 'b'")
})

test('docs of what the contract does not have are refused, with what there is', () => {
  const contract = { a: get('/a', { query: z.object({ q: z.string() }), responses: { 200: null } }) }
  const message = refusal(() =>
    build(contract, {
      operations: {
        a: { parameters: { 'query:p': {} }, responses: { 404: {} }, requestBody: { description: 'none' } },
        b: {},
      },
    }),
  )

  expect(message).toContain(
    "GET /a: the options describe a parameter 'query:p' that the contract does not have (there are: query:q)",
  )
  expect(message).toContain(
    "GET /a: the options describe an answer '404' that the contract does not have (there are: 200)",
  )
  expect(message).toContain('GET /a: the options describe a body that the contract does not have')
  expect(message).toContain("the options describe 'b', which the contract does not have")
})

test.each([
  [{ title: 'x' }, "toOpenApi: unknown option 'title'"],
  [{ info: { title: 'x' } }, '`info` cannot be'],
  [{ info: undefined }, '`info` cannot be'],
  [{ operations: { a: { operationID: 'x' } } }, "operations['a']: unknown option 'operationID'"],
  [{ operations: { a: { responses: { 200: { descripton: 'x' } } } } }, "responses['200']: unknown option 'descripton'"],
  [{ operations: { a: { parameters: { 'query:q': { exampel: 1 } } } } }, "unknown option 'exampel'"],
])('options that do not exist are refused: %j', (options, message) => {
  expect(refusal(() => build({ a: get('/a') }, options as never))).toContain(message)
})
