import type { Commands, Heard, Subscriber } from '../client.ts'

/** node-redis and its cluster, by structure. */
export interface NodeRedisLike {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  /** For what hears channels, which has a connection to itself. */
  duplicate?(): NodeRedisSubscriber
}

/** A connection of node-redis of its own. */
export interface NodeRedisSubscriber {
  connect(): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  on(event: string, listener: () => void): unknown
  destroy(): unknown
}

/** What node-redis can do. */
export function ofNodeRedis(client: NodeRedisLike): Commands {
  return {
    run: (script, keys, args) => client.eval(script, { keys: [...keys], arguments: [...args] }),
    runSha: (sha, keys, args) => client.evalSha(sha, { keys: [...keys], arguments: [...args] }),
    open: client.duplicate && ((heard) => openNodeRedis((client as Required<NodeRedisLike>).duplicate(), heard)),
  }
}

function openNodeRedis(connection: NodeRedisSubscriber, { message, lost }: Heard): Subscriber {
  // Without a listener an error would end the process.
  for (const event of ['error', 'ready', 'end']) connection.on(event, lost)
  let connected: Promise<unknown> | undefined
  let isConnecting = true
  return {
    async subscribe(channel) {
      await (connected ??= connection.connect().finally(() => (isConnecting = false)))
      await connection.subscribe(channel, (text) => message(channel, text))
    },
    unsubscribe: (channel) => connection.unsubscribe(channel),
    close() {
      // One that still connects comes with a socket later, which would keep the process alive.
      if (isConnecting) connected?.finally(() => connection.destroy()).catch(() => {})
      connection.destroy()
    },
  }
}
