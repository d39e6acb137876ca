import { formatStatus, parseDictionary, parseStrings } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { date, facts, type Given, PRIVATE, SHARED, storing } from './support.ts'

describe('RFC 9651, structured fields', () => {
  const dictionaries: readonly (readonly [field: string, members: Record<string, unknown> | undefined])[] = [
    ['', {}],
    ['a', { a: true }],
    ['a=1, b=-2', { a: 1, b: -2 }],
    ['a=?1, b=?0', { a: true, b: false }],
    ['a="x, \\"y\\""', { a: 'x, "y"' }],
    ['a=tok/en:*', { a: { token: 'tok/en:*' } }],
    ['a=1.5', { a: { token: '1.5' } }],
    ['a=:aGk=:', { a: { token: ':aGk=:' } }],
    ['a=@1659578233', { a: { token: '@1659578233' } }],
    ['a=@1', { a: { token: '@1' } }],
    ['a=@1234567890123456', undefined],
    ['a=("x" "y"), b=()', { a: ['x', 'y'], b: [] }],
    ['a=( "x"  1 );p=1', { a: ['x', 1] }],
    ['a;p=1;q, b=2; r=?0', { a: true, b: 2 }],
    ['a=1 \t,\t b=2', { a: 1, b: 2 }],
    ['a=1, a=2', { a: 2 }],
    ['*a=1, b.c-d_e*=2', { '*a': 1, 'b.c-d_e*': 2 }],
    ['a=999999999999999', { a: 999_999_999_999_999 }],
    ['A=1', undefined],
    ['aB=1', undefined],
    ['a;pQ=1', undefined],
    ['a=1,', undefined],
    [',a=1', undefined],
    ['a=1 b=2', undefined],
    ['a=', undefined],
    ['a=1.', undefined],
    ['a=1.2345', undefined],
    ['a=1234567890123456', undefined],
    ['a=1234567890123.5', undefined],
    ['a=--1', undefined],
    ['a="x', undefined],
    ['a="\\x"', undefined],
    ['a="é"', undefined],
    ['a="\0"', undefined],
    ['a=("x""y")', undefined],
    ['a=("x"', undefined],
    ['a=("x",)', undefined],
    ['a=(("x"))', undefined],
    ['a=?2', undefined],
    ['a=:aGk', undefined],
    ['a ;p', undefined],
    ['a;P', undefined],
    ['__proto__=1', undefined],
  ]
  test.each(dictionaries)('dictionary %j', (field, members) => {
    const parsed = parseDictionary(field)
    expect(parsed && Object.fromEntries(parsed)).toEqual(members)
  })

  const lists: readonly (readonly [field: string, strings: readonly string[] | undefined])[] = [
    ['', []],
    ['"a"', ['a']],
    ['"a","b"', ['a', 'b']],
    ['  "a"  ', ['a']],
    ['"a";x="y, z";w, "b"', ['a', 'b']],
    ['a', undefined],
    ['"a" "b"', undefined],
    ['"a",,"b"', undefined],
    ['1', undefined],
  ]
  test.each(lists)('list of strings %j', (field, strings) => {
    expect(parseStrings(field)).toEqual(strings)
  })
})

describe('RFC 9213, targeted fields', () => {
  const cdn = (field: string, cacheControl = 'max-age=1'): Given => ({
    profile: SHARED,
    sent: { 'cdn-cache-control': field, 'cache-control': cacheControl, expires: date(7_200) },
  })
  const lifetimes: readonly (readonly [requirement: string, given: Given, seconds: number])[] = [
    ['it comes before Cache-Control', cdn('max-age=60'), 60],
    ['it comes before a longer one, too', cdn('max-age=1', 'max-age=60'), 1],
    ['without freshness in it Cache-Control and Expires are still ignored', cdn('foo'), 0],
    ['an empty one is not there', cdn('', 'max-age=60'), 60],
    ['one that breaks the grammar is not there', cdn('max-age=5, &&&&&', 'max-age=60'), 60],
    ['upper case breaks the grammar', cdn('Max-Age=5', 'max-age=60'), 60],
    ['a string is no number of seconds', cdn('max-age="5"', 'max-age=60'), 0],
    ['a fraction is none', cdn('max-age=5.0', 'max-age=60'), 0],
    ['a negative number is none', cdn('max-age=-5', 'max-age=60'), 0],
    ['parameters are ignored', cdn('max-age=60;x=1'), 60],
    ['of several values the last counts, as in every dictionary', cdn('max-age=1, max-age=60'), 60],
    ['what cannot be held is 2^31', cdn('max-age=99999999999'), 2 ** 31],
    ['a private cache does not read it', { ...cdn('max-age=60'), profile: PRIVATE }, 1],
    [
      'a field that is on nobody’s list says nothing',
      { profile: SHARED, sent: { 'x-cache-control': 'max-age=60', 'cache-control': 'max-age=1' } },
      1,
    ],
    [
      'the first valid one on the list counts',
      { profile: { ...SHARED, targets: ['a', 'b', 'c'] }, sent: { a: '&', b: 'max-age=60', c: 'max-age=5' } },
      60,
    ],
  ]
  test.each(lifetimes)('%s', (_requirement, given, seconds) => {
    expect(facts(given).lifetimeMs / 1_000).toBe(seconds)
  })

  const stored: readonly (readonly [requirement: string, given: Given, expected: string])[] = [
    ['no-store in it forbids', cdn('no-store', 'max-age=60'), 'no-store'],
    ['private in it forbids', cdn('private', 'max-age=60'), 'private'],
    ['a private that names fields forbids', cdn('private="x", max-age=60'), 'private'],
    ['a no-store of Cache-Control is not heard beside it', cdn('max-age=60', 'no-store'), 'stored'],
    ['but is where it breaks the grammar', cdn('max-age=60,', 'no-store'), 'no-store'],
    ['no-store=?0 forbids nothing', cdn('no-store=?0, max-age=60'), 'stored'],
    ['public in it allows', { ...cdn('public, max-age=60'), credentials: true }, 'stored'],
    [
      'a public with an argument allows nothing',
      { ...cdn('public="x", max-age=60'), credentials: true },
      'credentials',
    ],
    ['public=?0 allows nothing', { ...cdn('public=?0, max-age=60'), credentials: true }, 'credentials'],
    ['no-cache makes max-age mean nothing', cdn('no-cache, max-age=60'), 'useless'],
  ]
  test.each(stored)('%s', (_requirement, given, expected) => {
    expect(storing(given)).toBe(expected)
  })

  test.each(['must-revalidate', 'no-cache'])('%s in it counts', (name) => {
    expect(facts(cdn(`max-age=60, ${name}`))).toMatchObject({
      [name === 'no-cache' ? 'noCache' : 'mustRevalidate']: true,
    })
  })
})

describe('RFC 9211, Cache-Status', () => {
  const rows: readonly (readonly [status: Parameters<typeof formatStatus>[0], field: string])[] = [
    [{ ttlMs: 59_999 }, 'fairlead; hit; ttl=59'],
    [{ ttlMs: -500 }, 'fairlead; hit; ttl=-1'],
    [{ ttlMs: 0 }, 'fairlead; hit; ttl=0'],
    [{}, 'fairlead; hit'],
    [{ fwd: 'uri-miss', stored: true, ttlMs: 60_000 }, 'fairlead; fwd=uri-miss; ttl=60; stored'],
    [{ fwd: 'stale', fwdStatus: 304, collapsed: true }, 'fairlead; fwd=stale; fwd-status=304; collapsed'],
    [{ fwd: 'bypass', stored: false, detail: 'no-store' }, 'fairlead; fwd=bypass; detail=no-store'],
    [{ ttlMs: Infinity }, 'fairlead; hit; ttl=1000000000000'],
  ]
  test.each(rows)('%j', (status, field) => {
    expect(formatStatus(status)).toBe(field)
    expect(parseDictionary(field.replace('fairlead', 'x'))).toBeDefined()
  })
})
