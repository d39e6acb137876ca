import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { permission, scope } from '../../../../../tools/boundaries.ts'
import { type Manifest, type Package, neededPeers } from '../../../../../tools/release/packages.ts'
import { packages, root } from './packed.ts'

/** What a user has in a package.json. */
export interface Wanted {
  readonly name: string
  /** Packages of ours by short name, those that the user names. */
  readonly ours: readonly string[]
  /** Packages of others that the user adds, beside the needed peers of `ours`. */
  readonly others?: readonly string[]
  /**
   * False where npm's strictest mode refuses what others have among themselves: an optional peer of @tanstack/vue-query
   * wants Vue 2, so that there Vue 3 beside it is refused without us too.
   * @defaultValue true
   */
  readonly peersFit?: boolean
}

const bindings = ['query', 'ws', 'queue', 'monitoring']

/** The sets that people install together. */
export const sets: readonly Wanted[] = [
  { name: 'core', ours: ['core'], others: ['zod'] },
  { name: 'the React set', ours: ['core', 'react', ...bindings], others: ['react-dom', 'zod'] },
  { name: 'the Vue set', ours: ['core', 'vue', ...bindings], others: ['zod'], peersFit: false },
  {
    name: 'the server set',
    ours: ['core', 'auth', 'cache', 'queue', 'redis', 'monitoring', 'ws', 'openapi'],
    others: ['@opentelemetry/api', 'bullmq', 'ioredis', 'ws', 'zod'],
  },
]

/** Each package on its own. */
export const alone: readonly Wanted[] = packages.map(({ short }) => ({
  name: `${short} alone`,
  ours: [short],
  peersFit: short !== 'vue',
}))

/** Types that packages of others do not bring themselves. */
const typesOf: Readonly<Record<string, string>> = {
  react: '@types/react',
  'react-dom': '@types/react-dom',
  ws: '@types/ws',
}

/**
 * The `dependencies` of a user: packages of others in the versions that this repository has, so that what a test finds does
 * not change overnight.
 * @param allPeers with the peers of ours too, which npm and pnpm add by themselves
 */
export function dependenciesOf({ ours, others = [] }: Wanted, allPeers: boolean): Record<string, string> {
  const reached = reach(ours)
  const foreign = new Set([...others, ...reached.flatMap(({ manifest }) => neededPeers(manifest)), '@types/node'])
  const names = [...foreign].filter((name) => !name.startsWith(scope))
  const types = names.flatMap((name) => typesOf[name] ?? [])
  const own = allPeers ? reached : reached.filter(({ short }) => ours.includes(short))
  return Object.fromEntries([
    ...own.map(({ manifest }) => [manifest.name, manifest.version] as const),
    ...[...names, ...types].map((name) => [name, installedVersion(name)] as const),
  ])
}

/** The entries that the user may import and that what is installed suffices for. */
export function entriesOf(wanted: Wanted): string[] {
  const reached = reach(wanted.ours)
  const there = new Set([...reached.map(({ short }) => short), ...Object.keys(dependenciesOf(wanted, true))])
  // Where packages are not laid flat, only those that are named are found.
  const named = reached.filter(({ short }) => wanted.ours.includes(short))
  return named.flatMap(({ short, manifest, entries }) =>
    entries
      .map(({ specifier }) => specifier)
      .filter((specifier) => {
        const { packages: may, peers } = permission(short, specifier.slice(manifest.name.length + 1) || '.')
        // A package may import more than it needs in no entry: what is brought by no peer is asked for by none.
        const known = new Set(Object.keys(manifest.peerDependencies ?? {}))
        return [...may.filter((name) => known.has(scope + name)), ...peers].every((name) => there.has(name))
      }),
  )
}

/** Packages of ours with those that they need, and so on. */
function reach(names: readonly string[], seen = new Set<string>()): Package[] {
  return names
    .filter((name) => !seen.has(name))
    .flatMap((name) => {
      seen.add(name)
      const found = packages.find(({ short }) => short === name)
      if (!found) throw new Error(`no package ${name}`)
      const peers = neededPeers(found.manifest).filter((peer) => peer.startsWith(scope))
      return [
        found,
        ...reach(
          peers.map((peer) => peer.slice(scope.length)),
          seen,
        ),
      ]
    })
}

function installedVersion(name: string): string {
  const places = [root, ...packages.map(({ folder }) => folder)].map((each) =>
    join(each, 'node_modules', name, 'package.json'),
  )
  const file = places.find((place) => existsSync(place))
  if (file === undefined) throw new Error(`${name} is not installed here, so no version of it is known to fit`)
  return (JSON.parse(readFileSync(file, 'utf8')) as Manifest).version
}
