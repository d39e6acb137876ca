import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Client } from '../clients/clients.ts'
import { serveAlone } from '../servers/alone.ts'

/** A client and its server, with a process each, that do nothing until they are told. */
export interface Pair {
  /** Sends for so long; answers with acknowledged messages per second. */
  measure(ms: number): Promise<number>
  stop(): Promise<void>
}

/** Starts both; `delayMs` is what a proxy between them adds in each direction. */
export async function startPair(client: Client, delayMs: number): Promise<Pair> {
  const server = await serveAlone(client, delayMs)
  const child = fork(join(import.meta.dirname, 'one-client.ts'), [client.name, `${server.port}`], {
    execArgv: ['--conditions=@fairlead/source', '--no-warnings'],
  })
  await once(child, 'message')
  return {
    async measure(ms) {
      const answer = once(child, 'message')
      child.send(ms)
      const [perSecond] = (await answer) as [number]
      return perSecond
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await Promise.all([ended, server.stop()])
    },
  }
}
