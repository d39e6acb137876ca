import { post } from '@fairlead/core'
import type { JsonSchema, JsonSchemaObject, OpenApiDocument } from '@fairlead/openapi'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { build, meta } from './support/build.ts'

interface Schemas {
  readonly query: never
  readonly body: never
  readonly vessel: never
  readonly problem: never
}

function inZod(): object {
  const Berth = z.object({ id: z.string(), depthM: z.number() }).meta({ id: 'Berth', description: 'A place to lie at' })
  const Vessel = z
    .object({
      name: z.string(),
      crew: z.number().int(),
      kind: z.enum(['ferry', 'tug']),
      flag: z.string().min(2).max(2).optional(),
      berth: Berth.nullable(),
      past: z.array(Berth),
      seenAt: z.iso.datetime(),
      mail: z.email(),
      builtAt: z.date(),
      owner: z.string().default('nobody'),
      length: z.string().transform(Number),
      facts: z.record(z.string(), z.number()),
    })
    .meta({ id: 'Vessel' })
  return {
    query: z.object({
      page: z.number().int().default(1),
      kind: z.enum(['ferry', 'tug']).optional(),
      since: z.date().optional(),
    }),
    body: z.object({ berth: Berth, from: z.date(), note: z.string().nullable(), owner: z.string().default('nobody') }),
    vessel: Vessel,
    problem: z.object({ title: z.string(), status: z.number().int() }),
  }
}

function inValibot(): object {
  const Berth = v.pipe(
    v.object({ id: v.string(), depthM: v.number() }),
    v.metadata({ id: 'Berth' }),
    v.description('A place to lie at'),
  )
  const Vessel = v.pipe(
    v.object({
      name: v.string(),
      crew: v.pipe(v.number(), v.integer()),
      kind: v.picklist(['ferry', 'tug']),
      flag: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(2))),
      berth: v.nullable(Berth),
      past: v.array(Berth),
      seenAt: v.pipe(v.string(), v.isoTimestamp()),
      mail: v.pipe(v.string(), v.email()),
      builtAt: v.date(),
      owner: v.optional(v.string(), 'nobody'),
      length: v.pipe(v.string(), v.transform(Number)),
      facts: v.record(v.string(), v.number()),
    }),
    v.metadata({ id: 'Vessel' }),
  )
  return {
    query: toStandardJsonSchema(
      v.object({
        page: v.optional(v.pipe(v.number(), v.integer()), 1),
        kind: v.optional(v.picklist(['ferry', 'tug'])),
        since: v.optional(v.date()),
      }),
    ),
    body: toStandardJsonSchema(
      v.object({ berth: Berth, from: v.date(), note: v.nullable(v.string()), owner: v.optional(v.string(), 'nobody') }),
    ),
    vessel: toStandardJsonSchema(Vessel),
    problem: toStandardJsonSchema(v.object({ title: v.string(), status: v.pipe(v.number(), v.integer()) })),
  }
}

function inArkType(): object {
  const Berth = type({ id: 'string', depthM: 'number' }).configure(
    meta({
      id: 'Berth',
      description: 'A place to lie at',
    }),
  )
  const Vessel = type({
    name: 'string',
    crew: 'number.integer',
    kind: "'ferry' | 'tug'",
    'flag?': 'string == 2',
    berth: Berth.or('null'),
    past: Berth.array(),
    seenAt: type('string').configure(meta({ format: 'date-time' })),
    mail: 'string.email',
    builtAt: 'Date',
    owner: "string = 'nobody'",
    length: type('string').pipe(Number),
    facts: 'Record<string, number>',
  }).configure(meta({ id: 'Vessel' }))
  return {
    query: type({ page: 'number.integer = 1', 'kind?': "'ferry' | 'tug'", 'since?': 'Date' }),
    body: type({ berth: Berth, from: 'Date', note: 'string | null', owner: "string = 'nobody'" }),
    vessel: Vessel,
    problem: type({ title: 'string', status: 'number.integer' }),
  }
}

/** One contract, whatever its schemas are made with. */
function contractOf(schemas: object): object {
  const { query, body, vessel, problem } = schemas as Schemas
  return {
    vessels: { moor: post('/vessels/{id}/moorings', { query, body, responses: { 201: vessel, '4XX': problem } }) },
  }
}

const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)

/** What libraries say in words of their own: the same is meant. */
function plain(document: OpenApiDocument): unknown {
  const rewrite = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((each) => rewrite(each, ''))
      return ['required', 'enum', 'parameters', 'anyOf'].includes(key) ? items.toSorted(byText) : items
    }
    if (typeof value !== 'object' || value === null) return value
    return nullsAsTypes(
      Object.fromEntries(
        Object.entries(value)
          // arktype does not say defaults, and says formats as expressions. Some say the type beside `enum`.
          .filter(([name]) => name !== 'default' && name !== 'pattern' && !(name === 'type' && 'enum' in value))
          .map(([name, each]) => [name, rewrite(each, name)]),
      ) as JsonSchemaObject,
    )
  }
  return rewrite(document, '')
}

function nullsAsTypes(schema: JsonSchemaObject): JsonSchema {
  const { anyOf, ...beside } = schema
  const types = anyOf?.map((each) =>
    typeof each === 'object' && Object.keys(each).length === 1 ? each.type : undefined,
  )
  return types?.every((each) => typeof each === 'string')
    ? { ...beside, type: types.toSorted(byText) }
    : sortedTypes(schema)
}

function sortedTypes(schema: JsonSchemaObject): JsonSchema {
  return Array.isArray(schema.type) ? { ...schema, type: [...(schema.type as never[])].toSorted(byText) } : schema
}

const libraries = { zod: inZod, valibot: inValibot, arktype: inArkType }

test('one contract gives one document, whether it is written in zod, valibot or arktype', () => {
  const [zod, valibot, arktype] = Object.values(libraries).map((schemas) => plain(build(contractOf(schemas()))))

  expect(valibot).toEqual(zod)
  expect(arktype).toEqual(zod)
  expect(zod).toHaveProperty('components.schemas.Vessel.properties.berth.anyOf.0.$ref', '#/components/schemas/Berth')
})

test.each(Object.entries(libraries))('a contract in %s gives the same document each time', (_name, schemas) => {
  expect(JSON.stringify(build(contractOf(schemas())))).toBe(JSON.stringify(build(contractOf(schemas()))))
})
