import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ended, findProgram, freePort } from './programs.ts'

/** A Redis of our own, on loopback, that keeps nothing. */
export interface RedisServer {
  readonly host: '127.0.0.1'
  readonly port: number
  stop(): Promise<void>
}

/** How to get one, for who has none. */
export const INSTALL_REDIS =
  'install redis-server (apt-get install redis-server, brew install redis) or set REDIS_SERVER'

/** Finds a Redis that can be started, as {@link findProgram} does. */
export function findRedis(): string | undefined {
  return findProgram({
    name: 'Redis',
    file: 'redis-server',
    variable: 'REDIS_SERVER',
    debian: 'redis-server',
    install: INSTALL_REDIS,
  })
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
