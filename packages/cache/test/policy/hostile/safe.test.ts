import {
  changedGroups,
  normaliseField,
  parseDictionary,
  parseDirectives,
  parseNoVarySearch,
  selects,
  varyNames,
} from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { date, facts, type Given, reuse, SHARED, storing } from '../support.ts'

const cc = (value: string): Given => ({ sent: { 'cache-control': value, etag: '"a"' } })
const fresh = 'max-age=60'
const many = (count: number, item: (i: number) => string) => Array.from({ length: count }, (_, i) => item(i)).join(', ')

const kept: readonly (readonly [what: string, given: Given, expected: string])[] = [
  ['64 kB of directives', cc(`${fresh}, x="${'a'.repeat(65_536)}"`), 'no-store'],
  [
    '64 kB of directives, of which one lifts no-store',
    cc(`must-understand, ${fresh}, x="${'a'.repeat(65_536)}"`),
    'no-store',
  ],
  [
    '64 kB of directives in the request',
    { ...cc(fresh), asked: { 'cache-control': 'x,'.repeat(32_768) } },
    'request-no-store',
  ],
  ['10,000 names in Vary', { sent: { 'cache-control': fresh, vary: many(10_000, (i) => `a${i}`) } }, 'vary'],
  ['10,000 times the same name in Vary', { sent: { 'cache-control': fresh, vary: many(10_000, () => 'a') } }, 'vary'],
  [
    '10,000 cache groups',
    { sent: { 'cache-control': fresh, 'cache-groups': many(10_000, (i) => `"${i}"`) } },
    'groups',
  ],
  ['a cache group of 64 kB', { sent: { 'cache-control': fresh, 'cache-groups': `"${'a'.repeat(65_536)}"` } }, 'groups'],
  ['no-store behind a quote that is never closed', cc(`${fresh}, x="a, no-store`), 'no-store'],
  ['no-store before a semicolon', cc(`${fresh}, no-store; x`), 'no-store'],
  ['no-store behind a semicolon', cc(`${fresh}; no-store`), 'no-store'],
  ['no-store with a NUL', cc(`${fresh}, no-store\0`), 'no-store'],
  ['no-store with an argument', cc(`${fresh}, no-store=0`), 'no-store'],
  ['private behind a space', { profile: SHARED, ...cc(`${fresh} private`) }, 'private'],
  [
    'no-store on the second of two lines',
    {
      sent: [
        ['cache-control', 'x="a'],
        ['cache-control', 'no-store'],
        ['etag', '"a"'],
      ],
    },
    'no-store',
  ],
]

describe('what cannot be understood is not kept', () => {
  test.each(kept)('%s', (_what, given, expected) => {
    expect(storing(given)).toBe(expected)
  })
})

const lifetimes: readonly (readonly [what: string, given: Given, seconds: number])[] = [
  ['2^53', cc(`max-age=${2 ** 53}`), 2 ** 31],
  ['10^400', cc(`max-age=1${'0'.repeat(400)}`), 2 ** 31],
  ['an exponent', cc('max-age=1e9'), 0],
  ['hexadecimal', cc('max-age=0x60'), 0],
  ['Infinity', cc('max-age=Infinity'), 0],
  ['a plus', cc('max-age=+60'), 0],
  ['a minus', cc('max-age=-60'), 0],
  ['a fraction', cc('max-age=60.0'), 0],
  ['a separator', cc('max-age=6_0'), 0],
  ['a quoted minus', cc('max-age="-60"'), 0],
  ['a quoted space', cc('max-age=" 60"'), 0],
  ['a quote that is never closed', cc('max-age="60'), 0],
  ['a NUL', cc('max-age=60\0'), 0],
  ['digits of another script', cc('max-age=６０'), 0],
  ['an Expires from 1601', { sent: { expires: 'Mon, 01 Jan 1601 00:00:00 GMT' } }, 0],
  ['an Expires of two digits that is long past', { sent: { expires: 'Friday, 01-Jan-99 00:00:00 GMT' } }, 0],
  ['an Expires beyond what a date can be', { sent: { expires: 'Fri, 31 Dec 99999 23:59:59 GMT' } }, 0],
  [
    'a Last-Modified from 1601, which is a day at most',
    { sent: { 'last-modified': 'Mon, 01 Jan 1601 00:00:00 GMT' } },
    86_400,
  ],
  ['a Last-Modified from 9999', { sent: { 'last-modified': 'Fri, 31 Dec 9999 23:59:59 GMT' } }, 0],
  [
    'a Date from 9999 and an Expires of tomorrow',
    { sent: { date: 'Fri, 31 Dec 9999 23:59:59 GMT', expires: date(86_400) } },
    0,
  ],
  [
    'a Date from 9999 and an old Last-Modified, which is a day at most',
    { sent: { date: 'Fri, 31 Dec 9999 23:59:59 GMT', 'last-modified': date(-10) } },
    86_400,
  ],
]

describe('what is just not too much is understood', () => {
  test('16,384 characters of directives', () => {
    const field = `max-age=60, x="${'a'.repeat(16_384 - 16)}"`
    expect(field).toHaveLength(16_384)
    expect(storing(cc(field))).toBe('stored')
    expect(storing(cc(`${field} `))).toBe('no-store')
  })

  test('16,384 characters of cache groups', () => {
    const groups = `"${'a'.repeat(16_382)}"`
    expect(storing({ sent: { 'cache-control': fresh, 'cache-groups': groups } })).toBe('stored')
    expect(storing({ sent: { 'cache-control': fresh, 'cache-groups': `${groups} ` } })).toBe('groups')
  })

  test('64 names in Vary', () => {
    expect(varyNames([['vary', many(64, (i) => `a${i}`)]])).toHaveLength(64)
    expect(varyNames([['vary', many(65, (i) => `a${i}`)]])).toBeUndefined()
  })
})

describe('lifetimes', () => {
  test.each(lifetimes)('%s', (_what, given, seconds) => {
    expect(facts(given).lifetimeMs / 1_000).toBe(seconds)
  })

  test.each([{ age: `${2 ** 53}` }, { age: `1${'0'.repeat(400)}` }, { date: 'Mon, 01 Jan 1601 00:00:00 GMT' }])(
    '%o is older than any lifetime',
    (sent) => {
      const given = { sent: { 'cache-control': `max-age=${2 ** 53}`, etag: '"a"', ...sent } }
      expect(reuse(given)).toMatchObject({ use: 'validate', doubt: 'stale', onError: false })
      expect(Number.isFinite(reuse(given).ageMs)).toBe(true)
    },
  )

  test('an Expires from 9999 beside a Date from 1601 is fresh for no longer than that Date is past', () => {
    const sent = { date: 'Mon, 01 Jan 1601 00:00:00 GMT', expires: 'Fri, 31 Dec 9999 23:59:59 GMT' }
    expect(reuse({ sent, after: 1 }).ttlMs).toBeLessThanOrEqual(
      Date.UTC(9999, 11, 31, 23, 59, 59) - Date.UTC(2026, 0, 1),
    )
  })
})

describe('names that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf']

  test.each(names)('%s as a directive', (name) => {
    expect(facts(cc(`${name}=1, ${fresh}`)).lifetimeMs).toBe(60_000)
    expect(facts(cc(fresh)).directives.has(name)).toBe(false)
    expect(parseDirectives(name).get(name.toLowerCase())).toBe('')
  })

  test.each(names)('%s as a field of Vary', (name) => {
    const [found = ''] = varyNames([['vary', name]]) ?? []
    expect(found).toBe(name.toLowerCase())
    expect(selects([[found, null]], { headers: {} }, normaliseField)).toBe(true)
  })

  test.each(names)('%s as a member, key and parameter', (name) => {
    parseDictionary(`a;${name}=1, ${name}=1`)
    parseNoVarySearch(`params, ${name}=("a")`)
    expect(parseNoVarySearch(`params=("${name}")`)).toMatchObject({ ignored: [name] })
    expect(changedGroups('https://a.example/', 200, [['cache-group-invalidation', `"${name}"`]])).toEqual([
      `group:https://a.example ${name}`,
    ])
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })
})

describe('fields that come twice', () => {
  test('two dates, tags or ages harm nobody', () => {
    const sent = (['date', 'expires', 'etag', 'age', 'last-modified', 'vary', 'cache-control'] as const).flatMap(
      (name) => {
        const value = {
          date: date(),
          expires: date(60),
          etag: '"a"',
          age: '1',
          'last-modified': date(-60),
          vary: 'a',
          'cache-control': 'max-age=9',
        }[name]
        return [
          [name, value],
          [name, value],
        ] as const
      },
    )
    expect(facts({ sent })).toMatchObject({ lifetimeMs: 9_000, initialAgeMs: 1_000 })
    expect(storing({ sent })).toBe('stored')
  })
})
