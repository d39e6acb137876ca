import { configError } from '@fairlead/core'
import { type EvalClient, ofEval } from './clients/eval-client.ts'
import { type IoredisLike, ofIoredis } from './clients/ioredis.ts'
import { type NodeRedisLike, ofNodeRedis } from './clients/node-redis.ts'

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
  /** Whether each channel has one of its own, which may end without the others. */
  readonly isSplit?: boolean
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
