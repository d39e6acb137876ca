import { type JsonSchema, type JsonSchemaObject, isObject } from '../document/json-schema.ts'
import type { Components } from './components.ts'

/** The members of an object schema. */
export interface ObjectShape {
  readonly properties: ReadonlyMap<string, JsonSchema>
  readonly required: ReadonlySet<string>
  /** What other members are, where the schema says it. */
  readonly others: JsonSchemaObject | undefined
}

/** Reads an object out of a schema, through names and intersections. Undefined where it is none, or one of several. */
export function objectShape(given: JsonSchema, components: Components): ObjectShape | undefined {
  const schema = components.resolve(given)
  if (!isObject(schema) || schema.anyOf || schema.oneOf) return undefined
  const parts = (schema.allOf ?? []).map((each) => objectShape(each, components))
  const isEmpty = parts.length === 0 && schema.type !== 'object'
  if (isEmpty || parts.includes(undefined)) return undefined
  const { additionalProperties: others } = schema
  const shapes: readonly ObjectShape[] = [
    ...(parts as ObjectShape[]),
    {
      properties: new Map(Object.entries(schema.properties ?? {})),
      required: new Set(schema.required),
      others: isObject(others) && Object.keys(others).length > 0 ? others : undefined,
    },
  ]
  return {
    properties: new Map(shapes.flatMap(({ properties }) => [...properties])),
    required: new Set(shapes.flatMap(({ required }) => [...required])),
    others: shapes.find((each) => each.others)?.others,
  }
}
