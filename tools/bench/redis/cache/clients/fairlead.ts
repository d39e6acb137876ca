import type { Cached, Open, Page, Start } from './client.ts'

/** As it is by default: no answer from memory without a word of Redis. */
export const asking: Open = (start) => open(start, 0)

/** Believes its memory for a second. */
export const trusting: Open = (start) => open(start, 1_000)

async function open({ port, url, deadlineMs = 50 }: Start, trustMs: number): Promise<Cached> {
  const [{ createClient, get }, { cache }, { redis }, { redisStore }, { Redis }] = await Promise.all([
    import('@fairlead/core'),
    import('@fairlead/cache'),
    import('@fairlead/redis'),
    import('@fairlead/redis/cache'),
    import('ioredis'),
  ])
  const connection = new Redis(port, '127.0.0.1')
  connection.on('error', () => {})
  const client = createClient({
    baseUrl: url,
    contract: { read: get('/{key}', { tags: ({ params }) => [String(params.key)] }) },
    plugins: [
      cache({ store: redisStore(redis(connection, { deadlineMs }), { trustMs }), storeDeadlineMs: deadlineMs }),
    ],
  })
  return {
    read: async (key) => (await client.api.read({ params: { key } })) as Page,
    invalidate(key) {
      client.cache.invalidate([key], 'gone')
      return client.cache.settled()
    },
  }
}
