// `npm run sizes`: measures by .size-limit.json and writes into each README what the package weighs. With --check it compares.
// A limit that is exceeded fails both.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execute } from '../steps.ts'
import { type Weight, differs, withSize, written } from './readme-size.ts'
import { packagesOf } from './packages.ts'

const root = dirname(dirname(import.meta.dirname))
const { output } = execute(join(root, 'node_modules/size-limit/bin.js'), ['--json'])
const weights = parse(output)
const problems = weights
  .filter(({ size, sizeLimit }) => size > sizeLimit)
  .map(({ name, size, sizeLimit }) => `${name}: ${size} B, over the limit of ${sizeLimit} B`)

for (const { short, folder } of packagesOf(root)) {
  const weight = weights.find(({ path }) => path.startsWith(`packages/${short}/`))
  if (weight === undefined) continue
  const file = join(folder, 'README.md')
  const before = readFileSync(file, 'utf8')
  if (!differs(before, weight)) continue
  if (process.argv.includes('--check'))
    problems.push(
      `packages/${short}/README.md says ${written(before) ?? 'no size'} for ${weight.size} B: npm run sizes`,
    )
  else writeFileSync(file, withSize(before, weight))
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** The measurements in the order of .size-limit.json, each with its file. */
function parse(json: string): (Weight & { readonly path: string })[] {
  const limits = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8')) as { path: string | string[] }[]
  const start = json.indexOf('[')
  if (start === -1) throw new Error(json)
  const measured = JSON.parse(json.slice(start)) as Weight[]
  return measured.map((weight, i) => ({ ...weight, path: [limits[i]?.path ?? ''].flat()[0] ?? '' }))
}
