import type { Info } from '../document/openapi.ts'
import { type ImportOptions, importOptions } from './import-options.ts'
import type { Unsupported } from './model.ts'
import { readModel } from './model/read-model.ts'
import { printModules } from './print/print-modules.ts'
import { readDocument } from './read/read-document.ts'

/** A document as contract modules. */
export interface Imported {
  /** Of the document. */
  readonly info: Info
  /** The text of each module, by its path in the folder that they go to: `index.ts`, `vessels.ts`, `schemas/vessel.ts`. */
  readonly files: ReadonlyMap<string, string>
  /** What the document says that a contract cannot. */
  readonly unsupported: readonly Unsupported[]
  /** The files and addresses that the document was read from. */
  readonly sources: readonly string[]
}

/**
 * Makes contract modules of an OpenAPI document of version 3.0 or 3.1.
 *
 * @param input a path, an address, a text of JSON or YAML, or the document itself
 * @throws `config` for what cannot be read, is out of bounds or is no such document, and for an unknown option
 */
export async function importOpenApi(input: string | URL | object, options: ImportOptions = {}): Promise<Imported> {
  const { read, print } = importOptions(options)
  const { document, files: sources } = await readDocument(input, read)
  const { maxDepth, maxValues, onProgress } = read
  const model = readModel(document, {
    ...(maxDepth !== undefined && { maxDepth }),
    ...(maxValues !== undefined && { maxValues }),
    ...(onProgress && { onProgress }),
  })
  const files = printModules(model, print, onProgress)
  return { info: model.info, files, unsupported: model.unsupported, sources }
}
