import { FairleadError, type Where, configError } from './errors.ts'

/** Where calls may go: a base for paths, and the origins an absolute URL may have. */
export interface Place {
  /** Origin and base path, without a slash at the end. Undefined where only absolute URLs are called. */
  readonly base: string | undefined
  readonly origin: string
  readonly origins: ReadonlySet<string>
}

/** Checks `baseUrl` and `origins` once. @throws `config` */
export function placeOf(baseUrl: string | URL | undefined, origins: readonly string[] = []): Place {
  const here = (globalThis as { location?: { href?: string } }).location?.href
  const allowed = origins.map((origin) => {
    const url = parse(origin)
    if (!url || url.origin !== origin) throw configError('an entry of `origins` is no exact origin such as https://api.example')
    return url.origin
  })
  const url = parse(baseUrl ?? (here && new URL('/', here)), here)
  if (!url) {
    if (baseUrl !== undefined) throw configError('`baseUrl` is no absolute http(s) URL')
    return { base: undefined, origin: '', origins: new Set(allowed) }
  }
  if (url.username || url.password || url.search || url.hash) {
    throw configError('`baseUrl` has user information, a query or a fragment; give an origin and a path')
  }
  return { base: url.origin + url.pathname.replace(/\/+$/, ''), origin: url.origin, origins: new Set([url.origin, ...allowed]) }
}

function parse(text: string | URL | undefined, base?: string): URL | undefined {
  if (!text) return undefined
  try {
    const url = new URL(text, base)
    return /^https?:$/.test(url.protocol) ? url : undefined
  } catch {
    return undefined
  }
}

// Nothing that a URL parser would read as another host or path: no second slash, backslash, dot segment or control.
// oxlint-disable-next-line no-control-regex -- URL parsers drop tabs and line breaks
const PLAIN_PATH = /^\/(?![\\/])[^\\\0-\x20]*$/
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(?=$|\/)/i

/**
 * The URL of a path below the base, or of an absolute URL whose origin is allowed.
 *
 * @throws `rejected` for a URL that leads elsewhere, `config` without a base
 */
export function resolveUrl(place: Place, target: string, where: Where): string {
  const [path = '', query] = target.split('#')[0]?.split(/\?(.*)/s) ?? []
  if (PLAIN_PATH.test(path) && !DOT_SEGMENT.test(path)) {
    if (place.base === undefined) throw configError('a path needs `baseUrl`', where)
    return place.base + path + (query === undefined ? '' : `?${query}`)
  }
  const url = /^https?:\/\//i.test(target) && !target.includes('\\') ? parse(target) : undefined
  if (!url || url.username || url.password || !place.origins.has(url.origin)) {
    throw new FairleadError('rejected', where, 'the URL leads outside the allowed origins; add the origin to `origins` or give a path that starts with /', {
      reason: 'origin',
    })
  }
  return url.href.replace(/#.*/, '')
}

/** Fills a path template. @throws `validation` for a missing, empty or dot segment value, which is not quoted */
export function fillTemplate(template: string, params: Readonly<Record<string, unknown>>, where: Where): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    const text = typeof value === 'object' || value === undefined ? '' : String(value)
    if (text === '' || text === '.' || text === '..') {
      throw new FairleadError('validation', where, `path parameter '${name}' is missing, empty or a dot segment`, {
        direction: 'input',
        part: 'params',
        issues: [{ path: name }],
      })
    }
    return encodeURIComponent(text)
  })
}

/** Appends a query: arrays repeat their name, undefined and null are left out. @throws `validation` for other objects */
export function appendQuery(url: string, query: object | undefined, where: Where): string {
  if (!query) return url
  const pairs: string[] = []
  const entries = Symbol.iterator in query ? [...(query as Iterable<[string, unknown]>)] : Object.entries(query)
  for (const [name, value] of entries) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item === undefined || item === null) continue
      if (typeof item === 'object' && !(item instanceof Date)) {
        throw new FairleadError('validation', where, `query parameter '${name}' is an object`, {
          direction: 'input',
          part: 'query',
          issues: [{ path: name }],
        })
      }
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(item instanceof Date ? item.toISOString() : String(item))}`)
    }
  }
  return pairs.length > 0 ? `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}` : url
}

/** What is shown of a call without a contract: its path without the query; of a URL that may be anything, nothing. */
export function shownPath(target: string): string {
  const [path = ''] = target.split(/[?#]/)
  return (PLAIN_PATH.test(path) ? path : (/^https?:\/\/[^/\\@]+(\/[^\\@]*)$/i.exec(path)?.[1] ?? '(URL)')).slice(0, 200)
}
