// Loads the entries it is told to, and says how many copies of core the packages find, and those that they need in turn.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface Task {
  readonly entries: readonly string[]
  readonly packages: readonly string[]
}
interface Manifest {
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}
const { entries, packages } = JSON.parse(process.argv[2] ?? '') as Task
const empty: string[] = []
for (const entry of entries) {
  const names = Object.keys((await import(entry)) as object)
  if (names.length === 0) empty.push(entry)
}
console.log(
  JSON.stringify({ loaded: entries.length - empty.length, empty, cores: coresOf(import.meta.url, packages).size }),
)

/** Where packages that are found from a file find core. */
function coresOf(from: string, names: readonly string[], cores = new Set<string>()): Set<string> {
  const here = createRequire(from)
  for (const name of names) {
    const manifest = here.resolve(`${name}/package.json`)
    cores.add(createRequire(manifest).resolve('@fairlead/core'))
    const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
    const needed = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true)
    const ours = needed.filter((peer) => peer.startsWith('@fairlead/') && peer !== '@fairlead/core')
    coresOf(manifest, ours, cores)
  }
  return cores
}
