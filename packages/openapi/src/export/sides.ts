import type { AnySchema } from '@fairlead/core'
import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import { arktype } from './libraries/arktype.ts'
import type { Library } from './libraries/library.ts'
import { valibot } from './libraries/valibot.ts'
import { zod } from './libraries/zod.ts'

/** What a schema takes and what it gives, as its library shows them. */
export interface Sides {
  readonly input: JsonSchemaObject
  readonly output: JsonSchemaObject
  /** Undefined for a library of which nothing more is known. */
  readonly library: Library | undefined
}

interface Shown {
  readonly vendor: string
  readonly jsonSchema?: { readonly [side in 'input' | 'output']: (options: object) => JsonSchemaObject }
}

const LIBRARIES: ReadonlyMap<string, Library> = /* @__PURE__ */ new Map([
  ['arktype', arktype],
  ['valibot', valibot],
  ['zod', zod],
])

/**
 * Asks a schema for its two sides. One of `type<T>()` is shown as taking everything, since nothing is known of it.
 *
 * @param names schemas that have a name in the document, by identity
 * @returns a sentence where the schema cannot be shown
 * @see {@link https://standardschema.dev/json-schema}
 */
export function sidesOf(schema: AnySchema, names: ReadonlyMap<unknown, string>): Sides | string {
  const { vendor, jsonSchema } = schema['~standard'] as Shown
  const library = LIBRARIES.get(vendor)
  if (!jsonSchema) return vendor === 'fairlead' ? { input: {}, output: {}, library } : noJsonSchema(vendor)
  const ask = (side: 'input' | 'output'): JsonSchemaObject =>
    jsonSchema[side]({ target: 'draft-2020-12', libraryOptions: library?.options(side, names) })
  try {
    return { input: ask('input'), output: ask('output'), library }
  } catch (cause) {
    return `${vendor} cannot show it as JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}

function noJsonSchema(vendor: string): string {
  const hint =
    vendor === 'valibot'
      ? 'wrap it in toStandardJsonSchema() of @valibot/to-json-schema'
      : 'zod has it since 4.2, arktype since 2.1.28, valibot through @valibot/to-json-schema'
  return `it does not follow Standard JSON Schema (${vendor}): ${hint}`
}

/**
 * An answer on the wire. It is what the schema takes, because the client reads it with the schema, and a transformation has not
 * been there yet; required is also what the schema fills in, because whoever writes the answer has it.
 */
export function answerOf(input: JsonSchema, output: JsonSchema | undefined): JsonSchema {
  if (!isObject(input) || !isObject(output)) return input
  const merged: Record<string, unknown> = { ...input }
  for (const keyword of ['items', 'additionalProperties', 'not'] as const) {
    if (isObject(input[keyword])) merged[keyword] = answerOf(input[keyword], output[keyword])
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const) {
    const [own, other] = [input[keyword], output[keyword]]
    if (own && own.length === other?.length) merged[keyword] = own.map((each, at) => answerOf(each, other[at]))
  }
  const { properties } = input
  if (!properties || !sameNames(properties, output.properties)) return merged
  const entries = Object.entries(properties)
  merged['properties'] = Object.fromEntries(
    entries.map(([name, each]) => [name, answerOf(each, output.properties?.[name])]),
  )
  const required = entries.filter(([name]) => [input, output].some((side) => side.required?.includes(name)))
  if (required.length > 0) merged['required'] = required.map(([name]) => name)
  return merged
}

function sameNames(one: object, other: object | undefined): boolean {
  const names = Object.keys(one)
  return other !== undefined && names.length === Object.keys(other).length && names.every((name) => name in other)
}
