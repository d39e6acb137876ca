import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { type Package, packagesOf } from '../../../../../tools/release/packages.ts'
import { npm } from './run.ts'

/** The workspace's top folder. */
export const root = resolve(import.meta.dirname, '../../../../..')

/** Every package of the workspace. */
export const packages: readonly Package[] = packagesOf(root)

/** A package and the file it would be published as. */
export interface Tarball extends Package {
  readonly file: string
}

/** Builds what is not built, and packs every package into a folder. */
export async function pack(into: string): Promise<Tarball[]> {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.build.json'], {
    cwd: root,
  })
  mkdirSync(into, { recursive: true })
  await npm(
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', into, ...packages.map(({ folder }) => folder)],
    root,
  )
  const files = readdirSync(into)
  return packages.map((each) => {
    const name = `${each.manifest.name.slice(1).replace('/', '-')}-${each.manifest.version}.tgz`
    if (!files.includes(name)) throw new Error(`npm pack did not make ${name}`)
    return { ...each, file: join(into, name) }
  })
}

/** A program of a user's, as JavaScript: one of tools/release/programs. */
export function program(name: string): string {
  return javascript(join(root, 'tools/release/programs', `${name}.ts`))
}

/** A TypeScript file as JavaScript. */
export function javascript(file: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  }
  return ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText
}
