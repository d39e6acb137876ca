import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** How imports between modules end. */
export type Extension = '' | '.js' | '.ts'

type Compiler = Readonly<Record<string, unknown>>
const MAX_CONFIGS = 50

/**
 * How imports must end in a folder, by the `tsconfig.json` above it: `.ts` where it allows that, `.js` where Node's resolution asks for
 * compiled names, else nothing, as bundlers have it. Without any, `.ts`: Node runs such files as they are.
 */
export function extensionIn(folder: string): Extension {
  const path = configAbove(resolve(folder))
  if (path === undefined) return '.ts'
  const configs = compilersOf(path, new Set())
  if (
    configs.some((it) => it['allowImportingTsExtensions'] === true || it['rewriteRelativeImportExtensions'] === true)
  ) {
    return '.ts'
  }
  const isNode = (value: unknown): boolean => /^node(16|18|20|next)$/i.test(String(value))
  return configs.some((it) => isNode(it['moduleResolution'] ?? it['module'])) ? '.js' : ''
}

function configAbove(folder: string): string | undefined {
  const path = join(folder, 'tsconfig.json')
  if (read(path) !== undefined) return path
  const above = dirname(folder)
  return above === folder ? undefined : configAbove(above)
}

/** The compiler options of a config, with what it extends laid under; of one that only refers to others, theirs. */
function compilersOf(path: string, seen: Set<string>): Compiler[] {
  const config = seen.has(path) || seen.size > MAX_CONFIGS ? undefined : read(path)
  if (config === undefined) return []
  seen.add(path)
  const bases = [config['extends'] ?? []].flat().flatMap((base) => {
    const found = extended(String(base), path)
    return found === undefined ? [] : compilersOf(found, seen)
  })
  const own = Object.assign({}, ...bases, config['compilerOptions']) as Compiler
  const references = [config['references'] ?? []].flat() as { readonly path?: unknown }[]
  const others = references.flatMap(({ path: other }) => {
    const target = resolve(dirname(path), String(other))
    return compilersOf(target.endsWith('.json') ? target : join(target, 'tsconfig.json'), seen)
  })
  return [own, ...others]
}

function extended(base: string, from: string): string | undefined {
  if (/^[./]/.test(base)) return resolve(dirname(from), base.endsWith('.json') ? base : `${base}.json`)
  const { resolve: find } = createRequire(from)
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return find(name)
    } catch {
      // Tried under its other names.
    }
  }
  return undefined
}

const STRINGS_AND_COMMENTS = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g
const STRINGS_AND_COMMAS = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g

/** A config file: JSON with comments and trailing commas. */
function read(path: string): Record<string, unknown> | undefined {
  try {
    const text = readFileSync(path, 'utf8').replace(STRINGS_AND_COMMENTS, '$1').replace(STRINGS_AND_COMMAS, '$1')
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
