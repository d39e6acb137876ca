import { isJsonObject, type JsonObject } from './json-object.ts'
import type { JsonSchema } from './json-schema.ts'
import { mapSubschemas } from './map-subschemas.ts'

/** Keywords that say nothing with these values, since that is what holds without them. */
const IDLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  additionalProperties: isAnything,
  deprecated: isFalse,
  items: isAnything,
  readOnly: isFalse,
  required: (value) => Array.isArray(value) && value.length === 0,
  uniqueItems: isFalse,
  unevaluatedProperties: isAnything,
  writeOnly: isFalse,
}

/** Brings schemas that mean the same into the same form, each object once. */
export function schemaNormaliser(): (schema: JsonSchema) => JsonSchema {
  const made = new Map<object, JsonSchema>()
  const normalise = (schema: JsonSchema): JsonSchema => {
    if (typeof schema === 'boolean') return schema ? {} : { not: {} }
    const known = made.get(schema)
    if (known !== undefined) return known
    const inner = mapSubschemas(schema, normalise)
    const entries = Object.entries(inner)
      .filter(([keyword, value]) => !(Object.hasOwn(IDLE, keyword) && IDLE[keyword]?.(value)))
      .map(([keyword, value]) => [keyword, ordered(keyword, value)] as const)
    const normal: JsonSchema = Object.fromEntries(entries)
    made.set(schema, normal)
    return normal
  }
  return normalise
}

/** Lists whose order means nothing. */
function ordered(keyword: string, value: unknown): unknown {
  if ((keyword !== 'required' && keyword !== 'type') || !Array.isArray(value)) return value
  const unique = [...new Set(value as string[])].toSorted()
  return keyword === 'type' && unique.length === 1 ? unique[0] : unique
}

function isFalse(value: unknown): boolean {
  return value === false
}

function isAnything(value: unknown): boolean {
  return value === true || (isJsonObject(value) && Object.keys(value satisfies JsonObject).length === 0)
}
