import type { AnyEndpoint } from '@fairlead/core'

type Fields = Readonly<Record<string, unknown>>
type OwnStyles = NonNullable<NonNullable<AnyEndpoint['definition']['styles']>['query']>
type Style = OwnStyles[string]

/** Whether a field is an object by its schema: what is joined does not say it. */
export type IsObject = (name: string) => boolean

const DELIMITERS: Readonly<Partial<Record<Style['style'], RegExp>>> = {
  form: /,/,
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7C/i,
}

/**
 * The fields of a query or a form, those read back that are written in a style of their own. What is joined is split before it is decoded,
 * for a value may have the delimiter in it. An exploded object has become fields of the query, and stays that.
 *
 * @param text the query or the form as it came
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html#style-values}
 */
export function unstyledFields(text: string, fields: Fields, styles: OwnStyles, isObject: IsObject): Fields {
  const read: Record<string, unknown> = { ...fields }
  for (const [name, { style, explode }] of Object.entries(styles)) {
    const delimiter = DELIMITERS[style]
    if (style === 'deepObject') deepen(read, name)
    else if (!Object.hasOwn(fields, name)) continue
    else if (style === 'json') read[name] = fromJson(fields[name])
    else if (delimiter && !explode) read[name] = parted(rawOf(text, name), delimiter, isObject(name))
  }
  return read
}

/** A value of a path or of a header field, read back before it is decoded. */
export function unstyledValue(text: string, name: string, { style, explode }: Style, isObject: boolean): unknown {
  if (style === 'json') return fromJson(decodeURIComponent(text))
  if (style !== 'matrix') {
    const dotted = style === 'label'
    return parted(dotted ? text.slice(1) : text, dotted && explode ? /\./ : /,/, isObject, explode)
  }
  // An exploded list repeats its name; an exploded object has the names of its members.
  const given = text.slice(1)
  if (explode) return parted(isObject ? given : given.replaceAll(`${name}=`, ''), /;/, isObject, true)
  return parted(given.slice(name.length + 1), /,/, isObject)
}

/** The items of a list, a single value as it is, or the members of an object. */
function parted(text: string, delimiter: RegExp, isObject: boolean, explode = false): unknown {
  const parts = text.split(delimiter)
  if (!isObject) return parts.length > 1 ? parts.map(decoded) : decoded(text)
  const pairs = explode
    ? parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const)
    : parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? ''] as const] : []))
  return Object.fromEntries(pairs.map(([key, value]) => [decoded(key), decoded(value)]))
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', '%20'))
}

function rawOf(text: string, name: string): string {
  const pair = text.split('&').find((each) => decoded(each.split('=')[0] ?? '') === name)
  return pair?.slice(pair.indexOf('=') + 1) ?? ''
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fromJson(item))
  try {
    return typeof value === 'string' ? JSON.parse(value) : value
  } catch {
    // Its schema says so.
    return value
  }
}

/** Gathers `name[key][key]=…` into one object, at any depth; numbers are places in lists. */
function deepen(fields: Record<string, unknown>, name: string): void {
  for (const [key, value] of Object.entries(fields)) {
    if (!key.startsWith(`${name}[`) || !key.endsWith(']')) continue
    delete fields[key]
    const path = [name, ...key.slice(name.length + 1, -1).split('][')]
    let inner = fields
    for (const [at, step] of path.slice(0, -1).entries()) {
      const isList = /^\d+$/.test(path[at + 1] ?? '')
      if (!Object.hasOwn(inner, step)) inner[step] = isList ? [] : {}
      inner = inner[step] as Record<string, unknown>
    }
    inner[path.at(-1) ?? ''] = value
  }
}
