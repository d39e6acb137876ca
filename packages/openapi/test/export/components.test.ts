import { get, post, type } from '@fairlead/core'
import { type Component, component, schema } from '@fairlead/openapi/schema'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { scope, type as ark } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, meta, operation, refusal } from './support/build.ts'

const schemasOf = (contract: object, options: object = {}): Record<string, unknown> => ({
  ...build(contract, options).components?.schemas,
})

/** The schema of the answer 200 to GET /a. */
const answerOf = (contract: object, options: object = {}): unknown =>
  operation(build(contract, options), 'get', '/a').responses?.['200']?.content?.['application/json']?.schema

test('a named schema is a component wherever it is met', () => {
  const Berth = z.object({ id: z.string() }).meta({ id: 'Berth' })
  const a = get('/a', { responses: { 200: z.object({ one: Berth, more: z.array(Berth), maybe: Berth.nullable() }) } })
  const b = post('/b', { body: Berth })

  expect(answerOf({ a, b })).toMatchObject({
    properties: {
      one: { $ref: '#/components/schemas/Berth' },
      more: { items: { $ref: '#/components/schemas/Berth' } },
      maybe: { anyOf: [{ $ref: '#/components/schemas/Berth' }, { type: 'null' }] },
    },
  })
  expect(schemasOf({ a, b })).toEqual({
    Berth: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  })
})

test('schemas without a name get the one that the options give them, also inside of others', () => {
  const Berth = z.object({ id: z.string() })
  const Vessel = z.object({ berth: Berth })
  const Unused = z.object({ x: z.string() })
  const a = get('/a', { responses: { 200: z.array(Vessel) } })

  expect(answerOf({ a }, { schemas: { Vessel, Berth, Unused } })).toEqual({
    type: 'array',
    items: { $ref: '#/components/schemas/Vessel' },
  })
  expect(schemasOf({ a }, { schemas: { Vessel, Berth, Unused } })).toEqual({
    Berth: expect.anything(),
    Unused: expect.anything(),
    Vessel: { type: 'object', properties: { berth: { $ref: '#/components/schemas/Berth' } }, required: ['berth'] },
  })
})

test.each([
  ['valibot', toStandardJsonSchema(v.object({ id: v.string() }))],
  ['arktype', ark({ id: 'string' })],
])('a schema of %s that the options name is a component where a contract has it as it is', (_library, Berth) => {
  expect(answerOf({ a: get('/a', { responses: { 200: Berth } }) }, { schemas: { Berth } })).toEqual({
    $ref: '#/components/schemas/Berth',
  })
})

test('one that is described anew keeps its name, and the new words stand beside the reference', () => {
  const Berth = ark({ id: 'string' }).configure(meta({ id: 'Berth' }))
  const a = get('/a', { responses: { 200: ark({ one: Berth, other: Berth.describe('the next one') }) } })

  expect(answerOf({ a })).toMatchObject({
    properties: {
      one: { $ref: '#/components/schemas/Berth' },
      other: { $ref: '#/components/schemas/Berth', description: 'the next one' },
    },
  })
})

test('two schemas of one name are refused, with both places', () => {
  const a = get('/a', { responses: { 200: z.object({ id: z.string() }).meta({ id: 'BerthA' }) } })
  const b = get('/b', {
    responses: { 200: toStandardJsonSchema(v.pipe(v.object({ id: v.number() }), v.metadata({ id: 'BerthA' }))) },
  })

  expect(refusal(() => build({ a, b }))).toContain(
    "GET /b, response 200 and GET /a, response 200 have different schemas of the name 'BerthA'",
  )
})

test('a name that no component can have is refused', () => {
  const a = get('/a', { responses: { 200: ark({ id: 'string' }).configure(meta({ id: 'a berth' })) } })

  expect(refusal(() => build({ a }))).toContain("'a berth'")
})

test('a schema that is the same both ways is one component, and one with defaults is two', () => {
  const Plain = z.object({ id: z.string() }).meta({ id: 'Plain' })
  const Filled = z.object({ plain: Plain, owner: z.string().default('nobody') }).meta({ id: 'Filled' })
  const Around = z.object({ filled: Filled }).meta({ id: 'Around' })
  const contract = { a: get('/a', { responses: { 200: Around } }), b: post('/b', { body: Around }) }
  const document = build(contract)

  expect(Object.keys(document.components?.schemas ?? {})).toEqual([
    'Around',
    'AroundInput',
    'Filled',
    'FilledInput',
    'Plain',
  ])
  expect(document.components?.schemas).toMatchObject({
    Filled: { required: ['plain', 'owner'], properties: { plain: { $ref: '#/components/schemas/Plain' } } },
    FilledInput: { required: ['plain'], properties: { plain: { $ref: '#/components/schemas/Plain' } } },
    AroundInput: { properties: { filled: { $ref: '#/components/schemas/FilledInput' } } },
  })
  expect(operation(document, 'post', '/b').requestBody?.content['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/AroundInput',
  })
  expect(schemasOf({ b: contract.b })).toHaveProperty('Filled.required', ['plain'])
})

test('a schema that refers to itself gets a name after its place, where it has none', () => {
  const Node = z.object({
    name: z.string(),
    get inner() {
      return z.array(Node)
    },
  })
  const Tree = z.object({ root: Node })
  const { Leaf } = scope({ Leaf: { name: 'string', 'inner?': 'Leaf[]' } }).export()

  expect(schemasOf({ trees: { one: get('/a', { responses: { 200: Node } }) } })).toEqual({
    TreesOne200: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        inner: { type: 'array', items: { $ref: '#/components/schemas/TreesOne200' } },
      },
      required: ['name', 'inner'],
    },
  })
  expect(Object.keys(schemasOf({ trees: { one: get('/a', { responses: { 200: Tree } }) } }))).toEqual(['TreesOne200'])
  expect(schemasOf({ trees: { one: get('/a', { responses: { 200: Leaf } }) } })).toEqual({
    TreesOne200: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        inner: { type: 'array', items: { $ref: '#/components/schemas/TreesOne200' } },
      },
      required: ['name'],
    },
  })
})

test('components of generated contracts are components again, with all that they need, in rings and with discriminators', () => {
  const Cat: Component<never> = component(
    'cat',
    { type: 'object', properties: { kind: { const: 'cat' }, owner: { $ref: '#/$defs/owner' } } },
    () => [Owner],
  )
  const Owner: Component<never> = component(
    'owner',
    { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/$defs/pet' } } } },
    () => [Pet],
  )
  const Pet: Component<never> = component(
    'pet',
    { oneOf: [{ $ref: '#/$defs/cat' }], discriminator: { propertyName: 'kind', mapping: { cat: '#/$defs/cat' } } },
    () => [Cat],
  )
  const a = get('/a', {
    responses: { 200: schema<never>({ type: 'array', items: { $ref: '#/$defs/pet' } }, () => [Pet]) },
  })

  expect(answerOf({ a })).toEqual({ type: 'array', items: { $ref: '#/components/schemas/pet' } })
  expect(schemasOf({ a })).toEqual({
    cat: { type: 'object', properties: { kind: { const: 'cat' }, owner: { $ref: '#/components/schemas/owner' } } },
    owner: { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/components/schemas/pet' } } } },
    pet: {
      oneOf: [{ $ref: '#/components/schemas/cat' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/cat' } },
    },
  })
})

test('what only looks like a name or a reference stays as it is', () => {
  const Odd = component<never>('Odd', {
    type: 'object',
    properties: { id: { type: 'string' }, $ref: { type: 'string' } },
    default: { $ref: '#/$defs/Odd' },
    id: 'a keyword of others',
  })

  expect(schemasOf({ a: get('/a', { responses: { 200: Odd } }) })).toEqual({
    Odd: {
      type: 'object',
      properties: { id: { type: 'string' }, $ref: { type: 'string' } },
      default: { $ref: '#/$defs/Odd' },
      id: 'a keyword of others',
    },
  })
})

test('a type that only the compiler knows may be anything', () => {
  expect(answerOf({ a: get('/a', { responses: { 200: type<{ id: string }>() } }) })).toEqual({})
})

test('what a library adds for itself is gone: its dialect, the integers of the language, its expressions for formats', () => {
  const Strict = z.strictObject({
    id: z.uuid(),
    count: z.number().int(),
    code: z.string().regex(/^[a-z]+$/),
    facts: z.record(z.string(), z.string()),
  })

  expect(answerOf({ a: get('/a', { responses: { 200: z.object({ inner: Strict }) } }) })).toEqual({
    type: 'object',
    properties: {
      inner: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          count: { type: 'integer' },
          code: { type: 'string', pattern: '^[a-z]+$' },
          facts: { type: 'object', additionalProperties: { type: 'string' } },
        },
        required: ['id', 'count', 'code', 'facts'],
        additionalProperties: false,
      },
    },
    required: ['inner'],
  })
})
