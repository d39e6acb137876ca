import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The demo as a person starts it. */
export interface DemoProcess {
  readonly child: ChildProcess
  /** Where it says it listens; undefined where it ended first. */
  readonly origin: string | undefined
  /** What it has written so far, both streams together. */
  readonly output: () => string
  /** Sends a signal and gives the exit code, or the name of the signal that ended it. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>
}

/** Starts the demo in a process of its own and waits until it listens or ends. */
export async function startDemo(env: Readonly<Record<string, string>> = {}): Promise<DemoProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts')], {
    env: { ...process.env, ...env },
    // The channel closes when this process ends, however it ends: the demo then ends too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  let output = ''
  const origin = await new Promise<string | undefined>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (found !== undefined && output.includes('Ctrl-C')) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void ended.then(() => resolve(undefined))
  })
  return {
    child,
    origin,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const [code, by] = await ended
      return code ?? by
    },
  }
}
