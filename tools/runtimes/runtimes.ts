import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Bundles } from './bundles.ts'

const modules = join(import.meta.dirname, 'node_modules')
const timeoutMs = 480_000
const startMs = 20_000
/** The oldest date at which workerd behaves as it does today. */
const compatibilityDate = '2026-11-01'

/** A runtime that is installed here. */
export interface Runtime {
  readonly name: string
  readonly version: string
  /** Absolute. */
  readonly executable: string
  /** Runs a bundle, with the address of a server, and answers with the JSON that it ends with. */
  run(bundles: Bundles, serverUrl: string): Promise<unknown>
}

/** What a runtime needs to be found: its packages are per platform, and npm installs the fitting one. */
interface Place {
  readonly name: string
  readonly executable: string
  readonly args?: readonly string[]
}

const places: readonly Place[] = [
  { name: 'Node 22', executable: 'node-22-*/bin/node*' },
  { name: 'Node 24', executable: process.execPath },
  { name: 'Node 26', executable: 'node-26-*/bin/node*' },
  { name: 'Bun', executable: '@oven/*/bin/bun*' },
  // Everything is allowed, as in the other runtimes: the suite is about the client, not about permissions.
  { name: 'Deno', executable: '@deno/*/deno*', args: ['run', '--allow-all', '--no-lock'] },
  { name: 'workerd', executable: '@cloudflare/workerd-*/bin/workerd*' },
]

/** Finds the runtimes and asks each for its version; what cannot be started here is named apart. */
export async function findRuntimes(): Promise<{ here: Runtime[]; missing: string[] }> {
  const here: Runtime[] = []
  const missing: string[] = []
  for (const { name, executable, args = [] } of places) {
    const [path] = executable === process.execPath ? [executable] : globSync(executable, { cwd: modules })
    const file = path && (path === process.execPath ? path : join(modules, path))
    const version = file && (await versionOf(file))
    if (!file || !version) missing.push(name)
    else here.push({ name, version, executable: file, run: runnerOf(name, file, args) })
  }
  return { here, missing }
}

function runnerOf(name: string, file: string, args: readonly string[]): Runtime['run'] {
  return name === 'workerd'
    ? (bundles, url) => runWorker(file, bundles, url)
    : (bundles, url) => runProgram(file, [...args, bundles.program, url])
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'])
    return /\d+[\w.-]+/.exec(stdout)?.[0]
  } catch {
    return undefined
  }
}

async function runProgram(file: string, args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(file, args, { env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

async function runWorker(file: string, { worker }: Bundles, serverUrl: string): Promise<unknown> {
  const port = await freePort()
  const config = join(dirname(worker), 'workerd.capnp')
  writeFileSync(config, configuration(port))
  const child = spawn(file, ['serve', config], { stdio: ['ignore', 'inherit', 'inherit'] })
  try {
    const url = `http://127.0.0.1:${port}/`
    await Promise.race([listening(url, startMs), exit(child)])
    const query = new URLSearchParams({ server: serverUrl })
    const answer = await fetch(`${url}run?${query}`, { signal: AbortSignal.timeout(timeoutMs) })
    if (!answer.ok) throw new Error(`workerd answered ${answer.status}: ${await answer.text()}`)
    return await answer.json()
  } finally {
    child.kill('SIGKILL')
  }
}

/** The worker may reach loopback, which workerd forbids unless told otherwise. */
function configuration(port: number): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "suite")],
);

const suite :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "${compatibilityDate}",
);
`
}

async function exit(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until the worker answers. */
async function listening(url: string, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
