import { checkDocument } from '../check/check-document.ts'
import { type ArgumentRules, readArguments } from './arguments.ts'
import { READ_RULES, inputOf, readOptionsOf } from './input.ts'
import { type ExitCode, type Terminal, plainLine } from './terminal.ts'

const RULES: ArgumentRules = { positionals: ['document'], options: { ...READ_RULES, json: { type: 'boolean' } } }

/** `check <document>`: what is wrong with a document. Fails where that is an error. */
export async function checkFile(args: readonly string[], { out, cwd }: Terminal): Promise<ExitCode> {
  const given = readArguments('check', args, RULES)
  const [document = ''] = given.positionals
  const findings = await checkDocument(inputOf(document, cwd), readOptionsOf(given, cwd))
  const errors = findings.filter(({ severity }) => severity === 'error').length
  if (given.flag('json')) out(`${JSON.stringify(findings, null, 2)}\n`)
  else {
    for (const { rule, severity, pointer, message } of findings) {
      out(`${severity.padEnd(7)} ${plainLine(pointer)}\n        ${plainLine(message)} (${rule})\n`)
    }
    out(`${findings.length > 0 ? '\n' : ''}${errors} errors, ${findings.length - errors} warnings\n`)
  }
  return errors === 0 ? 0 : 1
}
