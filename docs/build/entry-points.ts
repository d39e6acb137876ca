import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One public entry point of a package. */
export interface EntryPoint {
  /** What a program imports: `@fairlead/cache/idb`. */
  readonly specifier: string
  /** Its page below the reference: `cache/idb`. */
  readonly page: string
  /** Its source file, relative to the repository. */
  readonly source: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

const repository = dirname(dirname(import.meta.dirname))

/** Every public entry point of every package, as the manifests say. */
export function entryPoints(): readonly EntryPoint[] {
  return readdirSync(join(repository, 'packages'))
    .toSorted()
    .flatMap((folder) => {
      const text = readFileSync(join(repository, 'packages', folder, 'package.json'), 'utf8')
      return entryPointsOf(folder, JSON.parse(text) as Manifest)
    })
}

function entryPointsOf(folder: string, { name, exports = {} }: Manifest): readonly EntryPoint[] {
  return Object.entries(exports).flatMap(([subpath, conditions]) => {
    const source = typeof conditions === 'string' ? undefined : conditions['@fairlead/source']
    if (source === undefined) return []
    const page = join(folder, subpath)
    return [{ specifier: join(name, subpath), page, source: join('packages', folder, source) }]
  })
}
