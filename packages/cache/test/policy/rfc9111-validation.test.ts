import { freshened, isAbout, isOutdatedBy, storedFields, validatorsOf } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { date, facts, type Given } from './support.ts'

type Fields = Readonly<Record<string, string>>

const list = (fields: Fields) => Object.entries(fields)
const lm = date(-9_000)

describe('RFC 9111 section 3.1, the fields that are stored', () => {
  const rows: readonly (readonly [requirement: string, sent: Fields, stored: Fields])[] = [
    ['fields that are not known are stored', { 'x-new': '1' }, { 'x-new': '1' }],
    ['Set-Cookie is stored', { 'set-cookie': 'a=b' }, { 'set-cookie': 'a=b' }],
    ['Connection and what it names are not', { connection: 'a, B', a: '1', b: '2', c: '3' }, { c: '3' }],
    ['Keep-Alive is not', { 'keep-alive': 'timeout=5' }, {}],
    ['Proxy-Connection is not', { 'proxy-connection': 'close' }, {}],
    ['TE is not', { te: 'trailers' }, {}],
    ['Trailer is not', { trailer: 'x' }, {}],
    ['Transfer-Encoding is not', { 'transfer-encoding': 'chunked' }, {}],
    ['Upgrade is not', { upgrade: 'h2c' }, {}],
    ['Proxy-Authenticate is not', { 'proxy-authenticate': 'Basic' }, {}],
    ['Proxy-Authentication-Info is not', { 'proxy-authentication-info': 'x' }, {}],
    ['Proxy-Authorization is not', { 'proxy-authorization': 'x' }, {}],
    [
      'a name that only begins like one of them is',
      { 'te-x': '1', 'upgrade-insecure-requests': '1' },
      { 'te-x': '1', 'upgrade-insecure-requests': '1' },
    ],
    [
      'Connection takes away no rule of caching',
      { connection: 'cache-control, vary', 'cache-control': 'no-store', vary: 'a' },
      { 'cache-control': 'no-store', vary: 'a' },
    ],
  ]
  test.each(rows)('%s', (_requirement, sent, stored) => {
    expect(storedFields(list(sent))).toEqual(list(stored))
  })

  test('a field of several lines keeps them and their order', () => {
    const lines = [
      ['set-cookie', 'a=1'],
      ['x', '1'],
      ['set-cookie', 'b=2'],
    ] as const
    expect(storedFields(lines)).toEqual(lines)
  })
})

describe('RFC 9111 sections 3.2 and 4.3.4, freshening', () => {
  const rows: readonly (readonly [requirement: string, stored: Fields, newer: Fields, after: Fields])[] = [
    ['a new value takes the place of the old one', { a: '1' }, { a: '2' }, { a: '2' }],
    ['a new field is added', { a: '1' }, { b: '2' }, { a: '1', b: '2' }],
    ['a field that is not in the new answer stays', { a: '1', b: '1' }, { b: '2' }, { a: '1', b: '2' }],
    ['Content-Length stays', { 'content-length': '36' }, { 'content-length': '10' }, { 'content-length': '36' }],
    [
      'Content-Encoding stays, since the body is kept decoded',
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'br' },
      { 'content-encoding': 'gzip' },
    ],
    ['a weak tag stays weak', { etag: 'W/"a"' }, { etag: '"a"' }, { etag: 'W/"a"' }],
    ['a strong tag stays the name of these bytes', { etag: '"a"' }, { etag: 'W/"a"' }, { etag: '"a"' }],
    ['Content-Range is not taken over', {}, { 'content-range': 'bytes 0-1/9' }, {}],
    [
      'other fields about the content are',
      { 'content-language': 'de' },
      { 'content-language': 'en' },
      { 'content-language': 'en' },
    ],
    ['what is not stored is not taken over', { a: '1' }, { connection: 'x', x: '1', 'keep-alive': '5' }, { a: '1' }],
    ['the old Age and Date go', { age: '90', date: date(-90), a: '1' }, {}, { a: '1' }],
    [
      'the new Age and Date come',
      { age: '90', date: date(-90) },
      { age: '1', date: date() },
      { age: '1', date: date() },
    ],
    [
      'a new lifetime counts',
      { 'cache-control': 'max-age=1' },
      { 'cache-control': 'max-age=60' },
      { 'cache-control': 'max-age=60' },
    ],
  ]
  test.each(rows)('%s', (_requirement, stored, newer, after) => {
    expect(freshened(list(stored), list(newer))).toEqual(list(after))
  })

  test('a field of several lines is replaced as a whole', () => {
    const stored = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=1'],
    ] as const
    expect(
      freshened(stored, [
        ['set-cookie', 'c=1'],
        ['set-cookie', 'd=1'],
      ]),
    ).toEqual([
      ['set-cookie', 'c=1'],
      ['set-cookie', 'd=1'],
    ])
  })

  test('what a 304 without a Date has freshened is as young as the 304', () => {
    const sent = freshened(
      [
        ['date', date(-900)],
        ['cache-control', 'max-age=60'],
      ],
      [],
    )
    expect(facts({ sent: [...sent, ['date', '']] } satisfies Given).initialAgeMs).toBe(0)
  })
})

describe('RFC 9111 section 4.3.4, which stored answer a newer one is about', () => {
  const rows: readonly (readonly [requirement: string, stored: Fields, newer: Fields, expected: boolean])[] = [
    ['the same strong tag', { etag: '"a"' }, { etag: '"a"' }, true],
    ['another strong tag', { etag: '"a"' }, { etag: '"b"' }, false],
    ['a strong tag, where none is stored', {}, { etag: '"a"' }, false],
    ['the strong tag of what a server has compressed and so made weak', { etag: 'W/"a"' }, { etag: '"a"' }, true],
    ['the same weak tag', { etag: 'W/"a"' }, { etag: 'W/"a"' }, true],
    ['a weak tag that corresponds to the strong one', { etag: '"a"' }, { etag: 'W/"a"' }, true],
    ['another weak tag', { etag: 'W/"a"' }, { etag: 'W/"b"' }, false],
    ['the same Last-Modified', { 'last-modified': lm }, { 'last-modified': lm }, true],
    ['another Last-Modified', { 'last-modified': lm }, { 'last-modified': date() }, false],
    [
      'the tag decides before Last-Modified',
      { etag: '"a"', 'last-modified': lm },
      { etag: '"a"', 'last-modified': date() },
      true,
    ],
    ['no validator at all', {}, {}, true],
  ]
  test.each(rows)('%s: %o and %o', (_requirement, stored, newer, expected) => {
    expect(isAbout(list(stored), list(newer))).toBe(expected)
  })
})

describe('RFC 9111 section 4.3.5, what a HEAD shows', () => {
  const rows: readonly (readonly [requirement: string, stored: Fields, head: Fields, outdated: boolean])[] = [
    [
      'the same validators and length: the same body',
      { etag: '"a"', 'content-length': '9' },
      { etag: '"a"', 'content-length': '9' },
      false,
    ],
    ['another tag: another body', { etag: '"a"' }, { etag: '"b"' }, true],
    ['another Last-Modified: another body', { 'last-modified': lm }, { 'last-modified': date() }, true],
    [
      'another length: another body',
      { etag: '"a"', 'content-length': '9' },
      { etag: '"a"', 'content-length': '8' },
      true,
    ],
    ['no length says nothing', { 'content-length': '9' }, {}, false],
  ]
  test.each(rows)('%s', (_requirement, stored, head, outdated) => {
    expect(isOutdatedBy(list(stored), list(head))).toBe(outdated)
  })
})

describe('RFC 9111 section 4.3.1, the question that is sent', () => {
  const rows: readonly (readonly [requirement: string, stored: Fields, sent: Fields])[] = [
    ['the tag is sent as If-None-Match', { etag: '"a"' }, { 'if-none-match': '"a"' }],
    ['a weak tag stays weak', { etag: 'W/"a"' }, { 'if-none-match': 'W/"a"' }],
    ['Last-Modified is sent as it came', { 'last-modified': lm }, { 'if-modified-since': lm }],
    [
      'both are sent, for servers that know only one',
      { etag: '"a"', 'last-modified': lm },
      { 'if-none-match': '"a"', 'if-modified-since': lm },
    ],
    ['without a validator nothing is asked', { date: date() }, {}],
  ]
  test.each(rows)('%s', (_requirement, stored, sent) => {
    expect(validatorsOf(list(stored))).toEqual(sent)
  })
})
