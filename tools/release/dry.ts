// `npm run release:dry`: everything a release does, short of publishing. Provenance alone is missing: the identity that signs
// it exists only in the workflow.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Step, program, runSteps } from '../steps.ts'
import { vitest } from '../vitest-step.ts'
import { npm } from './npm.ts'
import { packagesOf } from './packages.ts'
import { bomOf } from './sbom.ts'
import { type Packed, problemsOf, tableOf } from './tarballs.ts'
import { tryVersion } from './version.ts'

const root = dirname(dirname(import.meta.dirname))
const folder = mkdtempSync(join(tmpdir(), 'fairlead-release-'))
const packages = packagesOf(root)
const tarballs: Packed[] = []

runSteps([
  step('nothing is uncommitted', () => {
    const { stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' })
    return stdout.split('\n').filter((line) => line !== '')
  }),
  program('build, publint, attw', 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', 'check:package'),
  program('API reports (api.md)', 'tools/release/api.ts', '--check'),
  program('size limits, and sizes in READMEs', 'tools/release/sizes.ts', '--check'),
  program('reasons and licences', 'tools/release/check-supply.ts'),
  vitest('packed tarballs', 'packaging'),
  step('versions and changelogs, in a copy', () => tryVersion(root, join(folder, 'copy'))),
  step('tarballs within the budget', () => {
    const into = join(folder, 'tarballs')
    mkdirSync(into)
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into]
    const packed = npm([...args, ...packages.map((each) => each.folder)], root)
    tarballs.push(...Object.values(JSON.parse(packed) as Record<string, Packed>))
    console.log(tableOf(tarballs))
    return problemsOf(tarballs)
  }),
  ...packages.map(({ manifest }) =>
    step(`npm publish --dry-run ${manifest.name}`, () => {
      const tarball = tarballs.find(({ name }) => name === manifest.name)
      if (tarball === undefined) return [`${manifest.name} was not packed`]
      const file = join(folder, 'tarballs', tarball.filename)
      npm(['publish', '--dry-run', '--ignore-scripts', '--access=public', '--provenance=false', file], folder)
      return []
    }),
  ),
  step('SBOM of every package', () => {
    const counts = packages.map((each) => [each.manifest, bomOf(each, root).components] as const)
    return counts.flatMap(([{ name, dependencies = {} }, components]) =>
      Object.entries(dependencies)
        .filter(([dependency, version]) => !components.some((each) => each['bom-ref'] === `${dependency}@${version}`))
        .map(([dependency]) => `the SBOM of ${name} lacks ${dependency}`),
    )
  }),
])
rmSync(folder, { recursive: true, force: true })

/** A step that holds when it finds no problem. */
function step(name: string, find: () => readonly string[]): Step {
  return {
    name,
    run() {
      let problems: readonly string[]
      try {
        problems = find()
      } catch (error) {
        problems = [error instanceof Error ? error.message : String(error)]
      }
      const failed = problems.length === 0 ? 0 : 1
      return { passed: 1 - failed, failed, output: problems.join('\n') }
    },
  }
}
