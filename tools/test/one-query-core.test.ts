import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

// The types of two do not mix, and a cache of one is not seen by the other.
test('React and Vue stand on one query-core, of one version', () => {
  const found = Object.entries(packages).filter(([path]) => /@tanstack\/((react|vue)-query|query-core)$/.test(path))
  expect(found.map(([path]) => path).toSorted()).toEqual([
    'node_modules/@tanstack/query-core',
    'node_modules/@tanstack/react-query',
    'node_modules/@tanstack/vue-query',
  ])
  expect(new Set(found.map(([, { version }]) => version)).size).toBe(1)
})
