import type { Commands } from '../client.ts'

/** ioredis, iovalkey and their clusters, by structure. */
export interface IoredisLike {
  readonly status: string
  readonly isCluster?: boolean
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  duplicate(...settings: never[]): IoredisSubscriber
}

/** A connection of ioredis of its own. */
export interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  on(event: string, listener: (channel: string, message: string) => void): unknown
  disconnect(): unknown
}

/** What ioredis can do. */
export function ofIoredis(client: IoredisLike): Commands {
  return {
    run: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    runSha: (sha, keys, args) => client.evalsha(sha, keys.length, ...keys, ...args),
    open(heard) {
      // Even one that is not to keep commands for later has to keep this: it is not connected yet.
      const settings = { enableOfflineQueue: true }
      const connection = client.duplicate(...((client.isCluster ? [[], settings] : [settings]) as never[]))
      for (const event of ['error', 'ready', 'close']) connection.on(event, heard.lost)
      connection.on('message', heard.message)
      return {
        subscribe: (channel) => connection.subscribe(channel),
        unsubscribe: (channel) => connection.unsubscribe(channel),
        close: () => void connection.disconnect(),
      }
    },
  }
}
