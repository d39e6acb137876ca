import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scope } from '../../../../tools/boundaries.ts'
import { type Manager, managers, npmManager } from './support/managers.ts'
import { pack, program, root } from './support/packed.ts'
import { type Registry, serve } from './support/registry.ts'
import { node } from './support/run.ts'
import { type Wanted, alone, dependenciesOf, entriesOf, sets } from './support/wanted.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-installs-'))
const load = program('load')
let registry: Registry

beforeAll(async () => {
  registry = await serve(await pack(join(folder, 'tarballs')))
}, 300_000)
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, 300_000)

/** Installs what is wanted into an empty project, and answers with what went wrong. */
async function install(manager: Manager, wanted: Wanted): Promise<{ project: string; problem: string | undefined }> {
  const project = mkdtempSync(join(folder, 'project-'))
  const dependencies = dependenciesOf(wanted, !manager.addsPeers)
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module', dependencies }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  mkdirSync(join(project, 'src'))
  writeFileSync(join(project, 'load.js'), load)
  const { status, output } = await manager.install(project, registry, join(folder, 'caches'), wanted)
  return { project, problem: status !== 0 || manager.complaint.test(output) ? output : undefined }
}

/** Loads all that can be loaded, and answers with what came of it. */
async function loaded(manager: Manager, project: string, wanted: Wanted): Promise<unknown> {
  const task = { entries: entriesOf(wanted), packages: wanted.ours.map((name) => scope + name) }
  const { status, output } = await manager.run(project, 'load.js', JSON.stringify(task))
  return status === 0 ? JSON.parse(output.split('\n').at(-1) ?? '') : output
}

/** How a user's compiler finds packages. */
const resolutions = [
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
]

/** Compiles every entry with checks of libraries on, and answers with what compilers say. */
async function compiled(project: string, wanted: Wanted): Promise<string[]> {
  const lines = entriesOf(wanted).map((entry, i) => `export * as entry${i} from '${entry}'\n`)
  writeFileSync(join(project, 'src/every-entry.ts'), lines.join(''))
  const said: string[] = []
  for (const [compiler, resolution] of compilations(wanted)) {
    const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--types', 'node']
    const rest = ['--lib', 'es2024,dom,dom.iterable,dom.asynciterable', 'src/every-entry.ts']
    const script = join(root, 'node_modules', compiler, 'bin/tsc')
    const { status, output } = await node(script, [...flags, ...resolution, ...rest], project)
    if (status !== 0) said.push(`${compiler} ${resolution.join(' ')}: ${output}`)
  }
  return said
}

/**
 * Sets are compiled by three compilers, each with the resolution that the last one did not have; a package alone by the
 * newest. All packages together are compiled by all of them in packed-tarballs.test.ts.
 */
function compilations(wanted: Wanted): (readonly [compiler: string, resolution: readonly string[]])[] {
  const set = sets.indexOf(wanted)
  const compilers = set === -1 ? ['typescript-native'] : ['typescript-native', 'typescript', 'typescript-5.9']
  return compilers.map((compiler, i) => [compiler, resolutions[(i + Math.max(set, 0)) % 2] ?? []])
}

const cases = managers.flatMap((manager) =>
  [...sets, ...(manager.addsPeers ? alone : [])].map((wanted) => ({
    manager,
    wanted,
    by: manager.name,
    what: wanted.name,
  })),
)

test.each(cases)('$by installs $what without a word on peers, over one core, and all of it loads', async (each) => {
  const { manager, wanted } = each
  const { project, problem } = await install(manager, wanted)
  expect(problem).toBeUndefined()
  const all = { loaded: entriesOf(wanted).length, empty: [], cores: 1 }
  expect(await loaded(manager, project, wanted)).toEqual(all)
  // The others lay out the same files.
  expect(manager === npmManager ? await compiled(project, wanted) : []).toEqual([])
  await rm(project, { recursive: true })
})
