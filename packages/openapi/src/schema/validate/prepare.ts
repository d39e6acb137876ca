import type { Schema as CheckedSchema } from '@cfworker/json-schema'
import { isObject } from '../../document/json-schema.ts'
import type { JsonSchema, JsonSchemaObject } from '../../document/json-schema.ts'
import { tame } from './pattern.ts'
import { BYTES } from './value.ts'

/** How a keyword's value is prepared. What is not here is no keyword that judges a value. */
const KEYWORDS: Readonly<Record<string, (value: never) => unknown>> = {
  ...each(
    ['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'],
    (value: JsonSchema) => prepare(value),
  ),
  ...each(['unevaluatedItems', 'unevaluatedProperties'], (value: JsonSchema) => prepare(value)),
  ...each(['allOf', 'anyOf', 'oneOf', 'prefixItems'], (value: readonly JsonSchema[]) => value.map(prepare)),
  ...each(['dependentSchemas', 'properties'], mapOf),
  ...each(['const', 'enum', 'dependentRequired', 'required', 'type', 'uniqueItems'], (value: unknown) => value),
  ...each(['exclusiveMaximum', 'exclusiveMinimum', 'maximum', 'minimum', 'multipleOf'], (value: unknown) => value),
  ...each(['maxContains', 'minContains', 'maxItems', 'minItems', 'maxLength', 'minLength'], (value: unknown) => value),
  ...each(['maxProperties', 'minProperties'], (value: unknown) => value),
  $ref: nameIn,
}
/** Formats that are checked, each by an expression that takes its time from the length of the text alone. */
const FORMATS = new Set(
  'date date-time duration email hostname ipv4 ipv6 json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid'.split(
    ' ',
  ),
)
/** Every pair of items is compared. */
const MAX_UNIQUE_ITEMS = 1_000

/**
 * A copy of a schema with what the validator is to check, and nothing that costs it more than the value is worth. Vendor
 * keywords, annotations and unknown formats are left out; members that go in one direction only (`readOnly`, `writeOnly`) are
 * not demanded, because a schema does not know the direction; bytes pass where the schema says binary.
 */
export function prepare(schema: JsonSchema): CheckedSchema | boolean {
  if (!isObject(schema)) return schema
  if (isBinary(schema)) return { anyOf: [{ type: 'string' }, { const: BYTES }] }
  const made: Record<string, unknown> = {}
  const also: object[] = []
  for (const [keyword, value] of Object.entries(schema)) {
    const make = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    if (make && value !== undefined) made[keyword] = make(value as never)
  }
  if (schema.required) made['required'] = schema.required.filter((name) => !goesOneWay(schema.properties?.[name]))
  if (typeof schema.format === 'string' && FORMATS.has(schema.format)) made['format'] = schema.format
  if (schema['uniqueItems'] === true) {
    delete made['uniqueItems']
    also.push(within({ maxItems: MAX_UNIQUE_ITEMS }, { uniqueItems: true }))
  }
  if (typeof schema['pattern'] === 'string') {
    const { maxLength, pattern } = tame(schema['pattern'])
    if (maxLength === Number.POSITIVE_INFINITY) made['pattern'] = pattern
    else if (maxLength > 0) also.push(within({ maxLength }, { pattern }))
  }
  if (schema.patternProperties) preparePatterns(schema.patternProperties, made)
  if (also.length > 0) made['allOf'] = [...((made['allOf'] as object[] | undefined) ?? []), ...also]
  return made
}

/** A rule for values within a bound. */
function within(bound: object, rule: object): object {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: bound, then: rule }
}

function preparePatterns(patterns: Readonly<Record<string, JsonSchema>>, made: Record<string, unknown>): void {
  const kept = Object.entries(patterns).filter(([pattern]) => tame(pattern).maxLength > 0)
  made['patternProperties'] = Object.fromEntries(kept.map(([pattern, schema]) => [pattern, prepare(schema)]))
  if (kept.length === Object.keys(patterns).length) return
  // Whose pattern is not looked at may have any value.
  delete made['additionalProperties']
  delete made['unevaluatedProperties']
}

function each<V>(keywords: readonly string[], make: (value: V) => unknown): Record<string, (value: V) => unknown> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, make]))
}

function mapOf(schemas: Readonly<Record<string, JsonSchema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, prepare(schema)]))
}

function isBinary({ format, contentMediaType, contentEncoding, type }: JsonSchemaObject): boolean {
  if (type !== undefined && type !== 'string') return false
  return format === 'binary' || (contentMediaType !== undefined && contentEncoding === undefined)
}

function goesOneWay(schema: JsonSchema | undefined): boolean {
  return isObject(schema) && (schema.readOnly === true || schema.writeOnly === true)
}

/** The name in a reference to a component. */
function nameIn(ref: string): string {
  return decodeURIComponent(ref.slice(ref.lastIndexOf('/') + 1))
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
}
