import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scope } from '../boundaries.ts'
import type { Manifest, Package } from './packages.ts'

/** Licences under which a user may do what ours allows. */
const permissive = ['MIT', 'ISC', 'Apache-2.0', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause']

/** Others that were read and found to ask no more than to keep a notice, each for one package. */
const accepted: Readonly<Record<string, string>> = { argparse: 'PSF-2.0' }

/**
 * Every package of others that ours depend on, or take as a peer, has a line with its reason in ARCHITECTURE.md's table.
 * @param architecture the text of ARCHITECTURE.md
 * @returns one sentence for each that has none
 */
export function checkReasons(packages: readonly Package[], architecture: string): string[] {
  const reasons = rowsOf(architecture)
  return packages.flatMap(({ short, manifest }) =>
    [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {})]
      .filter((name) => !name.startsWith(scope))
      .filter((name) => (reasons.get(name) ?? '') === '')
      .map((name) => `packages/${short}: ${name} has no reason in the table of dependencies in ARCHITECTURE.md`),
  )
}

/** The names in the first column of a table, each with what stands in the second. */
function rowsOf(text: string): Map<string, string> {
  const rows = [...text.matchAll(/^\| *(.+?) *\| *(.+?) *\|$/gm)]
  return new Map(
    rows.flatMap(([, names = '', reason = '']) => {
      return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, reason] as const)
    }),
  )
}

/** A package of others that comes with ours, by itself or with what does. */
export interface Brought {
  readonly name: string
  readonly version: string
  readonly licence: string
}

interface Lock {
  readonly packages: Readonly<
    Record<string, Pick<Manifest, 'version' | 'dependencies'> & { readonly license?: string }>
  >
}

/** What comes along when a package of ours is installed, read from the workspace's lock file; peers are the user's own. */
export function broughtBy({ short, manifest }: Package, root: string): Brought[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const found = new Map<string, Brought>()
  const visit = (from: string, dependencies: Readonly<Record<string, string>> = {}): void => {
    for (const name of Object.keys(dependencies)) {
      const path = placesOf(from, name).find((place) => packages[place])
      const entry = path === undefined ? undefined : packages[path]
      if (path === undefined || entry === undefined) throw new Error(`${name}, of ${from}, is not in package-lock.json`)
      if (found.has(path)) continue
      found.set(path, { name, version: entry.version, licence: entry.license ?? 'unknown' })
      visit(path, entry.dependencies)
    }
  }
  visit(`packages/${short}`, manifest.dependencies)
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where Node would look for a package, nearest folder first. */
function placesOf(from: string, name: string): string[] {
  const parent = /^(.*)\/node_modules\/(?:@[^/]+\/)?[^/]+$/.exec(from)?.[1]
  const here = `${from}/node_modules/${name}`
  if (parent !== undefined) return [here, ...placesOf(parent, name)]
  return [here, `node_modules/${name}`]
}

/** One sentence for each package of others whose licence is not a permissive one. */
export function checkLicences(packages: readonly Package[], root: string): string[] {
  return packages.flatMap((each) =>
    broughtBy(each, root)
      .filter(({ name, licence }) => !isPermissive(licence) && accepted[name] !== licence)
      .map(({ name, version, licence }) => `packages/${each.short}: ${name}@${version} has the licence ${licence}`),
  )
}

/** True for a licence, or a choice or sum of licences, that is permissive. */
function isPermissive(licence: string): boolean {
  const parts = licence.replaceAll(/[()]/g, '').split(/ (OR|AND) /)
  const [first = '', ...rest] = parts
  const licences = [first, ...rest.filter((part) => part !== 'OR' && part !== 'AND')].map((part) =>
    permissive.includes(part),
  )
  return parts.includes('AND') ? licences.every(Boolean) : licences.some(Boolean)
}
