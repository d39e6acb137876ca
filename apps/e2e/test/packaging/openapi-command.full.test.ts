import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findRuntimes } from '../../../../tools/runtimes/runtimes.ts'
import { type Manager, npmManager, pnpmManager } from './support/managers.ts'
import { javascript, pack, root } from './support/packed.ts'
import { type Registry, serve } from './support/registry.ts'
import { type Ran, node, run } from './support/run.ts'
import { dependenciesOf } from './support/wanted.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-command-'))
const wanted = { name: 'openapi', ours: ['core', 'openapi'], others: ['zod'] }
const contract = join(import.meta.dirname, 'consumer/contract.ts')
/** The generated modules are the same wherever they are installed; how they find packages is each manager's own. */
const compilersOf = ({ name }: Manager): string[] => [
  'typescript-native',
  ...(name === 'npm' ? ['typescript', 'typescript-5.9'] : []),
]
/** A user's program: one call by the imported contract, answered over loopback. */
const call = `import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@fairlead/core'
import * as contract from './api/index'

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ id: request.url, draughtM: 16 }))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const client = createClient({ baseUrl: \`http://127.0.0.1:\${port}\`, contract })
const { id, draughtM } = await client.api.vessels.byId({ params: { id: 'emma' } })
console.log(id, draughtM.toFixed(1))
await client.dispose()
server.close()
`
const node22 = (await findRuntimes()).here.find(({ name }) => name === 'Node 22')
let registry: Registry

beforeAll(async () => {
  registry = await serve(await pack(join(folder, 'tarballs')))
}, 300_000)
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, 300_000)

describe.each([npmManager, pnpmManager])('fairlead-openapi, installed by $name', (manager: Manager) => {
  const project = join(folder, manager.name)
  const write = (file: string, text: string): void => writeFileSync(join(project, file), text)
  const read = (file: string): string => readFileSync(join(project, file), 'utf8')
  const command = async (args: string): Promise<Ran> => manager.exec(project, ['fairlead-openapi', ...args.split(' ')])
  /** How the project is compiled, which the imported modules follow. */
  const configure = (resolution: Readonly<Record<string, string>>): void => {
    const lib = ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable']
    const strict = { strict: true, skipLibCheck: false, target: 'es2023', types: ['node'], lib }
    const compilerOptions = { ...strict, ...resolution, rootDir: 'src', outDir: 'dist' }
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }))
  }
  const compile = async (compiler: string, ...flags: string[]): Promise<string> =>
    (await node(join(root, 'node_modules', compiler, 'bin/tsc'), ['-p', '.', ...flags], project)).output

  beforeAll(async () => {
    mkdirSync(join(project, 'src'), { recursive: true })
    cpSync(contract, join(project, 'src/contract.ts'))
    write('contract.mjs', javascript(contract))
    const dependencies = dependenciesOf(wanted, false)
    write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }))
    const { status, output } = await manager.install(project, registry, join(folder, 'caches'), wanted)
    if (status !== 0) throw new Error(output)
  }, 300_000)

  test('says how it is used', async () => {
    expect(await command('--help')).toMatchObject({ status: 0, output: expect.stringContaining('import <document>') })
  })

  test('exports a contract in TypeScript on Node 24 and in JavaScript on Node 22, to the same document', async () => {
    const rest = '--name vessels --title Harbour --version 1.0.0 --out'
    expect(await command(`export src/contract.ts ${rest} harbour.yaml`)).toMatchObject({ status: 0 })
    const script = ['node_modules/@fairlead/openapi/dist/command.js', 'export', 'contract.mjs']
    const onNode22 = await run(node22?.executable ?? '', [...script, ...rest.split(' '), 'harbour-22.yaml'], project)
    expect(onNode22).toMatchObject({ status: 0 })
    expect(read('harbour.yaml')).toContain('/vessels/{id}/moorings')
    expect(read('harbour-22.yaml')).toBe(read('harbour.yaml'))
  })

  test('finds nothing wrong with what it exported, and what is wrong with another document', async () => {
    write('broken.yaml', read('harbour.yaml').replace('in: path', 'in: pth'))
    expect(await command('check harbour.yaml')).toEqual({ status: 0, output: '0 errors, 0 warnings' })
    expect(await command('check broken.yaml')).toMatchObject({
      status: 1,
      output: expect.stringContaining('parameters/0/in'),
    })
  })

  test('tells a change that breaks callers', async () => {
    write('after.yaml', read('harbour.yaml').replaceAll('draughtM', 'draught'))
    expect(await command('diff harbour.yaml after.yaml')).toMatchObject({
      status: 1,
      output: expect.stringMatching(/^breaking /m),
    })
    expect(await command('diff harbour.yaml harbour.yaml')).toMatchObject({ status: 0 })
  })

  test('imports modules that compile as bundlers resolve', async () => {
    configure({ module: 'esnext', moduleResolution: 'bundler' })
    write('src/call.ts', call)
    expect(await command('import harbour.yaml --out src/api')).toMatchObject({ status: 0 })
    for (const compiler of compilersOf(manager)) expect(await compile(compiler, '--noEmit')).toBe('')
  })

  test('imports modules that compile as Node resolves, and that make calls', async () => {
    configure({ module: 'nodenext' })
    write('src/call.ts', call.replace('./api/index', './api/index.js'))
    expect(await command('import harbour.yaml --out src/api')).toMatchObject({ status: 0 })
    for (const compiler of compilersOf(manager)) expect(await compile(compiler)).toBe('')
    expect(await node('dist/call.js', [], project)).toEqual({ status: 0, output: '/vessels/emma 16.0' })
  })
})
