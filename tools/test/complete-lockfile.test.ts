import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { completeLockfile } from '../complete-lockfile.mjs'

const root = dirname(dirname(import.meta.dirname))

test('platform packages dropped from the lock file come back for their platform', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { '@tool/linux-x64-musl': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
      },
      'node_modules/a/node_modules/tool': { optionalDependencies: { '@tool/darwin-arm64': '2.0.0' } },
      'node_modules/@tool/linux-x64-musl': { version: '1.0.0' },
    },
  }
  expect(completeLockfile(lock)).toEqual([
    'node_modules/@tool/darwin-arm64',
    'node_modules/a/node_modules/tool/node_modules/@tool/darwin-arm64',
  ])
  expect(lock.packages).toMatchObject({
    'node_modules/@tool/darwin-arm64': { version: '1.0.0', optional: true, dev: true, os: ['darwin'], cpu: ['arm64'] },
  })
  expect(completeLockfile(lock)).toEqual([])
})

test('an optional dependency found in a folder above counts as present', () => {
  const packages = {
    'node_modules/a/node_modules/b': { optionalDependencies: { c: '1.0.0' } },
    'node_modules/a/node_modules/c': { version: '1.0.0' },
  }
  expect(completeLockfile({ packages })).toEqual([])
})

test.for(['package-lock.json'])('%s is complete', (file) => {
  expect(
    completeLockfile(JSON.parse(readFileSync(join(root, file), 'utf8')) as Parameters<typeof completeLockfile>[0]),
  ).toEqual([])
})
