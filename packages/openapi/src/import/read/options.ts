import { check, type Guards } from '@fairlead/core'
import type { Bounds } from '../../document/bounds.ts'

/** How a document may be read. */
export interface ReadOptions extends Bounds {
  /** The folder that no `$ref` leads out of. @defaultValue the folder of the document */
  readonly root?: string
  /** Hosts, with the port where there is one, that the document and its parts may be fetched from. @defaultValue none */
  readonly allowHosts?: readonly string[]
  /** Of all files together. @defaultValue 64 MiB */
  readonly maxBytes?: number
  /** @defaultValue 2_000 */
  readonly maxFiles?: number
  /** Aliases of YAML in one file. @defaultValue 10_000 */
  readonly maxAliases?: number
  /** For each file that is fetched. @defaultValue 30_000 */
  readonly timeoutMs?: number
  /** @defaultValue the platform's */
  readonly fetch?: typeof fetch
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** How far the work is. */
export interface Progress {
  readonly step: 'model' | 'print' | 'read' | 'write'
  readonly done: number
  /** As far as it is known yet. */
  readonly total: number
}

const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isHost = (value: unknown): boolean => typeof value === 'string' && URL.parse(`https://${value}/`)?.host === value

/** What read options may be. */
export const readGuards: Guards<ReadOptions> = {
  root: (value) => typeof value === 'string',
  allowHosts: (value) => Array.isArray(value) && value.every(isHost),
  maxBytes: count,
  maxFiles: count,
  maxAliases: count,
  maxValues: count,
  maxDepth: count,
  timeoutMs: count,
  fetch: isFunction,
  signal: (value) => value instanceof AbortSignal,
  onProgress: isFunction,
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkReadOptions(options: ReadOptions): ReadOptions {
  return check('readDocument', options, readGuards)
}
