import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { githubDocument } from '../../github-document.ts'
import { type Row, type Table, versionOf } from '../report.ts'
import { compilerVersion, install, judge, writeProgram } from '../types/compile.ts'
import { type Generator, generators } from './tools.ts'

/** What TypeScript from GitHub's document is like: whether it compiles, what it costs the compiler, how large it is. */
export async function openapi(): Promise<Table[]> {
  install('core', 'openapi')
  const document = githubDocument()
  const rows = generators.map((generator) => measure(generator, document))
  const [first] = rows
  return [
    {
      title: `Import of GitHub's OpenAPI document (1,223 operations), TypeScript ${compilerVersion}, strict`,
      unit: 'type errors',
      rows: rows.map((row) => ({
        ...row,
        columns: {
          ...row.columns,
          '× ours': ratio(row, first, 'instantiations'),
          '× our time': ratio(row, first, 'made in s'),
        },
      })),
      notes: ['Made in: the command from start to end, the median of three. openapi-typescript makes types alone.'],
    },
  ]
}

function measure({ name, packageName, command }: Generator, document: string): Row {
  const program = writeProgram(`openapi-${name}`, {})
  const folder = join(program, 'api')
  const seconds = [1, 2, 3].map(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const before = performance.now()
    const { status, stderr, stdout } = spawnSync(process.execPath, command(document, folder), {
      cwd: program,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    })
    if (status !== 0) throw new Error(`${name} failed: ${stderr.slice(-2000)}${stdout.slice(-2000)}`)
    return (performance.now() - before) / 1000
  })
  writeFileSync(join(program, 'tsconfig.json'), JSON.stringify(config))
  const { errors, instantiations, checkSeconds, memoryMb } = judge(program)
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size / 1024)
  return {
    name: packageName === undefined ? name : `${name} ${versionOf(packageName)}`,
    value: errors,
    ...(packageName === undefined && { limit: 0 }),
    columns: {
      'made in s': seconds.toSorted((a, b) => a - b)[1] ?? NaN,
      files: sizes.length,
      KiB: Math.round(sizes.reduce((sum, size) => sum + size, 0)),
      'largest KiB': Math.round(Math.max(...sizes)),
      instantiations,
      'check s': checkSeconds,
      MB: memoryMb,
    },
  }
}

const config = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'preserve',
    moduleResolution: 'bundler',
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
  },
  include: ['api/**/*.ts'],
}

function ratio({ columns }: Row, reference: Row | undefined, name: string): number {
  return Number(columns?.[name]) / Number(reference?.columns?.[name])
}
