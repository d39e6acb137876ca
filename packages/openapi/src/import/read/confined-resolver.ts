import { open, realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configError, isFairleadError } from '@fairlead/core'
import { BaseResolver, type Document, Source } from '@redocly/openapi-core'
import { fetchText } from './fetch-text.ts'
import type { ReadOptions } from './options.ts'
import { parseText } from './parse.ts'

const MIB = 1024 * 1024
// A single letter is a drive of Windows.
const ADDRESS = /^[a-z][a-z0-9+.-]+:/i

/** Loads the files of a document for redocly, and none that it must not have. */
export class ConfinedResolver extends BaseResolver {
  /** The folder that nothing is read outside of, its symbolic links followed; undefined where no file may be read. */
  readonly #root: string | undefined
  readonly #entry: string | undefined
  readonly #options: ReadOptions
  #bytes = 0
  #files = 0
  #done = 0

  /** What was refused or could not be read, the first first. */
  readonly failures: Error[] = []

  /** @param entry the one file that the caller names, so that it may be a link to anywhere */
  constructor(root: string | undefined, entry: string | undefined, options: ReadOptions) {
    super()
    this.#root = root
    this.#entry = entry
    this.#options = options
  }

  override resolveExternalRef(base: string | null, ref: string): string {
    // A document that was fetched has no say in what is read here.
    if (base !== null && /^https?:/i.test(base)) return URL.parse(ref, base)?.href ?? ref
    if (/^file:/i.test(ref)) return pathOf(ref)
    return ADDRESS.test(ref) ? ref : super.resolveExternalRef(base, ref)
  }

  override async loadExternalRef(file: string): Promise<Source> {
    try {
      return new Source(file, await this.#read(file))
    } catch (failure) {
      const known = isFairleadError(failure) ? failure : configError(`${file}: it cannot be read (${codeOf(failure)})`)
      throw this.#failed(known)
    }
  }

  override parseDocument(source: Source, isRoot = false): Document {
    try {
      // What is no JSON and no YAML by its name is a text, such as a description or an example.
      const isText = !isRoot && /\.(csv|html?|md|txt|xml)$/i.test(source.absoluteRef)
      return { source, parsed: isText ? source.body : parseText(source.body, source.absoluteRef, this.#options) }
    } catch (failure) {
      throw this.#failed(failure as Error)
    }
  }

  #failed(failure: Error): Error {
    this.failures.push(failure)
    return failure
  }

  async #read(file: string): Promise<string> {
    const { maxFiles = 2_000, maxBytes = 64 * MIB, onProgress, signal } = this.#options
    signal?.throwIfAborted()
    this.#files += 1
    if (this.#files > maxFiles) throw configError(`the document has more than ${maxFiles} files; raise \`maxFiles\``)
    const left = maxBytes - this.#bytes
    const text = ADDRESS.test(file) ? await fetchText(file, left, this.#options) : await this.#readFile(file, left)
    this.#bytes += Buffer.byteLength(text)
    this.#done += 1
    onProgress?.({ step: 'read', done: this.#done, total: this.#files })
    return text
  }

  async #readFile(file: string, maxBytes: number): Promise<string> {
    if (this.#root === undefined) {
      throw configError(
        `${file}: a document that is given as a text or was fetched may read no file; give its path, or \`root\``,
      )
    }
    const real = await realpath(file)
    const path = relative(this.#root, real)
    if (file === this.#entry) return readFileText(real, maxBytes)
    if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
      throw configError(
        `${file}: it is outside of the document's folder; if it is meant, give a \`root\` that holds both`,
      )
    }
    return readFileText(real, maxBytes)
  }
}

/** @throws `config` for a folder, a device and a file that is larger */
async function readFileText(path: string, maxBytes: number): Promise<string> {
  const file = await open(path)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw configError(`${path}: it is no file`)
    if (stat.size > maxBytes) throw tooLarge(path, maxBytes)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

function pathOf(address: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    // That of another machine; refused like any address that is not of http.
    return address
  }
}

function tooLarge(path: string, maxBytes: number): Error {
  return configError(`${path}: it has more than the ${maxBytes} bytes that are left of \`maxBytes\``)
}

function codeOf(failure: unknown): string {
  return String((failure as { code?: unknown }).code ?? (failure as Error).message)
}
