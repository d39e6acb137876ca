import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { installFromDebian } from './debian.ts'

/** A Redis of our own, on loopback, that keeps nothing. */
export interface RedisServer {
  readonly host: '127.0.0.1'
  readonly port: number
  stop(): Promise<void>
}

/** How to get one, for who has none. */
export const INSTALL_REDIS =
  'install redis-server (apt-get install redis-server, brew install redis) or set REDIS_SERVER'

/**
 * Finds a Redis that can be started: `REDIS_SERVER`, then the path. Installs nothing, except that with `CI=true` on linux it
 * installs Debian's.
 * @throws Error where `REDIS_SERVER` names none, and with `CI=true` where none can be had.
 */
export function findRedis(): string | undefined {
  const named = process.env['REDIS_SERVER']
  if (named !== undefined && named !== '') {
    if (!starts(named)) throw new Error(`REDIS_SERVER names ${named}, which does not start.`)
    return named
  }
  const found = onPath()
  if (found !== undefined || process.env['CI'] !== 'true') return found
  installFromDebian('redis-server', () => onPath() !== undefined)
  const installed = onPath()
  if (installed === undefined) throw new Error(`No Redis found: ${INSTALL_REDIS}.`)
  return installed
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path) && starts(path))
}

function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

/** Starts a Redis on a free port of loopback, in a folder of its own. */
export async function startRedis(path: string): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-redis-'))
  const port = await freePort()
  const args = ['--save', '', '--appendonly', 'no', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const child = spawn(path, args, { stdio: 'ignore' })
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(port)) return { host: '127.0.0.1', port, stop }
    if (child.exitCode !== null) break
    await pause(25)
  }
  await stop()
  throw new Error(`${path} does not start on port ${port}.`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
  })
}
