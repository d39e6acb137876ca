import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expected } from '../../../../tools/release/programs/everything.ts'
import { findRuntimes } from '../../../../tools/runtimes/runtimes.ts'
import { bundle } from './support/bundling.ts'
import { pack } from './support/packed.ts'
import { installAll } from './support/project.ts'
import { serve } from './support/registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-runtimes-'))
const project = join(folder, 'project')
const { here, missing } = await findRuntimes()

beforeAll(async () => {
  await using registry = await serve(await pack(join(folder, 'tarballs')))
  await installAll(project, registry)
  // A worker is always a bundle. What stays outside is loaded by servers only.
  const worker = { entry: join(project, 'worker.js'), outfile: join(folder, 'worker.mjs'), external: [] }
  await bundle('esbuild', [worker], project)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every runtime is here', () => {
  expect(missing).toEqual([])
})

test.each(here)('installed packages work together on $name', async (runtime) => {
  const made = { program: join(project, 'program.js'), worker: join(folder, 'worker.mjs') }
  expect(await runtime.run(made, '')).toEqual({ done: expected })
})
