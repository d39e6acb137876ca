import { isDeepStrictEqual } from 'node:util'
import { type DocumentOperation, essence } from './document.ts'
import type { OracleRequest } from './request.ts'

/** In what two requests of an operation differ; nothing where they are the same. */
export function differences(operation: DocumentOperation, expected: OracleRequest, actual: OracleRequest): string[] {
  const found: string[] = []
  const same = (what: string, wanted: unknown, got: unknown): void => {
    if (!isDeepStrictEqual(wanted, got)) found.push(`${what}: ${shown(got)} and not ${shown(wanted)}`)
  }
  same('method', expected.method, actual.method)
  const [wanted, got] = [partsOf(expected.url), partsOf(actual.url)]
  same('path', wanted.path, got.path)
  const names = new Set([...wanted.query.keys(), ...got.query.keys()])
  for (const name of names) same(`query parameter ${name}`, wanted.query.get(name), got.query.get(name))
  for (const { in: place, name } of operation.parameters)
    if (place === 'header') same(`header ${name}`, expected.headers.get(name), actual.headers.get(name))
  // The platform names a multipart body, whose boundary it alone knows.
  if (expected.body.kind !== 'none' && actual.body.kind !== 'parts') {
    const [range, type] = [typeOf(expected), typeOf(actual)]
    if (!isOf(type, range)) found.push(`content-type: ${type} and not ${range}`)
  }
  const [wantedItems, gotItems] = [itemsOf(expected), itemsOf(actual)]
  for (let at = 0; at < Math.max(wantedItems.length, gotItems.length); at++) same('body', wantedItems[at], gotItems[at])
  const accept = actual.headers.get('accept')
  if (accept && operation.produces.length > 0 && !accepts(accept, operation.produces))
    found.push(`accept: ${accept}, and there is only ${operation.produces.join(', ')}`)
  return found
}

/** What a body is compared by. Fields of one name keep their order; those of other names have none. */
function itemsOf({ body }: OracleRequest): readonly unknown[] {
  const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
  if (body.kind === 'pairs') return body.pairs.toSorted(([one], [other]) => byName(one, other))
  if (body.kind === 'parts') return body.parts.toSorted((one, other) => byName(one.name, other.name))
  return [body]
}

/** Whether a media type is of a range. A document may have a range for a body; a request has a media type (RFC 9110 section 8.3). */
function isOf(type: string, range: string): boolean {
  return range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
}

function typeOf({ headers }: OracleRequest): string {
  return essence(headers.get('content-type') ?? '')
}

function accepts(accept: string, produces: readonly string[]): boolean {
  const ranges = accept.split(',').map((range) => essence(range))
  return produces.some((type) => ranges.some((range) => isOf(essence(type), range) || isOf(range, essence(type))))
}

/** A URL in normal form: the path, and for each name of its query the values in order. No fragment is sent (RFC 9110 section 7.1). */
function partsOf(url: string): { readonly path: string; readonly query: Map<string, string[]> } {
  const [path = '', search = ''] = url.replace(/#.*/, '').split('?')
  const query = new Map<string, string[]>()
  for (const pair of search.split('&').filter(Boolean)) {
    const at = pair.indexOf('=')
    const name = normal(at < 0 ? pair : pair.slice(0, at))
    query.set(name, [...(query.get(name) ?? []), at < 0 ? '' : normal(pair.slice(at + 1))])
  }
  return { path: normal(path), query }
}

/**
 * A text with the same octets encoded whoever wrote it: RFC 3986 section 6.2.2, and a plus for a space as forms write it. Encoded or not,
 * `!'()*` and brackets mean the same everywhere; a comma, a semicolon or an equals sign may be a delimiter, and is left as it is.
 */
function normal(text: string): string {
  return text
    .replaceAll('+', '%20')
    .replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => {
      const character = String.fromCharCode(Number.parseInt(digits, 16))
      return /[\w.~!'()*[\]-]/.test(character) ? character : `%${digits.toUpperCase()}`
    })
    .replaceAll(/[^\u0021-\u007e]|[|"<>\\^`{}]/gu, (character) => encodeURIComponent(character))
}

const MAX_SHOWN = 300

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, MAX_SHOWN)
}
