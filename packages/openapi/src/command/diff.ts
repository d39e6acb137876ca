import { diffDocuments } from '../diff/diff-documents.ts'
import { readDocument } from '../import/read/read-document.ts'
import { type ArgumentRules, oneOf, readArguments } from './arguments.ts'
import { READ_RULES, inputOf, readOptionsOf } from './input.ts'
import { type ExitCode, type Terminal, plainLine } from './terminal.ts'

const RULES: ArgumentRules = {
  positionals: ['before', 'after'],
  options: { ...READ_RULES, json: { type: 'boolean' }, 'fail-on': { type: 'string' } },
}

/** `diff <before> <after>`: what has changed, and what of it breaks callers. Fails where anything breaks. */
export async function diffFiles(args: readonly string[], { out, cwd }: Terminal): Promise<ExitCode> {
  const given = readArguments('diff', args, RULES)
  const failOn = oneOf('fail-on', given.text('fail-on') ?? 'breaking', ['breaking', 'any', 'never'])
  const options = readOptionsOf(given, cwd)
  const [before = '', after = ''] = given.positionals
  const changes = diffDocuments(
    (await readDocument(inputOf(before, cwd), options)).document,
    (await readDocument(inputOf(after, cwd), options)).document,
  )
  const breaking = changes.filter((change) => change.breaking)
  if (given.flag('json')) out(`${JSON.stringify(changes, null, 2)}\n`)
  else {
    for (const { breaking: breaks, pointer, message } of changes) {
      out(`${breaks ? 'breaking ' : '         '} ${plainLine(pointer)}\n          ${plainLine(message)}\n`)
    }
    out(`${changes.length > 0 ? '\n' : ''}${changes.length} changes, ${breaking.length} of them breaking\n`)
  }
  const failing = { breaking, any: changes, never: [] }[failOn]
  return failing.length === 0 ? 0 : 1
}
