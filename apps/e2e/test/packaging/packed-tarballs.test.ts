import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const modules = join(root, 'node_modules')
const consumer = mkdtempSync(join(tmpdir(), 'fairlead-consumer-'))

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}
const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
const manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest)
const entries = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1)),
)
/** What npm brings along with our packages, and with those: packed from the workspace too. An alias is looked up in the registry. */
const brought = new Map<string, string>()
for (const manifest of manifests) bring(manifest, root)

function bring({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Manifest, from: string): void {
  const needed = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  for (const name of [...Object.keys(dependencies), ...needed]) {
    if (name.startsWith('@fairlead/') || brought.has(name)) continue
    const folder = [join(from, 'node_modules', name), join(modules, name)].find((each) => existsSync(each))
    if (!folder) throw new Error(`${name} is not installed`)
    brought.set(name, folder)
    bring(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest, folder)
  }
}

/** What a user adds beside the packages; taken from the workspace. */
const companions = [
  '@opentelemetry/api',
  '@types/node',
  '@types/react',
  'axios',
  'bullmq',
  'ky',
  'msw',
  'socket.io-client',
  'zod',
]

beforeAll(() => {
  execFileSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-b', 'tsconfig.build.json'], { cwd: root })
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  npm('pack', '--silent', '--pack-destination', consumer, ...folders)
  npm('pack', '--silent', '--ignore-scripts', '--pack-destination', consumer, ...brought.values())
  const tarballs = readdirSync(consumer).filter((file) => file.endsWith('.tgz'))
  npm('install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs.map((file) => `./${file}`))
  for (const name of companions) {
    mkdirSync(dirname(join(consumer, 'node_modules', name)), { recursive: true })
    symlinkSync(join(modules, name), join(consumer, 'node_modules', name))
  }
  cpSync(join(import.meta.dirname, 'consumer'), join(consumer, 'src'), { recursive: true })
  writeFileSync(
    join(consumer, 'src', 'every-entry.ts'),
    entries.map((entry, i) => `export * as entry${i} from '${entry}'\n`).join(''),
  )
})

afterAll(() => rmSync(consumer, { recursive: true, force: true }))

/** npm is run by the Node in use, through the npm that called us where there is one. */
function npm(...args: string[]): void {
  const script = process.env['npm_execpath']
  if (script?.endsWith('.js') === true) execFileSync(process.execPath, [script, ...args], { cwd: consumer })
  else execFileSync('npm', args, { cwd: consumer, shell: process.platform === 'win32' })
}

function node(code: string, type: 'module' | 'commonjs'): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '-e', code], {
    cwd: consumer,
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : `${stdout}${stderr}`
}

describe.each(['typescript-5.9', 'typescript', 'typescript-native'])('a consumer with %s', (compiler) => {
  test.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('compiles under moduleResolution %s with library checks on', (moduleResolution, module) => {
    const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--types', 'node']
    const lib = ['--lib', 'es2024,dom,dom.iterable,dom.asynciterable']
    const resolution = ['--module', module, '--moduleResolution', moduleResolution]
    const files = readdirSync(join(consumer, 'src')).map((file) => `src/${file}`)
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(modules, compiler, 'bin/tsc'), ...flags, ...lib, ...resolution, ...files],
      { cwd: consumer, encoding: 'utf8' },
    )
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})

test.each(['react', 'vue'])('@fairlead/%s compiles alone, with library checks on', (name) => {
  const alone = mkdtempSync(join(tmpdir(), 'fairlead-alone-'))
  try {
    // Copies, because what a link leads to would find the packages beside it.
    for (const each of [...brought.keys(), '@fairlead/core', '@fairlead/query', `@fairlead/${name}`])
      cpSync(join(consumer, 'node_modules', each), join(alone, 'node_modules', each), { recursive: true })
    cpSync(join(modules, '@types/react'), join(alone, 'node_modules/@types/react'), { recursive: true })
    cpSync(join(modules, 'csstype'), join(alone, 'node_modules/csstype'), { recursive: true })
    writeFileSync(join(alone, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(alone, 'index.ts'), `export * from '@fairlead/${name}'\n`)
    const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--module', 'nodenext']
    const lib = ['--lib', 'es2024,dom,dom.iterable,dom.asynciterable']
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(modules, 'typescript/bin/tsc'), ...flags, ...lib, 'index.ts'],
      { cwd: alone, encoding: 'utf8' },
    )
    expect(stdout).toBe('')
    expect(status).toBe(0)
    expect(existsSync(join(alone, 'node_modules/@fairlead/ws'))).toBe(false)
  } finally {
    rmSync(alone, { recursive: true, force: true })
  }
})

test.each(entries)('%s is imported on Node and names its exports', (entry) => {
  expect(node(`console.log(Object.keys(await import('${entry}')).length > 0)`, 'module')).toBe('true')
})

test.each(entries)('%s is required on Node', (entry) => {
  expect(node(`console.log(Object.keys(require('${entry}')).length > 0)`, 'commonjs')).toBe('true')
})

test('an entry is one module, whichever way it is loaded', () => {
  const code = `const { createRequire } = await import('node:module')
    const required = createRequire(import.meta.url)('@fairlead/core')
    console.log((await import('@fairlead/core')).createClient === required.createClient)`
  expect(node(code, 'module')).toBe('true')
})

test.each(manifests)('the tarball of $name holds only what its users need', ({ name }) => {
  const installed = join(consumer, 'node_modules', name)
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
  expect(files.filter((file) => /tsbuildinfo|(^|\/)(test|node_modules)(\/|$)|\.test\.|tsconfig/.test(file))).toEqual([])
})
