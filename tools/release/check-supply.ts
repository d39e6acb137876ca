// A step of `npm test`: what packages bring has its reason in ARCHITECTURE.md, and a licence that is no burden.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packagesOf } from './packages.ts'
import { broughtBy, checkLicences, checkReasons } from './reasons.ts'

const root = dirname(dirname(import.meta.dirname))
const packages = packagesOf(root)
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
const problems = [...checkReasons(packages, architecture), ...checkLicences(packages, root)]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
for (const each of packages) {
  const brought = broughtBy(each, root).map(({ name, version, licence }) => `${name} ${version} (${licence})`)
  console.log(`${each.manifest.name}: ${brought.join(', ') || 'nothing'}`)
}
