import { resolve } from 'node:path'
import type { ReadOptions } from '../import/read/options.ts'
import type { Arguments } from './arguments.ts'

/** The options of a command that reads a document. */
export const READ_RULES = {
  root: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
} as const

/** Where a document is: an address as it is, a path from where the command stands. */
export function inputOf(given: string, cwd: string): string {
  return /^https?:\/\//i.test(given) ? given : resolve(cwd, given)
}

/** How it may be read. A host that the user has named is allowed by that. */
export function readOptionsOf(given: Arguments, cwd: string): ReadOptions {
  const root = given.text('root')
  const named = given.positionals.map((place) => (/^https?:\/\//i.test(place) ? URL.parse(place)?.host : undefined))
  const allowHosts = [...given.texts('allow-host'), ...named.filter((host) => host !== undefined)]
  return { allowHosts, ...(root !== undefined && { root: resolve(cwd, root) }) }
}
