import { cache } from '@fairlead/cache'
import { createClient, get, put } from '@fairlead/core'
import { type RedisClient, type RedisOptions, redis } from '@fairlead/redis'
import { type RedisStoreOptions, redisStore } from '@fairlead/redis/cache'

/** How a program of the fleet is set up, beside its defaults. */
export interface ProgramOptions {
  readonly origin: string
  readonly namespace: string
  readonly store?: RedisStoreOptions
  readonly redis?: RedisOptions
  readonly storeDeadlineMs?: number
}

/** A program of the fleet: a client with two tiers. No deadline of its own decides anything, unless a test says so. */
export function programOf(client: RedisClient, { origin, namespace, store, storeDeadlineMs, ...rest }: ProgramOptions) {
  const fleet = redis(client, { namespace, deadlineMs: 10_000, ...rest.redis })
  const api = createClient({
    baseUrl: origin,
    contract: { read: get('/{path}', { tags: ({ params }) => [String(params.path)] }), write: put('/{path}') },
    plugins: [cache({ store: redisStore(fleet, store), storeDeadlineMs: storeDeadlineMs ?? 10_000 })],
  })
  return { api, fleet }
}
