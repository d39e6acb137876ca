import { type JsonSchema, isObject } from '../../document/json-schema.ts'
import type { Layout } from './layout.ts'
import { quoted } from './text.ts'
import { type TypeScope, isInterface, refIn, typeOf } from './type.ts'
import { type TypeText, simple, union } from './type-text.ts'

/** Which way a value goes. Parameters go to the server, and have no members but those that do. */
export type Direction = 'answer' | 'parameters' | 'request'

/**
 * The type of a body. Members that go the other way only (`readOnly` in a request, `writeOnly` in an answer) are left out where the
 * schema is an object or a reference to one; further down they are as the schema has them.
 */
export function bodyType(schema: JsonSchema, direction: Direction, scope: TypeScope): TypeText {
  const name = refIn(schema)
  const whole = name === undefined ? schema : (scope.schemas.get(name) ?? true)
  const absent =
    direction !== 'parameters' && isObject(whole) && isInterface(whole)
      ? otherWay(whole.properties ?? {}, direction)
      : []
  if (absent.length === 0) return typeOf(schema, scope)
  if (name === undefined) return typeOf(without(schema, absent), scope)
  const names = union(absent.map((each) => simple(quoted(each))))
  const text: Layout = ['Omit<', scope.refer(name), ', ', names.text, '>']
  return { text, kind: 'object' }
}

function otherWay(properties: Readonly<Record<string, JsonSchema>>, direction: 'answer' | 'request'): string[] {
  const flag = direction === 'request' ? 'readOnly' : 'writeOnly'
  return Object.keys(properties).filter((name) => {
    const property = properties[name]
    return isObject(property) && property[flag] === true
  })
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  if (!isObject(schema)) return schema
  const isLeft = (name: string): boolean => !names.includes(name)
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => isLeft(name))),
    ...(schema.required && { required: schema.required.filter(isLeft) }),
  }
}
