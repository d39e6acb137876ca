import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Package } from './packages.ts'

/** One line of .size-limit.json, by the names a user imports. */
export interface Limit {
  readonly name: string
  readonly specifiers: readonly string[]
  /** As in an import: `{ createClient }`. Everything when undefined. */
  readonly names: string | undefined
  /** Packages that are not counted. */
  readonly external: readonly string[]
  /** Minified and compressed with gzip. */
  readonly limitBytes: number
}

interface Written {
  readonly name: string
  readonly path: string | readonly string[]
  readonly import?: string
  readonly ignore?: readonly string[]
  readonly limit: string
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1000 }

/** The size limits of the workspace, without those that leave out a file of ours: where it is loaded later is a bundler's own affair. */
export function limitsOf(root: string, packages: readonly Package[]): Limit[] {
  const entries = new Map(
    packages.flatMap((each) => each.entries.map(({ code, specifier }) => [code, specifier] as const)),
  )
  const written = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8')) as Written[]
  const whole = written.filter(({ ignore = [] }) => !ignore.some((each) => each.startsWith('.')))
  return whole.map(({ name, path, import: names, ignore = [], limit }) => {
    const paths = typeof path === 'string' ? [path] : path
    return {
      name,
      specifiers: paths.map((each) => entries.get(resolve(root, each)) ?? each),
      names,
      external: ignore,
      limitBytes: bytesOf(limit),
    }
  })
}

/** The bytes of a size such as `13.7 kB`. */
export function bytesOf(size: string): number {
  const [, number, unit] = /^([\d.]+)\s*(B|kB)$/.exec(size) ?? []
  if (number === undefined || unit === undefined) throw new Error(`${size} is no size such as "13.7 kB"`)
  return Math.round(Number(number) * (units[unit] ?? 1))
}
