import { type ValidationError, type Where, configError, invalidInput } from './errors.ts'
import { fieldText } from './fields.ts'

/** The styles of OpenAPI, and `json` for a value that is written as JSON. */
export type StyleName =
  | 'deepObject'
  | 'form'
  | 'json'
  | 'label'
  | 'matrix'
  | 'pipeDelimited'
  | 'simple'
  | 'spaceDelimited'

/** What else is said of a style. */
export interface StyleOptions {
  /** Whether each item or member gets a name of its own. @defaultValue true for `form` and `deepObject` */
  readonly explode?: boolean
  /** Leaves the characters as they are that RFC 3986 reserves, in a query. @defaultValue false */
  readonly allowReserved?: boolean
  /** The media type of a part of a multipart body, which makes it a file to servers. */
  readonly contentType?: string
}

/** How a parameter or a field is written. It carries its own code, so that contracts that need none pay for none. */
export interface Style {
  readonly style: StyleName
  readonly explode: boolean
  readonly allowReserved: boolean
  readonly contentType: string | undefined
  /**
   * The names and values to write, encoded for where they stand; of a path or a header field only the first value counts.
   *
   * @throws `validation` for what the style cannot write, by its name
   */
  readonly write: (name: string, value: unknown, part: ValidationError['part'], where: Where) => Pairs
}

/** How the fields of each part of a call are written, where it is not the usual way. */
export interface Styles {
  readonly params?: Readonly<Record<string, Style>>
  readonly query?: Readonly<Record<string, Style>>
  readonly headers?: Readonly<Record<string, Style>>
  /** Of a form or a multipart body. */
  readonly body?: Readonly<Record<string, Style>>
}

type Text = (item: unknown) => string
type Pairs = readonly (readonly [string, string])[]
type Writer = (name: string, value: unknown, text: Text, explode: boolean) => Pairs

/**
 * A way to write a parameter or a form's field, as OpenAPI defines it.
 *
 * @throws `config` for a style that does not exist
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html#style-values}
 *
 * @example
 * ```ts
 * const list = get('/vessels', {
 *   query: VesselQuery,
 *   styles: { query: { ids: style('form', { explode: false }), filter: style('deepObject') } },
 * })
 * ```
 */
export function style(name: StyleName, options: StyleOptions = {}): Style {
  const unknown = Object.keys(options).find((key) => !['explode', 'allowReserved', 'contentType'].includes(key))
  if (!Object.hasOwn(WRITERS, name) || unknown)
    throw configError(`style('${name}') or its option '${unknown ?? ''}' does not exist`)
  const { explode = name === 'form' || name === 'deepObject', allowReserved = false, contentType } = options
  const write = WRITERS[name]
  return {
    style: name,
    explode,
    allowReserved,
    contentType,
    write: (of, value, part, where) =>
      isThere(value) ? write(of, value, (item) => encoded(item, of, part, where, allowReserved), explode) : [],
  }
}

function encoded(item: unknown, name: string, part: ValidationError['part'], where: Where, reserved: boolean): string {
  const text = fieldText(item, name, part, where)
  if (!text.isWellFormed()) throw invalidInput(where, part, name, `${part} field '${name}' is broken UTF-16`)
  if (part !== 'params' && part !== 'query') return text
  // Reserved characters that would end the query or the pair are encoded all the same.
  return reserved ? encodeURI(text).replace(/[#&+]/g, encodeURIComponent) : encodeURIComponent(text)
}

const delimited =
  (delimiter: (text: Text) => string): Writer =>
  (name, value, text, explode) => {
    const { items, members } = partsOf(value, text)
    if (!explode) return one(text(name), (items ?? members.flat()).join(delimiter(text)))
    return items ? items.map((item) => [text(name), item] as const) : members
  }

/** One value of a path or of a header field. */
const joined =
  (start: string, between: (explode: boolean) => string): Writer =>
  (name, value, text, explode) => {
    const { items, members } = partsOf(value, text)
    const parts = items ?? (explode ? members.map((pair) => pair.join('=')) : members.flat())
    return one(name, start + parts.join(between(explode)))
  }

const WRITERS: Readonly<Record<StyleName, Writer>> = {
  form: delimited(() => ','),
  // Encoded where the text is, since no URL has them as they are.
  spaceDelimited: delimited((text) => text(' ')),
  pipeDelimited: delimited((text) => text('|')),
  deepObject: deep,
  json: (name, value, text) => one(text(name), text(JSON.stringify(value))),
  simple: joined('', () => ','),
  label: joined('.', (explode) => (explode ? '.' : ',')),
  matrix: (name, value, text, explode) => {
    const { items, members } = partsOf(value, text)
    const own = text(name)
    const pairs = explode
      ? (items?.map((item) => [own, item] as const) ?? members)
      : one(own, (items ?? members.flat()).join(','))
    return one(name, pairs.map(([key, item]) => (item === '' ? `;${key}` : `;${key}=${item}`)).join(''))
  },
}

function one(name: string, value: string): Pairs {
  return [[name, value]]
}

/** The items of a list or of a single value, or the members of an object, as text. */
function partsOf(value: unknown, text: Text): { items: string[] | undefined; members: Pairs } {
  if (!isNested(value)) return { items: [text(value)], members: [] }
  if (Array.isArray(value)) return { items: value.filter(isThere).map(text), members: [] }
  const members = Object.entries(value).filter(([, item]) => isThere(item))
  return { items: undefined, members: members.map(([key, item]) => [text(key), text(item)]) }
}

/** `name[key]=…`, as deep as the value goes. OpenAPI leaves lists open: they repeat their name, and number their objects. */
function deep(name: string, value: unknown, text: Text): Pairs {
  if (!isThere(value)) return []
  if (!isNested(value)) return one(text(name), text(value))
  const keyed = Array.isArray(value)
    ? value.map((item: unknown, at) => [isNested(item) ? `${name}[${at}]` : name, item] as const)
    : Object.entries(value).map(([key, item]) => [`${name}[${key}]`, item] as const)
  return keyed.flatMap(([key, item]) => deep(key, item, text))
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}

function isThere(item: unknown): boolean {
  return item !== undefined && item !== null
}
