// Loads the entries it is told to, and says how many copies of core the packages find.
import { createRequire } from 'node:module'

interface Task {
  readonly entries: readonly string[]
  readonly packages: readonly string[]
}
const { entries, packages } = JSON.parse(process.argv[2] ?? '') as Task
const empty: string[] = []
for (const entry of entries) {
  const names = Object.keys((await import(entry)) as object)
  if (names.length === 0) empty.push(entry)
}
const here = createRequire(import.meta.url)
const cores = new Set(
  packages.map((name) => createRequire(here.resolve(`${name}/package.json`)).resolve('@fairlead/core')),
)
console.log(JSON.stringify({ loaded: entries.length - empty.length, empty, cores: cores.size }))
