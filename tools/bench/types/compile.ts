import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resultsFolder, root } from '../paths.ts'

/** What the compiler says about a program that has no errors. */
export interface Diagnostics {
  readonly instantiations: number
  readonly types: number
  readonly checkSeconds: number
  readonly memoryMb: number
}

const typescript = join(root, 'node_modules', 'typescript')
const options = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
}

/** The version of the compiler that measures. */
export const compilerVersion = (
  JSON.parse(readFileSync(join(typescript, 'package.json'), 'utf8')) as { version: string }
).version

/** Writes a program into a fresh folder below `results/types`, where it finds the peers and a built core. */
export function writeProgram(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(resultsFolder('types'), name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  return folder
}

/** Checks a program. @throws Error with the compiler's words when it has errors: a program that is wrong measures nothing */
export function check(folder: string): Diagnostics {
  return diagnosticsIn(tsc('-p', folder, '--extendedDiagnostics'))
}

/** Checks a program that may have errors. */
export function judge(folder: string): Diagnostics & { readonly errors: number } {
  const output = run('-p', folder, '--extendedDiagnostics').stdout
  return { ...diagnosticsIn(output), errors: output.match(/: error TS\d+/g)?.length ?? 0 }
}

function diagnosticsIn(output: string): Diagnostics {
  const figure = (label: string): number => Number(new RegExp(`^${label}: +([\\d.]+)`, 'm').exec(output)?.[1])
  return {
    instantiations: figure('Instantiations'),
    types: figure('Types'),
    checkSeconds: figure('Check time'),
    memoryMb: Math.round(figure('Memory used') / 1024),
  }
}

/** Writes the declarations of a program beside it. */
export function declare(folder: string): string {
  const declarations = join(folder, 'declarations')
  tsc('-p', folder, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', declarations)
  return declarations
}

/** Puts packages of ours, built, where the programs find them: users check against declarations, not against our sources. */
export function install(...names: readonly string[]): void {
  for (const name of names) {
    const home = resultsFolder('types', 'node_modules', '@fairlead', name)
    rmSync(home, { recursive: true, force: true })
    const dist = join(home, 'dist')
    const single = ['--composite', 'false', '--incremental', 'false', '--declarationMap', 'false']
    tsc('-p', join(root, 'packages', name), '--emitDeclarationOnly', '--outDir', dist, ...single)
    const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      exports: object
    }
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: `@fairlead/${name}`, type: 'module', exports }))
  }
}

function run(...args: string[]): { status: number | null; stdout: string } {
  const command = ['--max-old-space-size=6144', join(typescript, 'bin', 'tsc'), ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

function tsc(...args: string[]): string {
  const { status, stdout } = run(...args)
  if (status !== 0) throw new Error(`tsc ${args.join(' ')} failed:\n${stdout.slice(0, 4000)}`)
  return stdout
}
