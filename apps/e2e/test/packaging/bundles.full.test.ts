import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expected } from '../../../../tools/release/programs/everything.ts'
import { type Limit, bytesOf, limitsOf } from '../../../../tools/release/limits.ts'
import { type Job, bundle, bundlers } from './support/bundling.ts'
import { pack, packages, root } from './support/packed.ts'
import { installAll } from './support/project.ts'
import { serve } from './support/registry.ts'
import { node } from './support/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-bundles-'))
const project = join(folder, 'project')
/** What a bundler may add to a limit that was measured with another: esbuild imports what is left outside once for each module. */
const slack = { factor: 1.1, bytes: 300 }
const limits = limitsOf(root, packages)
const ran = { program: expected, react: ['Emma, anonymous'], vue: ['Emma, anonymous'] }

beforeAll(async () => {
  await using registry = await serve(await pack(join(folder, 'tarballs')))
  await installAll(project, registry)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A module of the project, and the bundle that is to be made of it. */
function job(bundler: string, name: string, code: string, external: readonly string[] = []): Job {
  const entry = join(project, `${name}.js`)
  mkdirSync(join(folder, bundler), { recursive: true })
  writeFileSync(entry, code)
  return { entry, outfile: join(folder, bundler, `${name}.mjs`), external }
}

const size = ({ outfile }: Job): number => gzipSync(readFileSync(outfile), { level: 9 }).length

/** A module that keeps what a limit names, and nothing else. */
function importing({ specifiers, names }: Limit): string {
  const imports = specifiers.map((specifier, i) => `import ${names ?? `* as all${i}`} from '${specifier}'\n`)
  const kept = names === undefined ? specifiers.map((_, i) => `all${i}`) : [names]
  return `${imports.join('')}globalThis.kept = [${kept.map((each) => each.replace(/^\{(.*)\}$/, '$1')).join(', ')}]\n`
}

describe.each(bundlers)('%s', (bundler) => {
  test.each(Object.entries(ran))('a bundle of %s runs', async (name, done) => {
    const outfile = join(folder, bundler, `${name}.mjs`)
    await bundle(bundler, [{ entry: join(project, `${name}.js`), outfile, external: [] }], project)
    const { status, output } = await node(outfile, [], folder)
    expect(status, output).toBe(0)
    expect(JSON.parse(output)).toEqual({ done })
  })

  test('what is imported costs what the size limits say', async () => {
    const jobs = limits.map((limit, i) => job(bundler, `limit-${i}`, importing(limit), limit.external))
    await bundle(bundler, jobs, project)
    const sizes = limits.map(({ name, limitBytes }, i) => ({ name, limitBytes, bytes: size(jobs[i] as Job) }))
    const over = sizes.filter(({ bytes, limitBytes }) => bytes > limitBytes * slack.factor + slack.bytes)
    expect(over).toEqual([])
  })

  test('what is imported and not used costs nothing', async () => {
    const entries = packages.flatMap((each) => each.entries.map(({ specifier }) => specifier))
    const unused = entries.map((entry, i) => `import * as entry${i} from '${entry}'\nimport '${entry}'\n`).join('')
    const jobs = [
      job(bundler, 'nothing', 'console.log("here")\n'),
      job(bundler, 'unused', `${unused}console.log("here")\n`),
    ]
    await bundle(bundler, jobs, project)
    const [nothing = '', rest] = jobs.map(({ outfile }) => readFileSync(outfile, 'utf8'))
    expect(rest).toHaveLength(nothing.length)
  })
})

test('a limit is read as it is written', () => {
  expect([bytesOf('0.5 kB'), bytesOf('13.7 kB'), bytesOf('700 B')]).toEqual([500, 13_700, 700])
})
