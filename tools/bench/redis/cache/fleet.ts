import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type RedisServer, findRedis, startRedis } from '../../../redis.ts'
import { type Origin, startOrigin } from '../../cache/server.ts'
import type { Case } from './cases.ts'
import type { Start } from './clients/client.ts'
import type { Order } from './worker.ts'

/** One process of a fleet. */
export interface Worker {
  order(order: Order): Promise<unknown>
  /** Reads a key so often at the same time; the versions that were told. */
  read(key: string, count: number): Promise<number[]>
}

/** Processes that share a Redis and a server. */
export interface Fleet {
  readonly workers: readonly Worker[]
  readonly redis: RedisServer
  readonly origin: Origin
}

/** Starts a Redis, a server that takes `ms` for an answer, and processes; all end with what is done with them. */
export async function withFleet<T>(
  { name }: Case,
  { processes, ms }: { readonly processes: number; readonly ms: number },
  use: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  return withServers(ms, async ({ redis, origin }) => {
    const ending = new AbortController()
    try {
      const args = [name, JSON.stringify({ port: redis.port, url: origin.url } satisfies Start)]
      const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(args, ending.signal)))
      return await use({ workers, redis, origin })
    } finally {
      ending.abort()
    }
  })
}

/** Starts a Redis and a server for each case, and ends them. */
export async function withServers<T>(
  ms: number,
  use: (servers: Pick<Fleet, 'redis' | 'origin'>) => Promise<T>,
): Promise<T> {
  const path = findRedis()
  if (path === undefined) throw new Error('There is no Redis.')
  const redis = await startRedis(path)
  const origin = await startOrigin(ms)
  try {
    return await use({ redis, origin })
  } finally {
    origin.close()
    redis.resume()
    await redis.stop()
  }
}

async function startWorker(args: readonly string[], signal: AbortSignal): Promise<Worker> {
  const program = join(import.meta.dirname, 'worker.ts')
  const flags = ['--conditions=@fairlead/source', '--no-warnings']
  const child = spawn(process.execPath, [...flags, program, ...args], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  signal.addEventListener('abort', () => child.kill('SIGKILL'))
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  function answerTo(id: number): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    return answer.promise
  }
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const answer = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) answer?.resolve(result)
    else answer?.reject(new Error(error))
  })
  child.on('exit', () => {
    for (const answer of waiting.values()) answer.reject(new Error(`${args[0]}: the process is gone`))
  })
  function order(what: Order): Promise<unknown> {
    const id = ++last
    const answer = answerTo(id)
    child.send({ id, order: what })
    return answer
  }
  await answerTo(0)
  return { order, read: (key, count) => order({ act: 'read', key, count }) as Promise<number[]> }
}
