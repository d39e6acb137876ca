import { expect, test } from 'vitest'
import { type Packed, problemsOf, tableOf } from '../../release/tarballs.ts'

const packed = (paths: readonly string[], size = 1_000): Packed => ({
  name: '@fairlead/mast',
  version: '1.0.0',
  filename: 'fairlead-mast-1.0.0.tgz',
  size,
  unpackedSize: 4_000,
  files: ['package.json', 'README.md', 'LICENSE', ...paths].map((path) => ({ path })),
})

test('a tarball of what is built and its sources has no problem', () => {
  expect(problemsOf([packed(['dist/index.js', 'src/testing/test-clock.ts', 'CHANGELOG.md'])])).toEqual([])
})

test.each([
  'dist/tsconfig.tsbuildinfo',
  'src/index.test.ts',
  'test/a.ts',
  'src/test/a.ts',
  '.env',
  'dist/.env',
  'api.md',
])('a tarball that holds %s is told', (path) =>
  expect(problemsOf([packed([path])])).toEqual([`@fairlead/mast holds ${path}`]),
)

test('a tarball that is over the budget, or lacks what each has, is told', () => {
  expect(problemsOf([packed([], 350_001)])).toEqual(['@fairlead/mast is 350001 B, over the budget of 350000 B'])
  expect(problemsOf([{ ...packed([]), files: [{ path: 'package.json' }, { path: 'README.md' }] }])).toEqual([
    '@fairlead/mast has no LICENSE',
  ])
})

test('a tarball is a line with its files and sizes', () => {
  expect(tableOf([packed([])])).toMatch(/^ {2}@fairlead\/mast 1\.0\.0 +3 files +1 kB +4 kB unpacked$/)
})
