import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { apiReport, readDeclarations } from '../../release/api-report.ts'
import { packagesOf } from '../../release/packages.ts'

let root = ''
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The report of a package whose build has these declarations; each file at the top is an entry. */
async function report(files: Readonly<Record<string, string>>): Promise<string> {
  root = mkdtempSync(join(tmpdir(), 'fairlead-api-'))
  const entries = Object.keys(files).filter((file) => !file.includes('/'))
  const exports = entries.map(
    (file) => [file === 'index' ? '.' : `./${file}`, { types: `./dist/${file}.d.ts` }] as const,
  )
  const manifest = { name: '@fairlead/mast', version: '1.0.0', exports: Object.fromEntries(exports) }
  write('.oxfmtrc.json', '{ "semi": false, "singleQuote": true }')
  write('packages/mast/package.json', JSON.stringify(manifest))
  for (const [file, text] of Object.entries(files)) write(`packages/mast/dist/${file}.d.ts`, text)
  const packages = packagesOf(root)
  const [mast] = packages
  if (mast === undefined) throw new Error('no package')
  return apiReport(mast, readDeclarations(root, packages))
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

test('a report has the declarations of each entry in the order of their names, without comments', async () => {
  const text = await report({
    index: `export { raise } from './inner/raise.ts';\nexport type { Mast } from './inner/raise.ts';`,
    'inner/raise': `/** A mast. */\nexport interface Mast { heightM: number }\nexport declare function raise(mast: Mast): void;`,
  })
  expect(text).toContain(
    '## @fairlead/mast\n\n```ts\ninterface Mast {\n  heightM: number\n}\n\ndeclare function raise(mast: Mast): void\n```',
  )
  expect(text).not.toContain('A mast')
})

test('what an export names without its being exported is in the report, however deep', async () => {
  const text = await report({
    index: `export { raise } from './inner/raise.ts';`,
    'inner/raise': `import type { Wood } from './wood.ts';\ninterface Mast { of: Wood }\nexport declare function raise(mast: Mast): void;`,
    'inner/wood': `export type Wood = 'oak' | 'pine';`,
  })
  expect(text).toContain(
    `Named above, and not exported:\n\n\`\`\`ts\ninterface Mast {\n  of: Wood\n}\n\ntype Wood = 'oak' | 'pine'\n\`\`\``,
  )
})

test('a declaration that two entries export stands at the first, and the second says so', async () => {
  const text = await report({
    index: `export { raise } from './inner/raise.ts';`,
    more: `export { raise } from './inner/raise.ts';`,
    'inner/raise': `export declare function raise(): void;`,
  })
  expect(text).toContain('## @fairlead/mast/more\n\n```ts\nexport { raise } // of @fairlead/mast\n```')
})

test('the name an entry gives is in the report beside the one that is declared, and so is what is deprecated', async () => {
  const text = await report({
    index: `export { lift as raise } from './inner/raise.ts';`,
    'inner/raise': `/** @deprecated */\nexport declare const lift: () => void;`,
  })
  expect(text).toContain('// deprecated\ndeclare const lift: () => void\nexport { lift as raise }')
})

test('a package that is not built is told, with its file', async () => {
  root = mkdtempSync(join(tmpdir(), 'fairlead-api-'))
  write(
    'packages/mast/package.json',
    '{ "name": "@fairlead/mast", "exports": { ".": { "types": "./dist/index.d.ts" } } }',
  )
  expect(() => readDeclarations(root, packagesOf(root))).toThrow('packages/mast/dist/index.d.ts: not built')
})
