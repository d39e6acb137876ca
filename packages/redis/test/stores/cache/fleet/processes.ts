import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { ProgramOptions } from './program.ts'
import type { Order } from './worker.ts'

/** One process of the fleet. */
export interface Process {
  /** Reads a path so often at the same time; the versions that were told. */
  read(path: string, count?: number): Promise<number[]>
  write(path: string): Promise<number>
  /** Makes what has a tag gone, and waits until others can know. */
  invalidate(tag: string): Promise<unknown>
  kill(): void
}

type Without<T> = T extends unknown ? Omit<T, 'id'> : never

/** Starts processes that share a Redis and an origin; they end with the test. */
export async function startProcesses(count: number, redisUrl: string, options: ProgramOptions): Promise<Process[]> {
  return Promise.all(Array.from({ length: count }, () => startProcess(redisUrl, options)))
}

async function startProcess(redisUrl: string, options: ProgramOptions): Promise<Process> {
  const script = fileURLToPath(import.meta.resolve('./worker.ts'))
  const args = ['--conditions=@fairlead/source', script, redisUrl, JSON.stringify(options)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  const kill = (): void => void child.kill('SIGKILL')
  onTestFinished(kill)

  function expectAnswer(id: number): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    return answer.promise
  }
  function order(what: Without<Order>): Promise<unknown> {
    const id = ++last
    const answer = expectAnswer(id)
    child.send({ id, ...what })
    return answer
  }
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const answer = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) answer?.resolve(result)
    else answer?.reject(new Error(error))
  })
  child.on('exit', () => {
    for (const answer of waiting.values()) answer.reject(new Error('the process is gone'))
  })
  await expectAnswer(0)
  return {
    read: (path, many = 1) => order({ act: 'read', path, count: many }) as Promise<number[]>,
    write: (path) => order({ act: 'write', path }) as Promise<number>,
    invalidate: (path) => order({ act: 'invalidate', path }),
    kill,
  }
}
