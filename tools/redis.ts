import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ended, findProgram, freePort } from './programs.ts'

/** A Redis of our own, on loopback, that keeps nothing. */
export interface RedisServer {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Freezes it: connections stay open, and nothing is answered. */
  pause(): void
  resume(): void
  /** Ends it at once, with all that it had. */
  kill(): Promise<void>
  /** Ends it and starts an empty one on the same port. */
  restart(): Promise<void>
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

/** Starts a Redis on a free port of loopback, in a folder of its own, with further arguments of the program. */
export async function startRedis(path: string, more: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-redis-'))
  const port = await freePort()
  const args = ['--save', '', '--appendonly', 'no', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  let child: ChildProcess
  const start = async (): Promise<void> => {
    child = spawn(path, [...args, ...more], { stdio: 'ignore' })
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(port)) return
      if (child.exitCode !== null) break
      await sleep(25)
    }
    await stop()
    throw new Error(`${path} does not start on port ${port}.`)
  }
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  await start()
  return {
    host: '127.0.0.1',
    port,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => ended(child),
    async restart() {
      await ended(child)
      await start()
    },
    stop,
  }
}

/** Whether a Redis listens there; one with a password says that it wants it. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()))
    })
    socket.once('error', () => resolve(false))
  })
}
