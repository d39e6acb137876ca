import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configError } from '@fairlead/core'
import { type Document, Source } from '@redocly/openapi-core'
import { measure } from '../../document/bounds.ts'
import { versionOf } from '../../document/canonical.ts'
import { bundled, isScattered } from './bundle.ts'
import { ConfinedResolver } from './confined-resolver.ts'
import { checkReadOptions, type ReadOptions } from './options.ts'
import { parseText } from './parse.ts'

/** A document with all its files. */
export interface ReadDocument {
  /** As it was written, of OpenAPI 3.0 or 3.1; what was in other files is among the components. */
  readonly document: unknown
  /** Such as `3.0.3`. */
  readonly version: string
  /** The files and addresses it was read from. */
  readonly files: readonly string[]
}

/**
 * Reads an OpenAPI document: a path, an address, a text of JSON or YAML, or the value itself. Whatever the document says, no
 * file outside its folder is read and no host asked that is not allowed.
 *
 * @throws `config` for what cannot be read, is out of bounds or is no such document
 */
export async function readDocument(input: string | URL | object, options: ReadOptions = {}): Promise<ReadDocument> {
  checkReadOptions(options)
  const { document, resolver } = await open(input, options)
  const { parsed } = document
  const version = versionOf(parsed)
  if (!isScattered(parsed)) return { document: parsed, version, files: filesOf(document, resolver) }
  const whole = await bundled(document, resolver)
  measure(whole, options)
  return { document: whole, version, files: filesOf(document, resolver) }
}

interface Opened {
  readonly document: Document
  readonly resolver: ConfinedResolver
}

async function open(input: string | URL | object, options: ReadOptions): Promise<Opened> {
  if (input instanceof URL) return openAt(input.protocol === 'file:' ? fileURLToPath(input) : input.href, options)
  if (typeof input === 'string' && !/^\s*[{[]|\n/.test(input)) return openAt(input, options)
  const resolver = new ConfinedResolver(await realFolder(options.root), undefined, options)
  const place = resolve(options.root ?? '.', TEXT)
  if (typeof input === 'string') {
    return { resolver, document: { source: new Source(place, input), parsed: parseText(input, TEXT, options) } }
  }
  measure(input, options)
  // Files are put together in place, and the caller's value stays as it was.
  const parsed = isScattered(input) ? structuredClone(input) : input
  return { resolver, document: { source: new Source(place, ''), parsed } }
}

const TEXT = '(text)'

async function openAt(place: string, options: ReadOptions): Promise<Opened> {
  const isAddress = /^https?:\/\//i.test(place)
  const path = isAddress ? place : resolve(place)
  const root = isAddress ? undefined : await realFolder(options.root ?? dirname(path))
  const resolver = new ConfinedResolver(root, path, options)
  const document = await resolver.resolveDocument(null, path, true)
  if (document instanceof Error) throw document
  return { document, resolver }
}

async function realFolder(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined
  try {
    return await realpath(path)
  } catch {
    throw configError(`${path}: there is no such folder`)
  }
}

function filesOf({ source }: Document, resolver: ConfinedResolver): readonly string[] {
  return [...new Set([source.absoluteRef, ...resolver.getFiles()])].filter((file) => !file.endsWith(TEXT))
}
