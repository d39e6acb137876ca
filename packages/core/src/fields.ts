import { type ValidationError, type Where, invalidInput } from './errors.ts'
import type { Style } from './styles.ts'

type Part = Exclude<ValidationError['part'], undefined>

/** The items of a field: those of an array, or the value itself; undefined and null are left out. */
export function itemsOf(value: unknown): unknown[] {
  return [value].flat().filter((item) => item !== undefined && item !== null)
}

/** The names and values of an object, a Map, a form or a list of pairs. */
export function entriesOf(fields: object): (readonly [string, unknown])[] {
  return Symbol.iterator in fields ? [...(fields as Iterable<[string, unknown]>)] : Object.entries(fields)
}

/** A field as text; dates as ISO 8601. @throws `validation` for other objects, whose text would say nothing */
export function fieldText(item: unknown, name: string, part: Part, where: Where): string {
  const isDate = item instanceof Date
  if (isDate ? Number.isNaN(Number(item)) : typeof item === 'object') {
    throw invalidInput(where, part, name, `${part} field '${name}' is an object or no valid date`)
  }
  return isDate ? item.toISOString() : String(item)
}

/** A field that has a style of its own, encoded for where it stands. @throws `validation` for what the style cannot write */
export function styledPairs(
  { allowReserved, write }: Style,
  name: string,
  value: unknown,
  part: Part,
  where: Where,
): ReturnType<Style['write']> {
  return write(name, value, (item) => {
    const text = fieldText(item, name, part, where)
    if (!text.isWellFormed()) throw invalidInput(where, part, name, `${part} field '${name}' is broken UTF-16`)
    if (part !== 'params' && part !== 'query') return text
    // Reserved characters that would end the query or the pair are encoded all the same.
    return allowReserved ? encodeURI(text).replace(/[#&+]/g, encodeURIComponent) : encodeURIComponent(text)
  })
}
