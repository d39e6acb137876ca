import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkWorkspace } from '../check-workspace.ts'

type Json = Record<string, unknown>

const entry = (name: string): Json => ({
  '@fairlead/source': `./src/${name}.ts`,
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`,
})
const manifest = (name: string, rest: Json = {}): Json => ({
  name: `@fairlead/${name}`,
  version: '0.1.0',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  files: ['dist', 'src', '!dist/**/*.tsbuildinfo'],
  engines: { node: '>=22' },
  exports: { '.': entry('index'), './package.json': './package.json' },
  ...rest,
})
const core = { '@fairlead/core': '^0.1.0' }
const cache = manifest('cache', { peerDependencies: core })

/** A workspace of two packages that agrees with the table. */
const sound: Readonly<Record<string, string>> = {
  LICENSE: 'MIT',
  'tsconfig.build.json': JSON.stringify({ references: [{ path: 'packages/core' }, { path: 'packages/cache' }] }),
  'packages/core/package.json': JSON.stringify(manifest('core')),
  'packages/core/tsconfig.json': '{}',
  'packages/core/README.md': '# core',
  'packages/core/LICENSE': 'MIT',
  'packages/core/src/index.ts': 'export const a = 1',
  'packages/cache/package.json': JSON.stringify(cache),
  'packages/cache/tsconfig.json': JSON.stringify({ references: [{ path: '../core' }] }),
  'packages/cache/README.md': '# cache',
  'packages/cache/LICENSE': 'MIT',
  'packages/cache/src/index.ts': `export { b } from './b.ts'`,
  'packages/cache/src/b.ts': `export { a as b } from '@fairlead/core'`,
}

function check(changes: Readonly<Record<string, string | Json | undefined>>): string {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-workspace-'))
  for (const [file, content] of Object.entries({ ...sound, ...changes })) {
    if (content === undefined) continue
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  const problems = checkWorkspace(root)
  rmSync(root, { recursive: true, force: true })
  return problems.join('\n')
}

test('a workspace that agrees with the table has no problem', () => {
  expect(check({})).toBe('')
})

test.for<[string, Readonly<Record<string, string | Json | undefined>>, string]>([
  ['an import the table forbids', { 'packages/cache/src/b.ts': `import '@fairlead/auth'` }, 'the table does not allow'],
  ['a third-party import', { 'packages/core/src/index.ts': `import 'lodash'` }, 'imports lodash'],
  [
    'a Node module reached through another file',
    { 'packages/cache/src/b.ts': `import 'node:fs'` },
    'not made for Node',
  ],
  ['an undeclared peer', { 'packages/cache/package.json': manifest('cache') }, 'peerDependencies lacks @fairlead/core'],
  [
    'core as a dependency of its own',
    { 'packages/cache/package.json': manifest('cache', { peerDependencies: core, dependencies: core }) },
    'ours are peers',
  ],
  [
    'a needed peer marked optional',
    {
      'packages/cache/package.json': { ...cache, peerDependenciesMeta: { '@fairlead/core': { optional: true } } },
    },
    'needed by the main entry',
  ],
  ['an unused peer', { 'packages/cache/src/b.ts': 'export const b = 1' }, 'nothing uses'],
  ['a missing reference', { 'packages/cache/tsconfig.json': '{}' }, 'tsconfig.json references lacks core'],
  ['a package left out of the build', { 'tsconfig.build.json': '{}' }, 'tsconfig.build.json references lacks core'],
  ['an export without a file', { 'packages/core/src/index.ts': undefined }, 'which does not exist'],
  [
    'an export whose build does not match its source',
    {
      'packages/core/package.json': manifest('core', {
        exports: { '.': { ...entry('index'), default: './dist/other.js' }, './package.json': './package.json' },
      }),
    },
    'exports "." is not',
  ],
  ['an index that lists no names', { 'packages/core/src/index.ts': `export * from './a.ts'` }, 'lists no names'],
  ['a missing README', { 'packages/core/README.md': undefined }, 'has no README.md'],
  ['a missing licence', { 'packages/core/LICENSE': undefined }, 'has no LICENSE'],
  [
    'a package that moved alone',
    { 'packages/cache/package.json': { ...cache, version: '0.2.0' } },
    'all move together',
  ],
  ['a package outside the table', { 'packages/extra/package.json': manifest('extra') }, 'not in tools/boundaries.ts'],
])('%s is reported', ([, changes, problem]) => {
  expect(check(changes)).toContain(problem)
})
