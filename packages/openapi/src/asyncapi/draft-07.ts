import { type JsonSchema, isObject } from '../document/json-schema.ts'
import { mapSubschemas } from '../document/map-subschemas.ts'

/**
 * A schema in the dialect of AsyncAPI, which is draft 07: tuples are lists of `items`, and nothing stands beside a reference.
 *
 * @see {@link https://json-schema.org/draft-07}
 */
export function toDraft07(schema: JsonSchema): JsonSchema {
  if (!isObject(schema)) return schema
  const { $ref, prefixItems, items, ...rest } = mapSubschemas(schema, toDraft07)
  const tuple = prefixItems ? { items: prefixItems, ...(items !== undefined && { additionalItems: items }) } : { items }
  const same = items === undefined && !prefixItems ? rest : { ...rest, ...tuple }
  if ($ref === undefined) return same
  return Object.keys(same).length === 0 ? { $ref } : { ...same, allOf: [{ $ref }, ...(rest.allOf ?? [])] }
}
