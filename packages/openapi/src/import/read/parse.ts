import { configError } from '@fairlead/core'
import { parseYaml } from '@redocly/openapi-core'
import { measure } from '../../document/bounds.ts'
import type { ReadOptions } from './options.ts'

/**
 * Reads a text of JSON or YAML, with every bound kept.
 *
 * @throws `config` for a text that is neither, has a name twice or is larger than `options` allow, with the file's name
 */
export function parseText(text: string, file: string, options: ReadOptions): unknown {
  try {
    const source = text.replace(/^\uFEFF/, '')
    return /^\s*[[{]/.test(source) ? parseJson(source, options) : yaml(source, options)
  } catch (cause) {
    throw configError(`${file}: ${firstLine(cause)}`)
  }
}

function parseJson(text: string, options: ReadOptions): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // What YAML calls a flow is JSON with fewer rules, and its parser says where a fault is.
    return yaml(text, options)
  }
  const { keys } = measure(value, options)
  // Of a name that is there twice JSON keeps the last, and something would be dropped in silence. YAML names the place.
  return keys === membersIn(text) ? value : yaml(text, options)
}

function yaml(text: string, options: ReadOptions): unknown {
  const { maxDepth = 200, maxAliases = 10_000 } = options
  const value: unknown = parseYaml(text, { maxDepth, maxAliases, maxTotalMergeKeys: maxAliases })
  measure(value, options)
  return value
}

/** The colons of a JSON text that stand outside of strings: one for each member. */
function membersIn(text: string): number {
  let members = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === COLON) members += 1
    else if (code === QUOTE) at = endOfString(text, at)
  }
  return members
}

function endOfString(text: string, open: number): number {
  let at = open + 1
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) break
  }
  return at
}

const BACKSLASH = 92
const COLON = 58
const QUOTE = 34

function firstLine(cause: unknown): string {
  return String((cause as { message?: unknown }).message ?? cause)
    .split('\n', 1)
    .join('')
}
