import { type Where, invalidInput } from './errors.ts'

/** The fields of a query or a form: arrays repeat their name, undefined and null are left out. */
export function* fieldsOf(fields: object): Generator<readonly [string, unknown], void> {
  const entries = Symbol.iterator in fields ? (fields as Iterable<[string, unknown]>) : Object.entries(fields)
  for (const [name, value] of entries) {
    for (const item of [value].flat() as unknown[]) if (item !== undefined && item !== null) yield [name, item]
  }
}

/** A field as text; dates as ISO 8601. @throws `validation` for other objects, whose text would say nothing */
export function fieldText(item: unknown, name: string, part: 'query' | 'body', where: Where): string {
  const isDate = item instanceof Date
  if (isDate ? Number.isNaN(Number(item)) : typeof item === 'object') {
    throw invalidInput(where, part, name, `${part} field '${name}' is an object or no valid date`)
  }
  return isDate ? item.toISOString() : String(item)
}
