import { describe, expect, test } from 'vitest'
import { date, type Given, PRIVATE, SHARED, storing } from './support.ts'

type Row = readonly [section: string, requirement: string, given: Given, expected: string]

const fresh = { 'cache-control': 'max-age=60' }
const lm = { 'last-modified': date(-86_400) }
const part = { range: 'bytes=0-4' }
const login = { authorization: 'Bearer a' }

const rows: readonly Row[] = [
  ['3', 'a method that is not understood stores nothing', { method: 'PROPFIND', sent: fresh }, 'method'],
  [
    '3',
    'a POST with explicit freshness may be stored, for who looks that it is about its URL',
    { method: 'POST', sent: fresh },
    'stored',
  ],
  ['3', 'a POST without it stores nothing', { method: 'POST', sent: lm }, 'method'],
  ['3', 'not by a lifetime of the user either', { method: 'POST', sent: lm, ttlMs: 1_000 }, 'method'],
  ['3', 'a PUT stores nothing', { method: 'PUT', sent: fresh }, 'method'],
  ['3', 'a status that is not final is not stored', { status: 103, sent: fresh }, 'status'],
  ['3', 'a final status with explicit freshness is stored', { status: 299, sent: fresh }, 'stored'],
  ['3', 'an error with explicit freshness is stored', { status: 503, sent: fresh }, 'stored'],
  ['3', 'a status beyond the known classes is not stored', { status: 600, sent: fresh }, 'status'],
  [
    '3.3',
    'a part is stored for who asks for it',
    { status: 206, asked: part, sent: { ...fresh, 'content-range': 'bytes 0-4/9' } },
    'stored',
  ],
  [
    '3.3',
    'a part that nobody asked for is not',
    { status: 206, sent: { ...fresh, 'content-range': 'bytes 0-4/9' } },
    'status',
  ],
  ['3.3', 'a part that does not say which is not', { status: 206, asked: part, sent: fresh }, 'status'],
  ['3', 'no part is no answer for who asks for all', { status: 416, asked: part, sent: fresh }, 'status'],
  ['3', 'a failed condition is no answer for who has none', { status: 412, sent: fresh }, 'status'],
  ['3', 'a 304 is not stored as an answer', { status: 304, sent: fresh }, 'status'],
  ['3', 'no-store is not stored', { sent: { 'cache-control': 'no-store, max-age=60' } }, 'no-store'],
  [
    '3',
    'no-store is not stored by a shared cache',
    { profile: SHARED, sent: { 'cache-control': 'no-store' } },
    'no-store',
  ],
  [
    '3',
    'private is not stored by a shared cache',
    { profile: SHARED, sent: { 'cache-control': 'private, max-age=60' } },
    'private',
  ],
  ['3', 'private is stored by a private cache', { sent: { 'cache-control': 'private, max-age=60' } }, 'stored'],
  [
    '3',
    'Authorization keeps an answer out of a shared cache',
    { profile: SHARED, credentials: true, asked: login, sent: fresh },
    'credentials',
  ],
  ['3', 'Authorization does not keep it out of a private cache', { asked: login, sent: fresh }, 'stored'],
  ['3', 'public is reason enough to store', { status: 599, sent: { 'cache-control': 'public', ...lm } }, 'stored'],
  [
    '3',
    'private is reason enough to store for a private cache',
    { status: 599, sent: { 'cache-control': 'private', ...lm } },
    'stored',
  ],
  ['3', 'Expires is reason enough to store', { status: 418, sent: { expires: date(60) } }, 'stored'],
  ['3', 'max-age is reason enough to store', { status: 418, sent: fresh }, 'stored'],
  [
    '3',
    's-maxage is reason enough for a shared cache',
    { profile: SHARED, status: 418, sent: { 'cache-control': 's-maxage=60' } },
    'stored',
  ],
  [
    '3',
    's-maxage is none for a private cache',
    { status: 418, sent: { 'cache-control': 's-maxage=60', ...lm } },
    'not-cacheable',
  ],
  ['3', 'a status that may be stored by default is', { status: 404, sent: lm }, 'stored'],
  ['3', 'another status without a word about it is not', { status: 403, sent: lm }, 'not-cacheable'],
  [
    '3',
    'no-cache alone is no reason to store',
    { status: 500, sent: { 'cache-control': 'no-cache', etag: '"a"' } },
    'not-cacheable',
  ],
  [
    '3',
    'what can neither be fresh nor be validated is not kept',
    { sent: { 'cache-control': 'max-age=0' } },
    'useless',
  ],
  [
    '3',
    'what is stale at once but can be validated is kept',
    { sent: { 'cache-control': 'max-age=0', etag: '"a"' } },
    'stored',
  ],
  [
    '3',
    'what may be shown stale is worth keeping',
    { sent: { 'cache-control': 'max-age=0, stale-while-revalidate=60' } },
    'stored',
  ],
  ['3', 'what no request can be asked to match is not kept', { sent: { ...fresh, vary: '*' } }, 'vary'],
  [
    '3.5',
    'public lets a shared cache store with Authorization',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 'public, max-age=60' } },
    'stored',
  ],
  [
    '3.5',
    'must-revalidate lets it',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 'must-revalidate, max-age=60' } },
    'stored',
  ],
  [
    '3.5',
    's-maxage lets it',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 's-maxage=60' } },
    'stored',
  ],
  [
    '3.5',
    'proxy-revalidate does not',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 'proxy-revalidate, max-age=60' } },
    'credentials',
  ],
  [
    '3.5',
    'immutable does not',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 'immutable, max-age=60' } },
    'credentials',
  ],
  [
    '3.5',
    'a public that breaks the grammar does not',
    { profile: SHARED, credentials: true, sent: { 'cache-control': 'public; max-age=60' } },
    'credentials',
  ],
  [
    '3.5',
    'private stays private beside a directive that allows it',
    { credentials: true, sent: { 'cache-control': 'private, must-revalidate, max-age=60' } },
    'private',
  ],
  [
    '4.2.2',
    'a private cache without heuristics keeps nothing it cannot validate',
    { profile: { ...PRIVATE, heuristic: false }, sent: {} },
    'useless',
  ],
  [
    '5.2.1.5',
    'a request with no-store stores nothing',
    { asked: { 'cache-control': 'no-store' }, sent: fresh },
    'request-no-store',
  ],
  ['5.2.1.5', 'in any case', { asked: { 'cache-control': 'No-Store' }, sent: fresh }, 'request-no-store'],
  [
    '5.2.2.3',
    'must-understand lifts no-store from a status that is understood',
    { sent: { 'cache-control': 'max-age=60, no-store, must-understand' } },
    'stored',
  ],
  [
    '5.2.2.3',
    'must-understand forbids a status that is not',
    { status: 599, sent: { 'cache-control': 'max-age=60, must-understand' } },
    'status',
  ],
  [
    '5.2.2.3',
    'a must-understand that breaks the grammar lifts nothing',
    { sent: { 'cache-control': 'must-understand; no-store, max-age=60' } },
    'no-store',
  ],
  [
    '5.2.2.3',
    'must-understand lifts no private',
    { profile: SHARED, sent: { 'cache-control': 'max-age=60, private, must-understand' } },
    'private',
  ],
  [
    '5.2.2.4',
    'no-cache may be stored with a validator',
    { sent: { 'cache-control': 'no-cache', etag: '"a"' } },
    'stored',
  ],
  ['5.2.2.4', 'no-cache without one is not worth it', { sent: { 'cache-control': 'no-cache, max-age=60' } }, 'useless'],
  ['5.2.2.5', 'no-store is read in any case', { sent: { 'cache-control': 'max-age=60, No-StOrE' } }, 'no-store'],
  [
    '5.2.2.5',
    'no-store on a line of its own counts',
    {
      sent: [
        ['cache-control', 'max-age=60'],
        ['cache-control', 'no-store'],
      ],
    },
    'no-store',
  ],
  [
    '5.2.2.7',
    'a private that names fields is taken as private',
    { profile: SHARED, sent: { 'cache-control': 'private="set-cookie", max-age=60' } },
    'private',
  ],
  ['7.3', 'Set-Cookie does not forbid storing', { sent: { ...fresh, 'set-cookie': 'a=b' } }, 'stored'],
]

describe('RFC 9111, storing', () => {
  test.each(rows)('%s: %s', (_section, _requirement, given, expected) => {
    expect(storing(given)).toBe(expected)
  })

  const all = Array.from({ length: 400 }, (_, i) => i + 200)
  const storedOf = (sent: Readonly<Record<string, string>>) =>
    all.filter((status) => storing({ status, sent }) === 'stored')

  test('3: without a word about it only the statuses of RFC 9110 section 15.1 are stored, parts aside', () => {
    expect(storedOf(lm)).toEqual([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501])
  })

  test('5.2.2.3: must-understand lets those be stored whose meaning is known', () => {
    const known = [302, 303, 307, 400, 401, 403, 503]
    expect(storedOf({ 'cache-control': 'max-age=60, must-understand' })).toEqual(
      [...storedOf(lm), ...known].toSorted((one, other) => one - other),
    )
  })

  test('3: with explicit freshness all are, but parts, conditions and what says nothing by itself', () => {
    expect(all.filter((status) => !storedOf(fresh).includes(status))).toEqual([206, 304, 412, 416])
  })

  test('4.2.2: without a word about it a part is guessed to be fresh, too', () => {
    const sent = { ...lm, 'content-range': 'bytes 0-4/9' }
    expect(storing({ status: 206, asked: part, sent })).toBe('stored')
  })
})
