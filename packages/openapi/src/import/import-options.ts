import { type Guards, check } from '@fairlead/core'
import type { SchemaChoice } from './print/settings.ts'
import { type ReadOptions, readGuards } from './read/options.ts'

/** How contract modules are written. */
export interface PrintOptions {
  /**
   * What schemas do at run time. `json`: they carry their JSON Schema, for documents and mocks, and check nothing, because real
   * documents are often wrong about their servers. `validated`: they check too. `types`: there are types and nothing else.
   * @defaultValue `'json'`
   */
  readonly schemas?: SchemaChoice
  /**
   * How imports between the modules end: as the files are named (`.ts`, with `allowImportingTsExtensions` or
   * `rewriteRelativeImportExtensions`), as compiled modules are named (`.js`), or not at all (`''`, for bundlers).
   * @defaultValue `'.ts'`
   */
  readonly extension?: '' | '.js' | '.ts'
}

/** How a document becomes contract modules. */
export interface ImportOptions extends ReadOptions, PrintOptions {}

const guards: Guards<ImportOptions> = {
  ...readGuards,
  schemas: (value) => ['json', 'types', 'validated'].includes(value as string),
  extension: (value) => ['', '.js', '.ts'].includes(value as string),
}

/** The options of the two parts. @throws `config` for an unknown option or a value it cannot have */
export function importOptions(options: ImportOptions): { read: ReadOptions; print: Required<PrintOptions> } {
  const { schemas = 'json', extension = '.ts', ...read } = check('importOpenApi', options, guards)
  return { read, print: { schemas, extension } }
}
