import { isFairleadError } from '@fairlead/core'
import { checkFile } from './check.ts'
import { diffFiles } from './diff.ts'
import { exportContract } from './export.ts'
import { importDocument } from './import.ts'
import { type ExitCode, type Terminal, plain } from './terminal.ts'

const COMMANDS: Readonly<Record<string, (args: readonly string[], terminal: Terminal) => Promise<ExitCode>>> = {
  export: exportContract,
  import: importDocument,
  check: checkFile,
  diff: diffFiles,
}

const USAGE = `fairlead-openapi: documents from contracts, and contracts from documents

  export <module>              the OpenAPI 3.1 document of a contract
    --out <file>               .json or .yaml; without it the document goes to the output
    --name <export>            the export that is the contract           [contract, or the module itself]
    --docs <module>            exports \`openapi\`: what the document says beside the contract
                                                                         [openapi.ts beside the module]
    --title, --version         where nothing else says them
    --kind asyncapi            the AsyncAPI document of the export \`channels\`, with \`asyncapi\` beside it
    --format json | yaml       [by the file's name, json]

  import <document>            contract modules from OpenAPI 3.0 or 3.1, JSON or YAML, a path or an address
    --out <folder>             where they go; only files that an import has made are replaced or removed
    --schemas json | validated | types
                               JSON Schemas are carried, checked by, or left out     [json]
    --extension .ts | .js | '' of the imports between the modules   [as tsconfig.json allows]
    --all                      lists all that a contract does not have, not the first 20
    --strict                   fails where something of the document is lost

  check <document>             what is wrong with a document; fails where that is an error
    --json

  diff <before> <after>        what has changed, and what of it breaks callers
    --fail-on breaking | any | never                                     [breaking]
    --json

  For each document: --root <folder> that no $ref leads out of           [its own folder]
                     --allow-host <host> that parts may be fetched from; can be repeated

Exit codes: 0 well, 1 found or broken, 2 could not be done.
`

/** Carries out one command. Never throws: what went wrong is written and told by the code. */
export async function main([name = '--help', ...args]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === '--help' || name === '-h' || args.includes('--help') || args.includes('-h')) {
    terminal.out(USAGE)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    terminal.err(`fairlead-openapi has no command '${plain(name)}'.\n\n${USAGE}`)
    return 2
  }
  try {
    return await command(args, terminal)
  } catch (error) {
    terminal.err(`${plain(messageOf(error))}\n`)
    return 2
  }
}

function messageOf(error: unknown): string {
  // What is no error of ours is a fault of ours, and its stack says where.
  return isFairleadError(error)
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error)
}
