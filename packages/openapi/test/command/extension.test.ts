import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { extensionIn } from '../../src/command/extension.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'extension-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function have(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

describe('how imports between modules end', () => {
  test('is .ts where no tsconfig.json says anything', () => {
    expect(extensionIn(join(folder, 'src/api'))).toBe('.ts')
  })

  test.each([
    ['.ts', '{ "compilerOptions": { "allowImportingTsExtensions": true, "moduleResolution": "bundler" } }'],
    ['.ts', '{ "compilerOptions": { "rewriteRelativeImportExtensions": true, "module": "nodenext" } }'],
    ['.js', '{ "compilerOptions": { "module": "NodeNext" } }'],
    ['.js', '{ "compilerOptions": { "module": "esnext", "moduleResolution": "node16" } }'],
    ['', '{ "compilerOptions": { "moduleResolution": "bundler" } }'],
    ['', '{}'],
    [
      '.js',
      '{ // comments, "//" in strings and trailing commas\n "x": "//", /* too */ "compilerOptions": { "module": "node20", }, }',
    ],
  ])('is %j by %s', (extension, config) => {
    have({ 'tsconfig.json': config })
    expect(extensionIn(join(folder, 'src/api'))).toBe(extension)
  })

  test('follows what a config extends, from packages too, and refers to, in circles as well', () => {
    have({
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./other" }] }',
      'tsconfig.app.json': '{ "extends": ["./base", "@house/tsconfig/web.json"] }',
      'other/tsconfig.json': '{ "extends": "../tsconfig.json" }',
      'base.json': '{ "compilerOptions": { "module": "nodenext" } }',
      'node_modules/@house/tsconfig/web.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }',
    })
    expect(extensionIn(folder)).toBe('.ts')
  })
})
