import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { installFromDebian } from './debian.ts'

/** A program that tests need and npm does not ship. */
export interface Wanted {
  /** As people call it. */
  readonly name: string
  /** Its file on the path. */
  readonly file: string
  /** The environment variable that names another one. */
  readonly variable: string
  /** The package of Debian that has it. */
  readonly debian: string
  /** How to get one, for who has none. */
  readonly install: string
}

/**
 * Finds a program that can be started: what its variable names, then the path. Installs nothing, except that with `CI=true` on
 * linux it installs Debian's.
 * @throws Error where the variable names none, and with `CI=true` where none can be had.
 */
export function findProgram({ name, file, variable, debian, install }: Wanted): string | undefined {
  const named = process.env[variable]
  if (named !== undefined && named !== '') {
    if (!starts(named)) throw new Error(`${variable} names ${named}, which does not start.`)
    return named
  }
  const found = onPath(file)
  if (found !== undefined || process.env['CI'] !== 'true') return found
  installFromDebian(debian, () => onPath(file) !== undefined)
  const installed = onPath(file)
  if (installed === undefined) throw new Error(`No ${name} found: ${install}.`)
  return installed
}

function onPath(file: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path) && starts(path))
}

function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

/** Ends a program, and waits until it has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
