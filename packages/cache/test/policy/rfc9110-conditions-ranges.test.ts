import { isConditional, isForOrigin, isNotModified, partOf } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { date, NOW } from './support.ts'

type Fields = Readonly<Record<string, string>>

const request = (headers: Fields) => ({ method: 'GET', url: 'https://a.example/', headers })
const lm = date(-3_000)
const lm850 = `Thursday, 01-Jan-26 11:10:00 GMT`

const conditions: readonly (readonly [requirement: string, asked: Fields, stored: Fields, notModified: boolean])[] = [
  ['the same tag', { 'if-none-match': '"a"' }, { etag: '"a"' }, true],
  ['another tag', { 'if-none-match': '"b"' }, { etag: '"a"' }, false],
  ['tags are compared weakly', { 'if-none-match': '"a"' }, { etag: 'W/"a"' }, true],
  ['in both directions', { 'if-none-match': 'W/"a"' }, { etag: '"a"' }, true],
  ['one of several tags is enough', { 'if-none-match': '"x", W/"a","y"' }, { etag: '"a"' }, true],
  ['a comma inside a tag separates nothing', { 'if-none-match': '"x,a"' }, { etag: '"a"' }, false],
  ['* is whatever is stored', { 'if-none-match': ' * ' }, {}, true],
  ['tags need a stored one', { 'if-none-match': '"a"' }, {}, false],
  ['what is no tag matches none', { 'if-none-match': 'a' }, { etag: '"a"' }, false],
  [
    'If-None-Match comes first, also where it says no',
    { 'if-none-match': '"b"', 'if-modified-since': date() },
    { etag: '"a"', 'last-modified': lm },
    false,
  ],
  [
    'and where it says yes',
    { 'if-none-match': '"a"', 'if-modified-since': date(-9_999) },
    { etag: '"a"', 'last-modified': lm },
    true,
  ],
  ['the same date', { 'if-modified-since': lm }, { 'last-modified': lm }, true],
  ['a later date', { 'if-modified-since': date() }, { 'last-modified': lm }, true],
  ['an earlier date', { 'if-modified-since': date(-3_001) }, { 'last-modified': lm }, false],
  ['a date in an old form', { 'if-modified-since': lm850 }, { 'last-modified': lm }, true],
  ['without Last-Modified the stored Date counts', { 'if-modified-since': date(-10) }, { date: date(-10) }, true],
  ['and says no, too', { 'if-modified-since': date(-11) }, { date: date(-10) }, false],
  ['without either the arrival counts', { 'if-modified-since': date(1) }, {}, true],
  ['and says no, too', { 'if-modified-since': date(-1) }, {}, false],
  ['what is no date is ignored', { 'if-modified-since': 'yesterday' }, { 'last-modified': lm }, false],
  ['two dates are none', { 'if-modified-since': `${lm}, ${lm}` }, { 'last-modified': lm }, false],
  ['without a condition everything is new', {}, { etag: '"a"', 'last-modified': lm }, false],
]

describe('RFC 9110 section 13 and RFC 9111 section 4.3.2, conditions of the caller', () => {
  test.each(conditions)('%s: %o', (_requirement, asked, stored, notModified) => {
    expect(isNotModified(request(asked), Object.entries(stored), NOW)).toBe(notModified)
  })

  test.each(['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range'])(
    '%s is a condition',
    (name) => {
      expect(isConditional(request({ [name]: 'x' }))).toBe(true)
    },
  )

  test.each(['if-match', 'if-unmodified-since'])('%s is not judged by a cache', (name) => {
    expect(isForOrigin(request({ [name]: 'x' }))).toBe(true)
    expect(isForOrigin(request({ 'if-none-match': 'x' }))).toBe(false)
  })
})

const ranges: readonly (readonly [
  requirement: string,
  range: string,
  part: ReturnType<typeof partOf>,
  size?: number,
])[] = [
  ['first and last byte', 'bytes=0-1', { start: 0, end: 2 }],
  ['from a byte to the end', 'bytes=4-', { start: 4, end: 10 }],
  ['the last bytes', 'bytes=-3', { start: 7, end: 10 }],
  ['more last bytes than there are', 'bytes=-99', { start: 0, end: 10 }],
  ['a last byte behind the end', 'bytes=8-99', { start: 8, end: 10 }],
  ['numbers of any size', `bytes=0-${'9'.repeat(400)}`, { start: 0, end: 10 }],
  ['the unit is read in any case', 'BYTES=0-1', { start: 0, end: 2 }],
  ['white space around it', 'bytes= 0-1 ', { start: 0, end: 2 }],
  ['a first byte behind the end', 'bytes=10-', 'none'],
  ['no last bytes', 'bytes=-0', 'none'],
  ['no byte of an empty body', 'bytes=0-', 'none', 0],
  ['the last bytes of an empty body are all of it', 'bytes=-5', 'whole', 0],
  ['a last byte before the first is no range', 'bytes=5-4', 'whole'],
  ['another unit is ignored', 'pages=0-1', 'whole'],
  ['no numbers are no range', 'bytes=-', 'whole'],
  ['letters are no range', 'bytes=a-b', 'whole'],
  ['negative numbers are no range', 'bytes=--1', 'whole'],
  ['nothing is no range', '', 'whole'],
  ['several parts', 'bytes=0-1,3-4', 'several'],
]

const ifRange: readonly (readonly [requirement: string, condition: string, stored: Fields, isPart: boolean])[] = [
  ['the same strong tag', '"a"', { etag: '"a"' }, true],
  ['another tag', '"b"', { etag: '"a"' }, false],
  ['weak tags never match', 'W/"a"', { etag: 'W/"a"' }, false],
  ['a strong tag does not match a weak one', '"a"', { etag: 'W/"a"' }, false],
  ['the exact date', lm, { 'last-modified': lm, date: date() }, true],
  ['a date a second before it was answered', lm, { 'last-modified': lm, date: date(-2_999) }, true],
  ['a later date', date(), { 'last-modified': lm, date: date() }, false],
  ['a date of the second in which it was answered is not strong', lm, { 'last-modified': lm, date: lm }, false],
  ['a date is not strong where nobody knows when it was answered', lm, { 'last-modified': lm }, false],
  ['what is neither', 'a', { etag: 'a' }, false],
]

describe('RFC 9110 section 14, ranges', () => {
  test.each(ranges.map(([requirement, range, part, size = 10]) => [requirement, range, part, size] as const))(
    '%s: %s',
    (_requirement, range, part, size) => {
      expect(partOf(request({ range }), [], size)).toEqual(part)
    },
  )

  test.each(ifRange)('If-Range, %s: %s', (_requirement, condition, stored, isPart) => {
    const part = partOf(request({ range: 'bytes=0-1', 'if-range': condition }), Object.entries(stored), 10)
    expect(part).toEqual(isPart ? { start: 0, end: 2 } : 'whole')
  })
})
