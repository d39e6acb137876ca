import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { byHand, handMade } from '../support/hand-made.ts'

const keyOf = () => handMade(byHand().client, { namespace: 'harbour:1' }).fleet.key

test('a key has its namespace, its tag in braces, and its parts', () => {
  expect(keyOf()('auth:ann', 'entry', 'a b')).toBe('harbour:1:{auth:ann}:entry:a%20.b')
})

test('parts stay what they are, whatever is in them', () => {
  const key = keyOf()
  expect(key('a}b{c\n', '__proto__', '\u0000', '\ud800', '%7b.')).toBe(
    'harbour:1:{a%7d.b%7b.c%0a.}:__proto__:%00.:%d800.:%25.7b.',
  )
  expect(key('a', 'b:c')).not.toBe(key('a', 'b', 'c'))
})

test('no two lists of parts have one key, and what decides the slot is the tag alone', () => {
  const key = keyOf()
  const strange = oneof(
    string({ unit: 'binary' }),
    constantFrom('', ':', '{', '}', '{}', '%', '%3a.', '\n', '\ud800', 'a', 'b'),
  )
  const parts = array(strange, { minLength: 1, maxLength: 4 })
  assert(
    property(parts, parts, (one, other) => {
      const [a, b] = [one, other].map(([tag = '', ...rest]) => key(tag, ...rest))
      expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other))
      expect(a).toMatch(/^harbour:1:\{[^{}]+\}(:[^{}\s]*)*$/)
    }),
    { numRuns: 2_000 },
  )
})
