import { parseDirectives, varyNames } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'

const rows: readonly (readonly [requirement: string, field: string, directives: Record<string, string>])[] = [
  ['members are separated by commas', 'a, b=1', { a: '', b: '1' }],
  ['white space around them means nothing', '\ta ,\t b=1 ', { a: '', b: '1' }],
  ['empty members are none', ',a, ,,b,', { a: '', b: '' }],
  ['a comma inside quotes belongs to its member', 'a="x, y", b', { a: 'x, y', b: '' }],
  ['an escaped quote does not end them', String.raw`a="x\", y", b`, { a: 'x", y', b: '' }],
  [
    'an escaped backslash does not escape what follows',
    String.raw`a="x\\", b`,
    { a: String.raw`x\\`.slice(0, 2), b: '' },
  ],
  ['names are the same in any case', 'A=1, a=2', { a: '1' }],
  ['the first of several counts', 'a=1, a=2', { a: '1' }],
  ['an empty quoted argument is an empty one', 'a=""', { a: '' }],
  ['a quote that is never closed hides nothing', 'a="x, no-store', { a: '?', x: '?', 'no-store': '' }],
  ['not behind an escape either', String.raw`a="x\", no-store`, { a: '?', x: '?', 'no-store': '' }],
  ['a member that breaks the grammar gives its words', 'private; no-store', { private: '?', 'no-store': '?' }],
  ['and no arguments', 'max-age=60; public', { 'max-age': '?', 60: '?', public: '?' }],
  ['space before the = breaks it', 'max-age =60', { 'max-age': '?', 60: '?' }],
  ['space behind the = breaks it', 'max-age= 60', { 'max-age': '?', 60: '?' }],
  ['an = without an argument breaks it', 'max-age=', { 'max-age': '?' }],
  ['something behind quotes breaks it', 'a="1"2', { a: '?', 1: '?', 2: '?' }],
  ['a control character breaks it', 'no-store\0', { 'no-store': '?' }],
  ['letters of another script break it', 'no-store\u{430}', { 'no-store': '?' }],
  ['names of objects are names', '__proto__=1, constructor', { ['__proto__']: '1', constructor: '' }],
]

describe('RFC 9110 section 5.6.1 and RFC 9111 section 5.2, lists of directives', () => {
  test.each(rows)('%s: %j', (_requirement, field, directives) => {
    expect(Object.fromEntries(parseDirectives(field))).toEqual(directives)
  })

  test.each([null, undefined, '', ' , '])('%j has no directives', (field) => {
    expect(parseDirectives(field).size).toBe(0)
  })

  test('names of fields are sorted and named once', () => {
    expect(varyNames([['vary', 'b, A, B, a']])).toEqual(['a', 'b'])
  })
})
