import { isJsonObject } from './json-object.ts'
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts'
import { schemaKeywords } from './shapes.ts'

/** A way from a schema to one inside of it, as data has it: the `name` of a property, `[]` for an item, nothing for an alternative. */
export type Step = readonly string[]

const STEPS: Readonly<Record<string, Step>> = {
  additionalProperties: ['*'],
  contains: ['[]'],
  items: ['[]'],
  prefixItems: ['[]'],
  unevaluatedItems: ['[]'],
  unevaluatedProperties: ['*'],
}

/** The schema with each schema directly inside of it changed. What is data (`default`, `enum`, `examples`) is left alone. */
export function mapSubschemas(
  schema: JsonSchemaObject,
  change: (subschema: JsonSchema, step: Step) => JsonSchema,
): JsonSchemaObject {
  const changed = (value: unknown, step: Step): unknown =>
    typeof value === 'boolean' || isJsonObject(value) ? change(value, step) : value
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    const holds = Object.hasOwn(schemaKeywords, keyword) ? schemaKeywords[keyword] : undefined
    const step = STEPS[keyword] ?? []
    if (holds === 'one') return [keyword, changed(value, step)]
    if (holds === 'list' && Array.isArray(value)) return [keyword, value.map((each) => changed(each, step))]
    if (holds !== 'map' || !isJsonObject(value)) return [keyword, value]
    return [keyword, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, changed(each, [name])]))]
  })
  return Object.fromEntries(entries)
}
