import { createClient, get } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { mockTransport } from '@fairlead/testing'
import { hashKey, partialMatchKey } from '@tanstack/query-core'
import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  contract: { find: get('/find', { view: 'json' }), other: get('/other', {}) },
  transport: mockTransport([]),
})
const q = createQueries(client)
const keyOf = (query: unknown) => q.find.queryOptions({ query }).queryKey
const inputOf = (query: unknown) => (keyOf(query)[2] as { query: unknown }).query

class Money {
  readonly amount = 3
}
const circle: Record<string, unknown> = {}
circle['self'] = { circle }
const mirror = { toJSON: (): unknown => mirror }
const shared = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value, value]
  return value
}

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('an input becomes plain JSON', () => {
  test.each([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a BigInt beyond what a number holds', 2n ** 64n, '18446744073709551616'],
    ['a URL', new URL('https://harbour.example/x'), 'https://harbour.example/x'],
    ['what says how it is written', { toJSON: () => ({ a: [1] }) }, { a: [1] }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['members that are not there', { a: undefined, b: null }, { b: null }],
    ['minus zero', -0, -0],
    ['text in any script', '\u{1f6a2} \ud800', '\u{1f6a2} \ud800'],
  ])('%s', (_name, value, expected) => {
    expect(inputOf({ value })).toEqual({ value: expected })
  })

  test('the order of members makes no difference', () => {
    expect(hashKey(keyOf({ a: 1, b: { c: 2, d: 3 } }))).toBe(hashKey(keyOf({ b: { d: 3, c: 2 }, a: 1 })))
  })

  // A member of that name is refused, see below.
  const storable = jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))
  test('and is the same after it was stored, whatever it was', () => {
    assert(
      property(storable, storable, (one, two) => {
        const [first, second] = [one, two].map((value) => hashKey(keyOf({ value })))
        expect(hashKey(JSON.parse(JSON.stringify(keyOf({ value: one }))))).toBe(first)
        expect(first === second).toBe(hashKey([one]) === hashKey([two]))
      }),
    )
  })
})

describe('an input that cannot be told from another is refused by its place', () => {
  test.each([
    ['a Map', new Map([['a', 1]]), 'is a Map'],
    ['a Set', new Set([1]), 'is a Set'],
    ['a form', new FormData(), 'is a FormData'],
    ['search parameters', new URLSearchParams('a=1'), 'is a URLSearchParams'],
    ['header fields', new Headers(), 'is a Headers'],
    ['a Blob', new Blob(['a']), 'is a Blob'],
    ['bytes', new Uint8Array(2), 'is a Uint8Array'],
    ['an object of a class', new Money(), 'is a Money'],
    ['one that hides its class', Object.create({ constructor: undefined }) as object, 'is a special object'],
    ['a pattern', /a/, 'is a RegExp'],
    ['a function', () => 1, 'is a function'],
    ['a symbol', Symbol('a'), 'is a symbol'],
    ['no number', Number.NaN, 'is no finite number'],
    ['too large a number', Number.POSITIVE_INFINITY, 'is no finite number'],
    ['no date', new Date(Number.NaN), 'is no date'],
    ['itself', circle, 'nested too deep'],
    ['what is written as itself', mirror, 'nested too deep'],
    ['what its hash would leave out', JSON.parse('{"__proto__":{"a":1}}'), '__proto__'],
    ['the same again and again', shared(60), 'more than 100000 values'],
    ['very many values', Array.from({ length: 200_000 }, () => 1), 'more than 100000 values'],
  ])('%s', (_name, value, what) => {
    const refused = (): unknown => keyOf({ deep: [{ value }] })
    expect(refused).toThrow(expect.objectContaining({ kind: 'config' }))
    const message = messageOf(refused)
    expect(message).toMatch(/^find: `input/)
    expect(message).toContain(what)
    expect(message.length).toBeLessThan(900)
  })

  test('an input that is no object', () => {
    for (const input of ['text', 7, ['a'], true])
      expect(() => q.find.queryOptions(input as never)).toThrow(/find: `input` is no object/)
  })

  test('a secret is no part of a key, and its value is not told', () => {
    for (const name of ['Authorization', 'cookie', 'X-Api-Key']) {
      const call = () => q.find.queryOptions({ headers: { [name]: 'hunter2' } })
      expect(call).toThrow(`find: \`input.headers.${name}\` is a secret`)
      expect(call).not.toThrow(/hunter2/)
    }
    expect(q.find.queryOptions({ headers: { 'accept-language': 'no' } }).queryKey[2]).toEqual({
      headers: { 'accept-language': 'no' },
    })
  })
})

test('a part of an input finds all that have it, and nothing of another endpoint', () => {
  const all = [keyOf({ a: 1, b: 2 }), keyOf({ a: 1 }), keyOf({ a: 2 }), q.other.queryOptions().queryKey]
  const matching = (prefix: readonly unknown[]) => all.map((key) => partialMatchKey(key, prefix))
  expect(matching(q.find.key({ query: { a: 1 } }))).toEqual([true, true, false, false])
  expect(matching(q.find.key())).toEqual([true, true, true, false])
})
