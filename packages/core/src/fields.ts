import { type ValidationError, type Where, invalidInput } from './errors.ts'
import type { Style } from './styles.ts'

/** The items of a field: those of an array, or the value itself; undefined and null are left out. */
export function itemsOf(value: unknown): unknown[] {
  return [value].flat().filter((item) => item !== undefined && item !== null)
}

/** The names and values of an object, a Map, a form or a list of pairs. */
export function entriesOf(fields: object): (readonly [string, unknown])[] {
  return Symbol.iterator in fields ? [...(fields as Iterable<[string, unknown]>)] : Object.entries(fields)
}

/** The style of a field by its name, which may be that of a member which every object has. */
export function styleOf(styles: Readonly<Record<string, Style>> | undefined, name: string): Style | undefined {
  return styles && Object.hasOwn(styles, name) ? styles[name] : undefined
}

/** A field as text; dates as ISO 8601. @throws `validation` for other objects, whose text would say nothing */
export function fieldText(item: unknown, name: string, part: ValidationError['part'], where: Where): string {
  const isDate = item instanceof Date
  if (isDate ? Number.isNaN(Number(item)) : typeof item === 'object') {
    throw invalidInput(where, part, name, `${part} field '${name}' is an object or no valid date`)
  }
  return isDate ? item.toISOString() : String(item)
}
