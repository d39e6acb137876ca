import { type Open, load } from './client.ts'

/**
 * Its multi-tier page: memory of 10 MB, Redis, and a bus over Redis that tells the other processes. An hour to live, as long
 * as our server says.
 */
export const bentocache: Open = async (start) => {
  const [{ BentoCache, bentostore }, { memoryDriver }, { redisBusDriver, redisDriver }] = await Promise.all([
    import('bentocache'),
    import('bentocache/drivers/memory'),
    import('bentocache/drivers/redis'),
  ])
  const connection = { host: '127.0.0.1', port: start.port }
  const bento = new BentoCache({
    default: 'multitier',
    ttl: '1h',
    stores: {
      multitier: bentostore()
        .useL1Layer(memoryDriver({ maxSize: '10mb' }))
        .useL2Layer(redisDriver({ connection }))
        .useBus(redisBusDriver({ connection })),
    },
  })
  return {
    read: (key) => bento.getOrSet({ key, factory: () => load(start, key) }),
    invalidate: (key) => bento.delete({ key }),
  }
}
