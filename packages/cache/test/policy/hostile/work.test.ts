import {
  canonicalUrl,
  changedUrls,
  factsOf,
  type Fields,
  freshened,
  groupsOf,
  isAbout,
  isNotModified,
  isOutdatedBy,
  normaliseField,
  parseDate,
  parseDictionary,
  parseDirectives,
  parseNoVarySearch,
  parseStrings,
  partOf,
  requestDirectives,
  selectionOf,
  storedFields,
  varyNames,
  whyNotStorable,
} from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { NOW, PRIVATE, SHARED } from '../support.ts'

/** Enough that work which grows with the square takes minutes, and work that grows with the length milliseconds. */
const CHARS = 200_000
/** A machine under load is slow; nothing below this is the square of anything. */
const LIMIT_MS = 2_000

/** What is repeated until it is long, between a beginning and an end that must not match. */
const pumps: readonly (readonly [start: string, middle: string, end: string])[] = [
  ['', 'a', ''],
  ['', 'a', '\0'],
  ['', ' ', 'x'],
  ['x', ' ', 'x'],
  ['x', '\t', '\0'],
  ['', ',', ''],
  ['', ', ', 'x'],
  ['', 'a,', ''],
  ['"', 'a', ''],
  ['a="', 'a', ''],
  ['a="', 'a', '"\0'],
  ['a="', '\\"', ''],
  ['a="', '\\\\', '"'],
  ['"', '\\', ''],
  ['', '"', ''],
  ['', '"a"', ''],
  ['', '"a", ', ''],
  ['', 'a"b', ','],
  ['', '\\', '"'],
  ['', 'W/', '"'],
  ['', 'W/"', ''],
  ['', '"a" W/', ''],
  ['', '(', ''],
  ['a=(', '"b" ', ''],
  ['a=(', ' ', 'x'],
  ['a=(', '1 ', ')'],
  ['a', ';b', ''],
  ['a', ';b=1', '\0'],
  ['a', '; ', 'b'],
  ['a;', ' ', '='],
  ['a', ' ;', ''],
  ['a=1', ' ,', ''],
  ['a=1,', '\t', ''],
  ['a=', '1', ''],
  ['a=-', '1', '.'],
  ['a=', '1.', ''],
  ['a=:', 'A', ''],
  ['a=@', '1', ''],
  ['a=', '?1', ''],
  ['max-age=', '9', ''],
  ['max-age', ' ', '=1'],
  ['max-age=', ' ', '1'],
  ['a;q=', '1', ''],
  ['a', ';q=1', ''],
  ['a;q=1.', '0', 'x'],
  ['bytes=', '1', '-'],
  ['bytes=', ' ', '-'],
  ['bytes=0-', '9', ''],
  ['bytes=0-1', ' ', 'x'],
  ['Sun, ', '0', ' GMT'],
  ['', 'Sun, 06 Nov 1994 08:49:37 GMT', ''],
  ['', 'é', ''],
  ['', '\u{1F600}', ''],
  ['', '%', ''],
  ['', '%C3', ''],
  ['', '&a=1', ''],
  ['/', '../', ''],
  ['https://', 'a.', ''],
]

const request = (headers: Readonly<Record<string, string>>) => ({ method: 'GET', url: 'https://a.example/', headers })
const answer = (headers: Fields) => ({ status: 200, headers, requestedAt: NOW, receivedAt: NOW })
const rule = { ignored: ['a'], except: [], anyOrder: true }

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseDirectives,
  // Fields longer than any that is meant are not read; so many of the longest that are read.
  'parseDirectives, of the longest that is read': (text) => {
    for (let i = 0; i < 12; i += 1) parseDirectives(text.slice(0, 16_000) + text.slice(-384))
  },
  'requestDirectives, Pragma': (text) => requestDirectives({ headers: { pragma: text } }),
  parseDictionary,
  parseStrings,
  parseNoVarySearch,
  parseDate: (text) => parseDate(text, NOW),
  varyNames: (text) => varyNames([['vary', text]]),
  'normaliseField, unknown': (text) => normaliseField('foo', text),
  'normaliseField, Accept': (text) => normaliseField('accept', text),
  selectionOf: (text) => selectionOf([text], request({}), normaliseField),
  'storedFields, Connection': (text) => storedFields([['connection', text]]),
  'storedFields, a name': (text) => storedFields([[text, '1']]),
  freshened: (text) => freshened([[text, text]], [[text, text]]),
  'isAbout, ETag': (text) => isAbout([['etag', text]], [['etag', `W/${text}`]]),
  'isOutdatedBy, Content-Length': (text) => isOutdatedBy([['content-length', text]], [['content-length', text]]),
  'isNotModified, If-None-Match': (text) => isNotModified(request({ 'if-none-match': text }), [['etag', '"a"']], NOW),
  'isNotModified, ETag': (text) => isNotModified(request({ 'if-none-match': '"a"' }), [['etag', text]], NOW),
  'partOf, Range': (text) => partOf(request({ range: text }), [], 10),
  'partOf, If-Range': (text) => partOf(request({ range: 'bytes=0-', 'if-range': text }), [['last-modified', text]], 10),
  groupsOf: (text) => groupsOf('https://a.example/', [['cache-groups', text]]),
  'changedUrls, Location': (text) => changedUrls('https://a.example/', 200, [['location', text]]),
  'canonicalUrl, a query': (text) => canonicalUrl(`https://a.example/?${text.replaceAll('#', '')}`, rule),
  ...Object.fromEntries(
    ['cache-control', 'cdn-cache-control', 'expires', 'date', 'age', 'last-modified'].map((name) => [
      `factsOf, ${name}`,
      (text: string) => factsOf(answer([[name, text]]), SHARED),
    ]),
  ),
  whyNotStorable: (text) => {
    const given = answer([
      ['vary', text],
      ['cache-groups', text],
      ['cache-control', text],
    ])
    return whyNotStorable(request({ 'cache-control': text }), given, factsOf(given, PRIVATE), PRIVATE, true)
  },
}

describe(
  'the work for a field grows with its length alone, whatever is in it, and nothing is thrown',
  { timeout: 60_000 },
  () => {
    test.each(Object.entries(readers))('%s', (_name, read) => {
      for (const [start, middle, end] of pumps) {
        const text = start + middle.repeat(Math.ceil(CHARS / middle.length)) + end
        const began = performance.now()
        read(text)
        expect(performance.now() - began, JSON.stringify([start, middle, end])).toBeLessThan(LIMIT_MS)
      }
    })

    test('ten thousand lines of a field', () => {
      const lines = Array.from({ length: 10_000 }, (_, i) => ['cache-control', `a${i}=1`] as const)
      const began = performance.now()
      factsOf(answer(lines), PRIVATE)
      storedFields(lines)
      freshened(lines, lines)
      expect(performance.now() - began).toBeLessThan(LIMIT_MS)
    })

    test('a rule of ten thousand names for a query of ten thousand', () => {
      const names = Array.from({ length: 10_000 }, (_, i) => `n${i}`)
      const found = parseNoVarySearch(`params=(${names.map((name) => `"${name}"`).join(' ')})`)
      const began = performance.now()
      const query = names.map((name) => `x${name}=1`).join('&')
      expect(found && canonicalUrl(`https://a.example/?${query}`, found)).toContain('xn9999=1')
      expect(performance.now() - began).toBeLessThan(LIMIT_MS)
    })
  },
)
