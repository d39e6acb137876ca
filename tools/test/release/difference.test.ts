import { expect, test } from 'vitest'
import { difference } from '../../release/difference.ts'

test('only the lines that one of two texts has are told, as often as it has them more', () => {
  expect(difference('a\nb\nb\nc', 'a\nb\nd')).toBe('- b\n- c\n+ d')
})

test('a long difference is cut, with what is left out counted', () => {
  expect(difference('a\nb\nc', '', 2)).toBe('- a\n- b\n… and 2 more')
})

test('texts that differ in the order of their lines say so', () => {
  expect(difference('a\nb', 'b\na')).toBe('(the same lines in another order)')
})
