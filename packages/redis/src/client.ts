import { configError } from '@fairlead/core'

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

/** Anything else, such as a client over HTTP: what runs a script, and tells of channels where it can. */
export interface EvalClient {
  eval(script: string, keys: string[], args: string[]): Promise<unknown>
  evalsha?(sha: string, keys: string[], args: string[]): Promise<unknown>
}

/** A client of Redis or Valkey, already connected or connecting. It stays the caller's to close. */
export type RedisClient = NodeRedisLike | IoredisLike | EvalClient

/** What a client can do, whichever it is. */
export interface Commands {
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>
  /** Undefined for a client that cannot. */
  readonly runSha: ((sha: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>) | undefined
  /** Opens a connection that hears channels. Undefined for a client that cannot. */
  readonly open: ((heard: Heard) => Subscriber) | undefined
}

/** Who is told what a connection hears. */
export interface Heard {
  message(channel: string, text: string): void
  /** The connection has broken, or is there again: what was told in between has been missed. */
  lost(): void
}

/** A connection that hears channels. */
export interface Subscriber {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  close(): void
}

/** @throws `config` for what is no client of Redis */
export function commandsOf(client: RedisClient): Commands {
  if (isObject(client) && typeof client.eval === 'function') {
    if ('evalSha' in client) return ofNodeRedis(client)
    return 'duplicate' in client && 'status' in client ? ofIoredis(client) : ofEval(client)
  }
  throw configError('redis: this is no client of Redis; give one of node-redis or ioredis, or an object with `eval`')
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function ofNodeRedis(client: NodeRedisLike): Commands {
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

function ofIoredis(client: IoredisLike): Commands {
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

function ofEval(client: EvalClient): Commands {
  return {
    run: (script, keys, args) => client.eval(script, [...keys], [...args]),
    runSha:
      client.evalsha && ((sha, keys, args) => (client as Required<EvalClient>).evalsha(sha, [...keys], [...args])),
    open: undefined,
  }
}
