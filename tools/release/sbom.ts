// node tools/release/sbom.ts <folder>: writes for each package what it ships with (CycloneDX), from the lock file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { npm } from './npm.ts'
import { type Package, packagesOf } from './packages.ts'

/** The parts of a CycloneDX document that are read here. */
export interface Bom {
  readonly bomFormat: string
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

interface Component {
  readonly 'bom-ref': string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly unknown[]
}

/**
 * What comes with a package: itself as the subject, and all that it depends on, development left out.
 * @throws Error when npm's document does not have the package, or something has no hash or no licence
 */
export function bomOf({ manifest }: Package, root: string): Bom {
  const ref = `${manifest.name}@${manifest.version}`
  const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only', `--workspace=${manifest.name}`]
  const whole = JSON.parse(npm(args, root)) as Bom
  const reached = reach(ref, whole)
  const component = whole.components.find((each) => each['bom-ref'] === ref)
  if (component === undefined) throw new Error(`npm sbom does not know ${ref}`)
  const components = whole.components.filter((each) => each !== component && reached.has(each['bom-ref']))
  for (const each of components) {
    const isOurs = each['bom-ref'].startsWith('@fairlead/')
    if (!isOurs && (!each.hashes?.length || !each.licenses?.length))
      throw new Error(`${each['bom-ref']} has no hash or no licence in package-lock.json`)
  }
  const dependencies = whole.dependencies.filter((each) => reached.has(each.ref))
  return { ...whole, metadata: { ...whole.metadata, component }, components, dependencies }
}

function reach(ref: string, { dependencies }: Bom, seen = new Set<string>()): Set<string> {
  if (seen.has(ref)) return seen
  seen.add(ref)
  for (const next of dependencies.find((each) => each.ref === ref)?.dependsOn ?? [])
    reach(next, { dependencies } as Bom, seen)
  return seen
}

if (import.meta.main) {
  const root = dirname(dirname(import.meta.dirname))
  const into = resolve(process.argv[2] ?? 'sbom')
  mkdirSync(into, { recursive: true })
  for (const each of packagesOf(root)) {
    const bom = bomOf(each, root)
    writeFileSync(join(into, `fairlead-${each.short}.cdx.json`), `${JSON.stringify(bom, undefined, 2)}\n`)
    console.log(`${each.manifest.name}: ${bom.components.length} components`)
  }
}
