import type { Keyv } from 'keyv'
import { type Cached, type Open, type Start, load } from './client.ts'

/**
 * What its documentation advises for Redis: `nonBlocking`, and the client of `createKeyvNonBlocking`. A read is said to look
 * in memory alone then; in this version it waits for Redis all the same.
 */
export const nonBlocking: Open = async (start) => {
  const { createKeyvNonBlocking } = await import('@keyv/redis')
  return open(start, createKeyvNonBlocking(urlOf(start)), true)
}

/** As it is by default with a secondary store. */
export const blocking: Open = async (start) => {
  const { createKeyv } = await import('@keyv/redis')
  return open(start, createKeyv(urlOf(start)), false)
}

/** Memory, Redis, and `sync` over Redis: other processes hear of what is stored and deleted. */
async function open(start: Start, secondary: Keyv, isNonBlocking: boolean): Promise<Cached> {
  const [{ Cacheable }, { RedisMessageProvider }] = await Promise.all([import('cacheable'), import('@qified/redis')])
  const qified = new RedisMessageProvider({ uri: urlOf(start) })
  const cache = new Cacheable({ secondary, nonBlocking: isNonBlocking, ttl: '1h', sync: { qified } })
  cache.on('error', () => {})
  return {
    async read(key) {
      const page = await cache.getOrSet(key, () => load(start, key))
      if (page === undefined) throw new Error('cacheable: no value')
      return page
    },
    invalidate: (key) => cache.delete(key),
  }
}

function urlOf({ port }: Start): string {
  return `redis://127.0.0.1:${port}`
}
