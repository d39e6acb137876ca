import { FairleadError, type Where, configError, invalidInput } from './errors.ts'
import { entriesOf, fieldText, itemsOf, styleOf } from './fields.ts'
import type { Styles } from './styles.ts'

/** Where calls may go: a base for paths, and the origins an absolute URL may have. */
export interface Place {
  /** Origin and base path, without a slash at the end. Undefined where only absolute URLs are called. */
  readonly base: string | undefined
  readonly origin: string
  readonly origins: Pick<ReadonlySet<string>, 'has'>
}

/** Checks `baseUrl` and `origins` once. @throws `config` */
export function placeOf(baseUrl: string | URL | undefined, origins: readonly string[] = []): Place {
  const here = (globalThis as { location?: { href?: string } }).location?.href
  if (origins.some((origin) => parse(origin)?.origin !== origin)) {
    throw configError('an entry of `origins` is no exact origin such as https://api.example')
  }
  const url = parse(baseUrl ?? (here && new URL('/', here)), here)
  if (url ? url.username || url.password || url.search || url.hash : baseUrl !== undefined) {
    throw configError('`baseUrl` is no http(s) URL of an origin and a path alone')
  }
  if (!url) return { base: undefined, origin: '', origins: new Set(origins) }
  return {
    base: url.origin + url.pathname.replace(/\/+$/, ''),
    origin: url.origin,
    origins: new Set([url.origin, ...origins]),
  }
}

function parse(text: string | URL | undefined, base?: string): URL | undefined {
  const url = text ? URL.parse(text, base) : null
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

// Nothing that a URL parser would read as another host or path: no second slash, backslash, dot segment or control.
// oxlint-disable-next-line no-control-regex -- URL parsers drop tabs and line breaks
const PLAIN_PATH = /^\/(?![\\/])[^\\\0-\x20]*$/
// oxlint-disable-next-line no-control-regex -- URL parsers drop them, and other transports may not
const CONTROL = /[\0-\x1f]/
const MAX_SHOWN_CHARS = 200
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(?=$|\/)/i

/**
 * The URL of a path below the base, or of an absolute URL whose origin is allowed.
 *
 * @throws `rejected` for a URL that leads elsewhere, `config` without a base
 */
export function resolveUrl(place: Place, target: string, where: Where): string {
  const address = before(target, '#')
  const path = before(address, '?')
  if (isPlain(path) && (path === address || !CONTROL.test(address))) {
    if (place.base === undefined) throw configError('a path needs `baseUrl`', where)
    return place.base + address
  }
  const url = allowedUrl(place, address)
  if (url) return url.href
  const what =
    'the URL leads outside the allowed origins; add its origin to `origins` or give a path that starts with /'
  throw new FairleadError('rejected', where, what, { reason: 'origin' })
}

/** Fills a path template. @throws `validation` for a missing, empty or dot segment value, which is not quoted */
export function fillTemplate(template: string, params: object, where: Where, styles?: Styles['params']): string {
  if (!template.includes('{')) return template
  const path = before(before(template, '#'), '?').length
  return template.replace(/\{([^{}]+)\}/g, (given: string, name: string, at: number) => {
    const value: unknown = Object.hasOwn(params, name) ? params[name as never] : undefined
    // Braces in a query may be anything.
    if (value === undefined && at > path) return given
    const own = styleOf(styles, name)
    const text = own
      ? (own.write(name, value, 'params', where)[0]?.[1] ?? '')
      : typeof value === 'object'
        ? ''
        : String(value ?? '')
    if (/^\.{0,2}$/.test(text) || !text.isWellFormed()) {
      throw invalidInput(
        where,
        'params',
        name,
        `path parameter '${name}' is missing, empty, a dot segment or broken UTF-16`,
      )
    }
    return own ? text : encodeURIComponent(text)
  })
}

/**
 * Appends a query: arrays repeat their name, undefined and null are left out, unless a field has a style of its own.
 *
 * @throws `validation` for other objects
 */
export function appendQuery(url: string, query: object | undefined, where: Where, styles?: Styles['query']): string {
  if (!query) return url
  if (typeof query !== 'object') throw invalidInput(where, 'query', '', 'the query is no object')
  const text = styles ? styledQuery(query, styles, where) : plainQuery(query, where)
  return text ? `${url}${url.includes('?') ? '&' : '?'}${text}` : url
}

function plainQuery(query: object, where: Where): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of entriesOf(query)) {
    for (const item of itemsOf(value)) pairs.append(name, fieldText(item, name, 'query', where))
  }
  return String(pairs)
}

function styledQuery(query: object, styles: NonNullable<Styles['query']>, where: Where): string {
  const written = entriesOf(query).flatMap(([name, value]) => {
    const own = styleOf(styles, name)
    return own
      ? own.write(name, value, 'query', where).map((pair) => pair.join('='))
      : plainQuery({ [name]: value }, where) || []
  })
  return written.join('&')
}

/** What is known of a target at once. */
export interface ShownTarget {
  readonly template: string
  readonly origin: string
  /** Of an absolute URL that may be called: itself, which then need not be read again. */
  readonly href: string | undefined
}

/**
 * What is shown of a target: its path without the query, and the origin it leads to. Of a URL that will be refused,
 * nothing.
 */
export function shownTarget(place: Place, target: string): ShownTarget {
  const url = target.startsWith('/') ? undefined : allowedUrl(place, target)
  const path = url ? url.pathname : before(before(target, '#'), '?')
  return {
    template: isPlain(path) ? path.slice(0, MAX_SHOWN_CHARS) : '(URL)',
    origin: url?.origin ?? place.origin,
    href: url && before(url.href, '#'),
  }
}

/** An absolute URL, if it may be called. */
function allowedUrl({ origins }: Place, target: string): URL | undefined {
  const plain =
    /^https?:\/\/[^\\]*$/i.test(target) && !CONTROL.test(target) && !DOT_SEGMENT.test(target.replace(/[?#].*/s, ''))
  const url = plain ? parse(target) : undefined
  return url && !url.username && !url.password && origins.has(url.origin) ? url : undefined
}

function isPlain(path: string): boolean {
  return PLAIN_PATH.test(path) && !DOT_SEGMENT.test(path)
}

/** The text before a character, or all of it. */
function before(text: string, end: string): string {
  const at = text.indexOf(end)
  return at < 0 ? text : text.slice(0, at)
}
