import { type Layout, choice, group, indent, join, line, softline } from './layout.ts'

/** A type as it is written. */
export interface TypeText {
  readonly text: Layout
  /** How tightly its parts hold together. */
  readonly kind: 'intersection' | 'object' | 'readonly' | 'simple' | 'union'
  /** The parts of a union. */
  readonly parts?: readonly TypeText[]
}

/** A type that is one word or literal. */
export const simple = (text: string): TypeText => ({ text, kind: 'simple' })
/** The type of anything. */
export const UNKNOWN: TypeText = simple('unknown')
/** The type of nothing. */
export const NEVER: TypeText = simple('never')

/** A type that something can stand behind. */
export function enclosed({ kind, text }: TypeText): Layout {
  return kind === 'simple' || kind === 'object' ? text : ['(', text, ')']
}

/** One of several types: each once, and all of them where one is unknown. */
export function union(types: readonly TypeText[]): TypeText {
  const parts = distinct(types.flatMap((type) => type.parts ?? [type]).filter((type) => type.text !== 'never'))
  if (parts.some((type) => type.text === 'unknown')) return UNKNOWN
  const [first = NEVER, ...others] = parts
  if (others.length === 0) return first
  const texts = parts.map((type) => (type.kind === 'intersection' ? ['(', type.text, ')'] : type.text))
  const rest = parts.filter((type) => type.text !== 'null' && type.text !== 'undefined')
  // An object that may be missing is written as the object.
  const text =
    rest.length === 1 && rest[0]?.kind === 'object'
      ? join(texts, ' | ')
      : group(indent([softline, choice('| '), join(texts, [line, '| '])]))
  return { text, kind: 'union', parts }
}

/** All of several types at once. */
export function intersection(types: readonly TypeText[]): TypeText {
  const parts = distinct(types.filter((type) => type.text !== 'unknown'))
  const [first = UNKNOWN, ...others] = parts
  return others.length === 0 ? first : { text: join(parts.map(enclosed), ' & '), kind: 'intersection' }
}

function distinct(types: readonly TypeText[]): TypeText[] {
  return types.length < 2 ? [...types] : [...new Map(types.map((type) => [JSON.stringify(type.text), type])).values()]
}
