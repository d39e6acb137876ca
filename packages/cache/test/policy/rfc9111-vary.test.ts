import { normaliseField, selectionOf, selects, varyNames } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'

type Headers = Readonly<Record<string, string>>

/** Whether the second request selects what the first one was answered with. */
function reused(vary: string, first: Headers, second: Headers): boolean {
  const names = varyNames([['vary', vary]])
  return (
    names !== undefined &&
    selects(selectionOf(names, { headers: first }, normaliseField), { headers: second }, normaliseField)
  )
}

const rows: readonly (readonly [
  requirement: string,
  vary: string,
  first: Headers,
  second: Headers,
  reused: boolean,
])[] = [
  ['without Vary every request is served', '', { foo: '1' }, { foo: '2' }, true],
  ['the same value matches', 'Foo', { foo: '1' }, { foo: '1' }, true],
  ['another value does not', 'Foo', { foo: '1' }, { foo: '2' }, false],
  ['absent in both matches', 'Foo', {}, {}, true],
  ['absent in the first does not match', 'Foo', {}, { foo: '1' }, false],
  ['absent in the second does not match', 'Foo', { foo: '1' }, {}, false],
  ['an empty value is not an absent one', 'Foo', { foo: '' }, {}, false],
  ['a field that is not named does not matter', 'Foo', { foo: '1', bar: '1' }, { foo: '1', bar: '2' }, true],
  ['all that are named have to match', 'Foo, Bar', { foo: '1', bar: '1' }, { foo: '1', bar: '2' }, false],
  ['the order of the names does not matter', 'Bar, Foo', { foo: '1', bar: '2' }, { bar: '2', foo: '1' }, true],
  ['names are read in any case', 'FOO', { foo: '1' }, { foo: '2' }, false],
  ['empty members are no names', ', Foo,, ', { foo: '1' }, { foo: '1' }, true],
  ['* never matches', '*', {}, {}, false],
  ['* beside a name never matches', 'Foo, *', { foo: '1' }, { foo: '1' }, false],
  ['* behind an empty member never matches', ', *', {}, {}, false],
  ['several * never match', '*, *', {}, {}, false],
  ['white space around members means nothing', 'Foo', { foo: '1,2' }, { foo: ' 1 ,  2 ' }, true],
  ['lines that were joined are one list', 'Foo', { foo: '1, 2' }, { foo: '1,2' }, true],
  ['the order of unknown lists matters', 'Foo', { foo: '1, 2' }, { foo: '2, 1' }, false],
  ['the case of unknown values matters', 'Foo', { foo: 'a' }, { foo: 'A' }, false],
  ['a preference is read in any case', 'Accept', { accept: 'text/html;Q=1' }, { accept: 'text/html' }, true],
  ['white space inside an unknown value matters', 'Foo', { foo: 'a  b' }, { foo: 'a b' }, false],
  ['a comma inside quotes separates nothing', 'Foo', { foo: '"a, b"' }, { foo: '"a,b"' }, false],
  [
    'languages are read in any case',
    'Accept-Language',
    { 'accept-language': 'en, de' },
    { 'accept-language': 'eN, De' },
    true,
  ],
  [
    'languages are compared without their order',
    'Accept-Language',
    { 'accept-language': 'en, de' },
    { 'accept-language': 'de, en' },
    true,
  ],
  [
    'preferences matter',
    'Accept-Language',
    { 'accept-language': 'en, de;q=0.5' },
    { 'accept-language': 'en;q=0.5, de' },
    false,
  ],
  ['a preference of 1 is none', 'Accept', { accept: 'text/html;q=1.0' }, { accept: 'text/html' }, true],
  [
    'white space around parameters means nothing',
    'Accept',
    { accept: 'a/b ; v=1 ; q=0.5' },
    { accept: 'a/b;v=1;q=0.5' },
    true,
  ],
  ['media types are read in any case', 'Accept', { accept: 'Application/JSON' }, { accept: 'application/json' }, true],
  [
    'the case of a parameter may matter',
    'Accept',
    { accept: 'a/b;profile="https://a.example/A"' },
    { accept: 'a/b;profile="https://a.example/a"' },
    false,
  ],
  ['the case of a parameter without quotes, too', 'Accept', { accept: 'a/b;v=A' }, { accept: 'a/b;v=a' }, false],
  [
    'encodings are a list of preferences, too',
    'Accept-Encoding',
    { 'accept-encoding': 'gzip, br' },
    { 'accept-encoding': 'br,GZIP' },
    true,
  ],
]

describe('RFC 9111 section 4.1, Vary', () => {
  test.each(rows)('%s', (_requirement, vary, first, second, expected) => {
    expect(reused(vary, first, second)).toBe(expected)
  })

  test('several lines are one list', () => {
    expect(
      varyNames([
        ['vary', 'foo'],
        ['vary', 'bar, Foo'],
      ]),
    ).toEqual(['bar', 'foo'])
  })

  const part = selectionOf(
    varyNames([['content-range', 'bytes 0-4/9']]) ?? [],
    { headers: { range: 'bytes=0-4' } },
    normaliseField,
  )
  const parts: readonly (readonly [requirement: string, method: string, headers: Headers, reused: boolean])[] = [
    ['is selected by the same range', 'GET', { range: 'bytes=0-4' }, true],
    ['not by another one', 'GET', { range: 'bytes=0-3' }, false],
    ['not by a request for all', 'GET', {}, false],
    ['not by one with a condition', 'GET', { range: 'bytes=0-4', 'if-range': '"a"' }, false],
    ['not by a HEAD, to which a range means nothing', 'HEAD', { range: 'bytes=0-4' }, false],
  ]
  test.each(parts)('a stored part %s', (_requirement, method, headers, expected) => {
    expect(selects(part, { method, headers }, normaliseField)).toBe(expected)
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'a field called %s is a field like any other',
    (name) => {
      expect(reused(name, {}, {})).toBe(true)
      expect(reused(name, {}, JSON.parse(`{"${name.toLowerCase()}":"1"}`) as Headers)).toBe(false)
    },
  )
})
