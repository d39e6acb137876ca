import { canonicalUrl, parseNoVarySearch } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'

/** Whether two queries are the same to a cache that has seen this field. */
function equal(field: string, one: string, other: string): boolean {
  const rule = parseNoVarySearch(field)
  const [a, b] = [one, other].map((query) => (rule ? canonicalUrl(`https://a.example/x${query}`, rule) : query))
  return a === b
}

const invalid = [
  'unknown-key',
  'key-order="not a boolean"',
  'params="not a boolean or inner list"',
  'params=(not-a-string)',
  'params=("a"), except=("x")',
  'params=(), except=()',
  'params=?0, except=("x")',
  'params, except=(not-a-string)',
  'params, except="not an inner list"',
  'params, except=?1',
  'except=("x")',
  'except=()',
  'params=1',
  'params=("a" 1)',
  'params, key-order=1',
  'params=("a"',
  'params,',
  'PARAMS',
  '',
  'params=?0',
  'params=()',
  'key-order=?0',
]

type Row = readonly [field: string, one: string, other: string, equal: boolean]

const rows: readonly Row[] = [
  ['params', '?a=1', '?b=2', true],
  ['params', '?a=1', '', true],
  ['params=("a")', '?a=1&b=1', '?a=2&b=1', true],
  ['params=("a")', '?a=1&b=1', '?b=1', true],
  ['params=("a")', '?a=1&a=2&b=1', '?b=1', true],
  ['params=("a")', '?b=1', '?b=2', false],
  ['params=("a")', '?A=1', '?A=2', false],
  ['params=("a" "b")', '?a=1&b=1&c=1', '?c=1', true],
  ['params, except=("x")', '?a=1&x=1', '?b=2&x=1', true],
  ['params, except=("x")', '?x=1', '?x=2', false],
  ['params, except=("x")', '?x=1', '?x=1&x=2', false],
  ['key-order', '?a=1&b=2', '?b=2&a=1', true],
  ['key-order', '?a=1&a=2', '?a=2&a=1', false],
  ['key-order', '?a=1&b=2', '?a=1&b=3', false],
  ['key-order, params=("z")', '?z=9&b=2&a=1', '?a=1&b=2', true],
  ['params=("z")', '?a=1&b=2', '?b=2&a=1', false],
  ['params;x=1, unknown=1', '?a=1', '?b=2', true],
  // The query is compared as a form, as soon as there is a rule.
  ['key-order', '', '?', true],
  ['key-order', '?a=x', '?%61=%78', true],
  ['key-order', '?a=é', '?a=%C3%A9', true],
  ['key-order', '?a=%f6', '?a=%ef%bf%bd', true],
  ['key-order', '?a=x&&&&', '?a=x', true],
  ['key-order', '?a=', '?a', true],
  ['key-order', '?a=%20', '?a=+', true],
  // Names are written in the field as in a query.
  ['params=("%C3%A9+%E6%B0%97")', '?é 気=1', '?%C3%A9%20気=3', true],
  ['params=("a+b")', '?a+b=1', '?a%20b=2', true],
  ['params=("a+b")', '?a%2Bb=1', '?a%2Bb=2', false],
  ['params=("a%26b")', '?a%26b=1', '', true],
  ['params=("a&b")', '?a%26b=1', '', true],
  ['params=("a=b")', '?a%3Db=1', '', true],
  ['params=("%")', '?%25=1', '', true],
  ['params=("")', '?=1', '', true],
  ['params=("__proto__" "constructor")', '?__proto__=1&constructor=2', '', true],
]

describe('No-Vary-Search', () => {
  test.each(invalid)('%j says nothing, so the whole query matters', (field) => {
    expect(parseNoVarySearch(field)).toBeUndefined()
  })

  test.each(rows)('%s: %s and %s', (field, one, other, same) => {
    expect(equal(field, one, other)).toBe(same)
  })

  test('nothing but the query is changed', () => {
    const rule = parseNoVarySearch('params')
    expect(rule && canonicalUrl('https://u:p@a.example:8443/x%20y/?a=1', rule)).toBe(
      'https://u:p@a.example:8443/x%20y/',
    )
  })
})
