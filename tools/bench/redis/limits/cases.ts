/** Lets a piece of work pass when the limit of the fleet does. */
export type Admit = () => Promise<void>

/** One limiter, in one process of a fleet. */
export interface Case {
  readonly name: string
  readonly packageName: string
  /** What a reader must know of it. */
  readonly why?: string
  /** Whether it has something to wait in; else those that wait all ask again. */
  readonly isQueue?: boolean
  /** `limit` units a second, on the Redis of a port. */
  open(port: number, limit: number): Promise<Admit>
}

/** Our own, ahead of need and one by one, then the peers. */
export const cases: readonly Case[] = [
  {
    name: 'Fairlead, in a queue',
    packageName: '@fairlead/redis',
    async open(port, limit) {
      const { createScheduler } = await import('@fairlead/queue')
      const scheduler = createScheduler({ rates: (await ours(port, limit)).rates, maxQueued: Infinity })
      return () => scheduler.run(() => {})
    },
  },
  {
    name: 'Fairlead, one by one',
    packageName: '@fairlead/redis',
    isQueue: false,
    async open(port, limit) {
      const { take } = await ours(port, limit)
      return async () => void (await take())
    },
  },
  {
    name: 'rate-limiter-flexible',
    packageName: 'rate-limiter-flexible',
    why: 'fixed windows: twice the limit around the end of one',
    async open(port, limit) {
      const { RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible')
      const limiter = new RateLimiterRedis({ storeClient: await connect(port), points: limit, duration: 1 })
      return async () => {
        for (;;) {
          try {
            await limiter.consume('tides')
            return
          } catch (refused) {
            if (!(refused instanceof RateLimiterRes)) throw refused
            await pause(refused.msBeforeNext)
          }
        }
      }
    },
  },
  {
    name: 'Bottleneck',
    packageName: 'bottleneck',
    why: 'a reservoir for five seconds, filled by the clock of whoever asks',
    async open(port, limit) {
      const [{ default: Bottleneck }, { Redis }] = await Promise.all([import('bottleneck'), import('ioredis')])
      const limiter = new Bottleneck({
        id: 'tides',
        datastore: 'ioredis',
        // It asks for the package itself, by a name that Node does not find from everywhere.
        Redis,
        clientOptions: { host: '127.0.0.1', port },
        // With Redis it can be no shorter.
        reservoir: 5 * limit,
        reservoirRefreshAmount: 5 * limit,
        reservoirRefreshInterval: 5_000,
      })
      await limiter.ready()
      return () => limiter.schedule(() => Promise.resolve())
    },
  },
]

async function ours(port: number, limit: number) {
  const [{ redis }, { sharedRates }] = await Promise.all([import('@fairlead/redis'), import('@fairlead/redis/queue')])
  return sharedRates(redis(await connect(port), { deadlineMs: 2_000 }), 'tides', [{ limit, periodMs: 1_000 }])
}

async function connect(port: number) {
  const { Redis } = await import('ioredis')
  return new Redis(port, '127.0.0.1')
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, delayMs))
}
