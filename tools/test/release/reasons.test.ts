import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Manifest, Package } from '../../release/packages.ts'
import { broughtBy, checkLicences, checkReasons } from '../../release/reasons.ts'

const of = (manifest: Partial<Manifest>): Package => ({
  short: 'mast',
  folder: '/mast',
  entries: [],
  manifest: { name: '@fairlead/mast', version: '1.0.0', exports: {}, ...manifest },
})

test('a dependency and a peer want a row with a reason, and packages of ours do not', () => {
  const mast = of({ dependencies: { rope: '1.0.0' }, peerDependencies: { sail: '^1.0.0', '@fairlead/core': '^1.0.0' } })
  const table = '| dependency | reason |\n| --- | --- |\n| `oar`, `rope` | to pull on |\n'
  expect(checkReasons([mast], table)).toEqual([
    'packages/mast: sail has no reason in the table of dependencies in ARCHITECTURE.md',
  ])
  expect(checkReasons([mast], `${table}| \`sail\` | the wind |`)).toEqual([])
})

test('licences are judged down to the last package that comes along, nested ones before those at the top', () => {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-licences-'))
  const packages = {
    'node_modules/rope': { version: '1.0.0', license: 'MIT', dependencies: { hemp: '2.0.0', tar: '1.0.0' } },
    'node_modules/rope/node_modules/hemp': { version: '2.0.0', license: 'GPL-3.0-only' },
    'node_modules/hemp': { version: '1.0.0', license: 'MIT' },
    'node_modules/tar': { version: '1.0.0', license: '(GPL-2.0-only OR MIT)', dependencies: { pitch: '1.0.0' } },
    'node_modules/pitch': { version: '1.0.0', license: 'MIT AND CC-BY-4.0' },
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  const mast = of({ dependencies: { rope: '1.0.0' }, peerDependencies: { sail: '1.0.0' } })
  expect(broughtBy(mast, root).map(({ name, version }) => `${name}@${version}`)).toEqual([
    'hemp@2.0.0',
    'pitch@1.0.0',
    'rope@1.0.0',
    'tar@1.0.0',
  ])
  expect(checkLicences([mast], root)).toEqual([
    'packages/mast: hemp@2.0.0 has the licence GPL-3.0-only',
    'packages/mast: pitch@1.0.0 has the licence MIT AND CC-BY-4.0',
  ])
  rmSync(root, { recursive: true })
})
