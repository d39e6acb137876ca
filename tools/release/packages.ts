import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What the release tools read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** One package of the workspace. */
export interface Package {
  /** Its name without the scope. */
  readonly short: string
  /** Absolute. */
  readonly folder: string
  readonly manifest: Manifest
  readonly entries: readonly Entry[]
}

/** One way into a package. */
export interface Entry {
  /** As it is imported: `@fairlead/core/axios`. */
  readonly specifier: string
  /** Absolute paths of what the build made of it. */
  readonly types: string
  readonly code: string
}

/**
 * The packages that are published, by name.
 * @param root the workspace's top folder
 */
export function packagesOf(root: string): Package[] {
  const folders = readdirSync(join(root, 'packages')).map((short) => [short, join(root, 'packages', short)] as const)
  return folders
    .filter(([, folder]) => existsSync(join(folder, 'package.json')))
    .map(([short, folder]) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
      return { short, folder, manifest, entries: entriesOf(folder, manifest) }
    })
}

function entriesOf(folder: string, { name, exports }: Manifest): Entry[] {
  return Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            specifier: name + subpath.slice(1),
            types: join(folder, target['types'] ?? ''),
            code: join(folder, target['default'] ?? ''),
          },
        ],
  )
}

/** The names of the peers that a package cannot do without. */
export function neededPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
}
