import { resolve } from 'node:path'
import { configError } from '@fairlead/core'
import type { Unsupported } from '../document/unsupported.ts'
import { writeFiles } from '../import/files/write-files.ts'
import { type Imported, importOpenApi } from '../import/import-openapi.ts'
import { type ArgumentRules, type Arguments, oneOf, readArguments } from './arguments.ts'
import { extensionIn } from './extension.ts'
import { READ_RULES, inputOf, readOptionsOf } from './input.ts'
import { showProgress } from './progress.ts'
import { type ExitCode, type Terminal, plainLine } from './terminal.ts'

const RULES: ArgumentRules = {
  positionals: ['document'],
  options: {
    ...READ_RULES,
    out: { type: 'string', short: 'o' },
    schemas: { type: 'string' },
    extension: { type: 'string' },
    all: { type: 'boolean' },
    strict: { type: 'boolean' },
  },
}
const SHOWN = 20

/** `import <document> --out <folder>`: the contract modules of a document, and what a contract cannot say. */
export async function importDocument(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const given = readArguments('import', args, RULES)
  const out = given.text('out')
  if (out === undefined) throw configError('import needs --out <folder>')
  const { files, unsupported } = await make(given, resolve(terminal.cwd, out), terminal)
  const lost = unsupported.filter(({ kept }) => !kept)
  terminal.out(`${files.size} files in ${out}\n`)
  report(unsupported, given.flag('all') ? unsupported.length : SHOWN, terminal)
  return given.flag('strict') && lost.length > 0 ? 1 : 0
}

async function make(given: Arguments, target: string, terminal: Terminal): Promise<Imported> {
  const [document = ''] = given.positionals
  const progress = showProgress(terminal)
  try {
    const made = await importOpenApi(inputOf(document, terminal.cwd), {
      schemas: oneOf('schemas', given.text('schemas') ?? 'json', ['json', 'validated', 'types']),
      extension: oneOf('extension', given.text('extension') ?? extensionIn(target), ['.ts', '.js', '']),
      ...readOptionsOf(given, terminal.cwd),
      onProgress: progress.on,
    })
    await writeFiles(target, made.files, { onProgress: progress.on })
    return made
  } finally {
    progress.end()
  }
}

function report(unsupported: readonly Unsupported[], shown: number, { out }: Terminal): void {
  if (unsupported.length === 0) return
  out(`\n${unsupported.length} things of the document that a contract does not have:\n`)
  for (const { pointer, what } of unsupported.slice(0, shown)) out(`  ${plainLine(pointer)}\n    ${plainLine(what)}\n`)
  if (unsupported.length > shown) out(`  and ${unsupported.length - shown} more: --all shows them\n`)
}
