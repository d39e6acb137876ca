import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Starts a process of a fleet, which waits for a word before it begins. */
export async function startWorker(...args: readonly (string | number)[]): Promise<ChildProcess> {
  const script = fileURLToPath(import.meta.resolve('./worker.ts'))
  const child = fork(script, args.map(String), { execArgv: ['--conditions=@fairlead/source'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}
