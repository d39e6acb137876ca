import type { AnySchema, Schema, SchemaResult } from '@fairlead/core'
import { type DeclaredField, type FieldsOf, declaredFields } from './declared-types.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * How a value came: `typed` as JSON is, as `text` or bytes, or as header fields, whose names are `caseless`.
 */
export type Came = 'typed' | 'text' | 'caseless'

/**
 * A value as its schema delivers it. A URL, a form and a header have nothing but text, so a field is read as the type that its schema
 * shows for it; and one that the schema refuses is read again as what it may stand for: a number or a boolean, a list of one, bytes as a
 * Blob. A schema that takes text gets text.
 */
export async function fitted(schema: AnySchema, sent: unknown, came: Came): Promise<SchemaResult<unknown>> {
  const validate = (read: unknown): Promise<SchemaResult<unknown>> | SchemaResult<unknown> =>
    (schema as Schema)['~standard'].validate(came === 'caseless' ? caseless(read as object) : read)
  if (came === 'typed') return validate(sent)
  const value = isFields(sent) ? asDeclared(sent, declaredFields(schema)) : sent
  let result = await validate(value)
  if (!isFields(value)) {
    for (const reading of readings(value)) {
      if (!result.issues) return result
      result = await validate(reading)
    }
    return result
  }
  const read = { ...value }
  for (let round = 0; result.issues; round++) {
    const again: Record<string, unknown> = {}
    for (const { path: [first] = [] } of result.issues) {
      const key = String(typeof first === 'object' ? first.key : first)
      const name = came === 'caseless' ? key.toLowerCase() : key
      const other = Object.hasOwn(value, name) ? readings((sent as Fields)[name]) : []
      if (round < other.length) again[name] = other[round]
    }
    if (Object.keys(again).length === 0) return result
    result = await validate(Object.assign(read, again))
  }
  return result
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function asDeclared(fields: Fields, fieldOf: FieldsOf): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const { types, items } = fieldOf(name) ?? NOTHING
      const list = types.has('array') && typeof value === 'string' && !types.has('string') ? [value] : value
      if (Array.isArray(list)) return [name, list.map((item) => typed(item, items))]
      return [name, typed(list, types)]
    }),
  )
}

const NOTHING: DeclaredField = { types: new Set(), items: new Set() }

function typed(value: unknown, types: ReadonlySet<string>): unknown {
  return types.size === 0 || types.has('string') ? value : scalar(value)
}

/** What else a value may stand for, the likelier first. */
function readings(value: unknown): unknown[] {
  if (value instanceof Uint8Array) return [new Blob([value as Uint8Array<ArrayBuffer>])]
  if (Array.isArray(value)) return [value.map((item) => scalar(item))]
  if (typeof value !== 'string') return []
  const read = scalar(value)
  return read === value ? [[value]] : [read, [value], [read]]
}

function scalar(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value
  if (value === 'true' || value === 'false') return value === 'true'
  return Number.isFinite(Number(value)) ? Number(value) : value
}

/** Fields by any spelling of their names, for schemas that name them as documents do. */
function caseless(fields: object): object {
  const lower = (key: PropertyKey): PropertyKey => (typeof key === 'string' ? key.toLowerCase() : key)
  return new Proxy(fields, {
    has: (target, key) => Reflect.has(target, lower(key)),
    get: (target, key) => Reflect.get(target, lower(key)) as unknown,
  })
}
