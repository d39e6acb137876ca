// `npm run api [-- <package> …]`: writes what packages export into their api.md. With --check it compares, and names what differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execute } from '../steps.ts'
import { apiReport, readDeclarations } from './api-report.ts'
import { difference } from './difference.ts'
import { packagesOf } from './packages.ts'

const root = dirname(dirname(import.meta.dirname))
const checks = process.argv.includes('--check')
if (!checks) {
  const built = execute(join(root, 'node_modules/typescript/bin/tsc'), ['-b', join(root, 'tsconfig.build.json')])
  if (built.status !== 0) throw new Error(built.output)
}
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const packages = packagesOf(root).filter(({ short }) => wanted.length === 0 || wanted.includes(short))
const declarations = readDeclarations(root, packages)
for (const each of packages) {
  const file = join(each.folder, 'api.md')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const now = await apiReport(each, declarations)
  if (before === now) continue
  if (checks) {
    console.error(`packages/${each.short}/api.md is not what the build exports:\n${difference(before, now)}\n`)
    process.exitCode = 1
  } else {
    writeFileSync(file, now)
    console.log(`packages/${each.short}/api.md is new.`)
  }
}
if (process.exitCode === 1) console.error('Where the change is meant: npm run api, and a changeset.')
