import { expect, test } from 'vitest'
import { differs, withSize } from '../../release/readme-size.ts'

const weight = { name: 'the mast', size: 10_000, sizeLimit: 11_000 }
const readme = '# mast\n\n```sh\nnpm install mast\n```\n\nMore.\n'

test('the size is written below how to install, and the next time in its place', () => {
  const once = withSize(readme, weight)
  expect(once).toBe(
    '# mast\n\n```sh\nnpm install mast\n```\n\n**Size:** 10.0 kB minified and gzipped (the mast).\n\nMore.\n',
  )
  expect(withSize(once, { ...weight, size: 12_345 })).toBe(once.replace('10.0', '12.3'))
})

test('a size may be 3 % off, and no more, in both directions', () => {
  const once = withSize(readme, weight)
  expect([9_710, 10_300, 9_700, 10_320].map((size) => differs(once, { ...weight, size }))).toEqual([
    false,
    false,
    true,
    true,
  ])
})

test('a README without a size, or with that of something else, differs', () => {
  expect(differs(readme, weight)).toBe(true)
  expect(differs(withSize(readme, { ...weight, name: 'the sail' }), weight)).toBe(true)
})

test('a README that does not say how to install is told', () => {
  expect(() => withSize('# mast\n', weight)).toThrow('how to install')
})
