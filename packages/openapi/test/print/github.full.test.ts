import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importOpenApi, writeFiles } from '@fairlead/openapi/import'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { githubDocument } from '../../../../tools/github-document.ts'

// Below the root, where packages and compilers are found.
const root = join(import.meta.dirname, '../../../..')
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'github-'))
afterAll(() => rmSync(folder, { recursive: true }))

const CHOICES = ['json', 'validated', 'types'] as const
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  noUnusedLocals: true,
}

/** What a compiler says of a folder, and its count of instantiations. */
function compiled(compiler: string, name: string): { errors: string[]; instantiations: number } {
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', join(folder, name), '--extendedDiagnostics'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  const [, instantiations = '0'] = /^Instantiations:\s+(\d+)/m.exec(stdout) ?? []
  return {
    errors: stdout.split('\n').filter((line) => line.includes('error TS')),
    instantiations: Number(instantiations),
  }
}

describe("GitHub's document, 1,223 operations and 969 schemas", { timeout: 600_000 }, () => {
  beforeAll(async () => {
    for (const schemas of CHOICES) {
      const { files } = await importOpenApi(githubDocument(), { schemas })
      await writeFiles(join(folder, schemas, 'api'), files)
      const project = {
        extends: join(root, 'tsconfig.json'),
        compilerOptions: { ...STRICT, types: ['node'] },
        include: ['api'],
      }
      writeFileSync(join(folder, schemas, 'tsconfig.json'), JSON.stringify({ ...project, exclude: [] }))
    }
  }, 300_000)

  test.each(['typescript-5.9', 'typescript', 'typescript-native'])('compiles without an error on %s', (compiler) => {
    const { errors, instantiations } = compiled(compiler, 'json')
    expect(errors.slice(0, 20)).toEqual([])
    expect(instantiations).toBeGreaterThan(10_000)
    expect(instantiations).toBeLessThan(220_000)
  })

  test.each(['validated', 'types'])('compiles with schemas that are %s', (choice) => {
    expect(compiled('typescript-native', choice).errors.slice(0, 20)).toEqual([])
  })
})
