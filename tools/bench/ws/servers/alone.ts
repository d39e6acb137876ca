import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Client } from '../clients/clients.ts'

/** A server that has a process of its own. */
export interface Alone {
  readonly port: number
  stop(): Promise<void>
}

/** Starts a client's server in a process of its own; `delayMs` is what a proxy before it adds in each direction. */
export async function serveAlone({ name }: Pick<Client, 'name'>, delayMs = 0): Promise<Alone> {
  const child = fork(join(import.meta.dirname, 'one-server.ts'), [name, `${delayMs}`], {
    execArgv: ['--conditions=@fairlead/source', '--no-warnings'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
