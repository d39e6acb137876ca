import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
const planted: Readonly<Record<string, string>> = {
  'packages/cache/src/sibling.ts': `export { auth } from '@fairlead/auth'\n`,
  'packages/cache/src/deep.ts': `export { x } from '@fairlead/core/src/x.ts'\n`,
  'packages/cache/src/relative.ts': `export { x } from '../../core/src/x.ts'\n`,
  'packages/cache/src/node.ts': `export { readFileSync } from 'node:fs'\n`,
  'packages/cache/src/bare.ts': `export { readFileSync } from 'fs'\n`,
  'packages/core/src/index.ts': `export { default as axios } from 'axios'\n`,
  'packages/core/src/loop-a.ts': `import { b } from './loop-b.ts'\nexport const a = (): number => b()\n`,
  'packages/core/src/loop-b.ts': `import { a } from './loop-a.ts'\nexport const b = (): number => a()\n`,
  'packages/core/src/long.ts': `export {}\n${'// line\n'.repeat(500)}`,
  'packages/core/src/loose.ts': `export const x: any = 1\n`,
  'packages/core/src/floating.ts': `export function f(): void {\n  Promise.resolve(1)\n}\n`,
  'packages/core/test/deep.test.ts': `export { x } from '@fairlead/core/src/x.ts'\n`,
  'packages/core/test/skip.test.ts': `import { test } from 'vitest'\ntest.skip('a reply is read', () => {})\n`,
  'packages/core/test/title.test.ts': `import { test } from 'vitest'\ntest('should read a reply', () => {})\n`,
}
const allowed: Readonly<Record<string, string>> = {
  'packages/core/src/axios.ts': `export { default as axios } from 'axios'\n`,
  'packages/ws/src/server/start.ts': `export { createServer } from 'node:http'\n`,
  'packages/react/src/ws.ts': `export { connect } from '@fairlead/ws'\n`,
  'packages/cache/src/plain.ts': `export { createClient } from '@fairlead/core'\n`,
}

const folder = mkdtempSync(join(tmpdir(), 'fairlead-lint-'))
let rulesByFile: Map<string, string[]>

beforeAll(() => {
  for (const file of ['oxlint.config.ts', 'tools/boundaries.ts', 'tsconfig.base.json', 'tsconfig.json'])
    cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, text] of Object.entries({ ...planted, ...allowed })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: folder, encoding: 'utf8' })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  rulesByFile = new Map(
    [...Map.groupBy(diagnostics, ({ filename }) => filename)].map(([file, found]) => [
      file,
      found.map(({ code }) => code),
    ]),
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.for([
  ['a sibling package is not imported', 'packages/cache/src/sibling.ts', 'no-restricted-imports'],
  ['a deep import is refused', 'packages/cache/src/deep.ts', 'no-restricted-imports'],
  ['a relative path into another package is refused', 'packages/cache/src/relative.ts', 'no-restricted-imports'],
  ['library code imports no node: module', 'packages/cache/src/node.ts', 'no-restricted-imports'],
  ['library code imports no bare Node module', 'packages/cache/src/bare.ts', 'no-restricted-imports'],
  ['a peer stays behind its entry', 'packages/core/src/index.ts', 'no-restricted-imports'],
  ['modules do not import each other in a circle', 'packages/core/src/loop-a.ts', 'no-cycle'],
  ['no file is longer than 500 lines', 'packages/core/src/long.ts', 'max-lines'],
  ['no value is any', 'packages/core/src/loose.ts', 'no-explicit-any'],
  ['no promise floats', 'packages/core/src/floating.ts', 'no-floating-promises'],
  ['tests use entry points', 'packages/core/test/deep.test.ts', 'no-restricted-imports'],
  ['no test is skipped', 'packages/core/test/skip.test.ts', 'no-disabled-tests'],
  ['a title states behaviour', 'packages/core/test/title.test.ts', 'valid-title'],
] as const)('%s', ([, file, rule]) => {
  expect(rulesByFile.get(file)?.join(' ')).toContain(rule)
})

test.for(Object.keys(allowed))('%s may import what the table grants its entry', (file) => {
  expect(rulesByFile.get(file) ?? []).not.toContain('eslint(no-restricted-imports)')
})
