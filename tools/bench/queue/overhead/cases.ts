import type { Operation } from '../../overhead/measure.ts'

/** One policy around a call that does nothing. `make` imports what it needs. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  make(): Promise<Operation>
}

const work = async (): Promise<number> => 7
const swallow = (): undefined => undefined
const fail = async (): Promise<never> => {
  throw new Error('down')
}

/** The call alone. */
export const bare: Operation = async () => work()

/** A queue with nothing in it. */
export const queues: readonly Case[] = [
  {
    name: 'Fairlead, scheduler',
    make: async () => {
      const { createScheduler } = await import('@fairlead/queue')
      const { run } = createScheduler({ concurrency: 10 })
      return () => run(work)
    },
  },
  {
    name: 'Fairlead, scheduler with gcra',
    make: async () => {
      const { createScheduler, gcra } = await import('@fairlead/queue')
      const { run } = createScheduler({ concurrency: 10, rates: [gcra({ limit: 1e9, periodMs: 1_000 })] })
      return () => run(work)
    },
  },
  {
    name: 'Fairlead, scheduler with aimd',
    make: async () => {
      const { aimd, createScheduler } = await import('@fairlead/queue')
      const { run } = createScheduler({ concurrency: aimd() })
      return () => run(work)
    },
  },
  {
    name: 'p-limit',
    packageName: 'p-limit',
    make: async () => {
      const { default: pLimit } = await import('p-limit')
      const limit = pLimit(10)
      return () => limit(work)
    },
  },
  {
    name: 'fastq.promise',
    packageName: 'fastq',
    make: async () => {
      const { default: fastq } = await import('fastq')
      const queue = fastq.promise(work, 10)
      return () => queue.push(undefined)
    },
  },
  {
    name: 'cockatiel, bulkhead',
    packageName: 'cockatiel',
    make: async () => {
      const { bulkhead } = await import('cockatiel')
      const policy = bulkhead(10, Infinity)
      return () => policy.execute(work)
    },
  },
  {
    name: 'p-queue',
    packageName: 'p-queue',
    make: async () => {
      const { default: Queue } = await import('p-queue')
      const queue = new Queue({ concurrency: 10 })
      return () => queue.add(work)
    },
  },
  {
    name: 'p-queue, intervalCap',
    packageName: 'p-queue',
    make: async () => {
      const { default: Queue } = await import('p-queue')
      const queue = new Queue({ concurrency: 10, intervalCap: 1e9, interval: 1_000 })
      return () => queue.add(work)
    },
  },
]

/** What watches a call. */
export const policies: readonly Case[] = [
  {
    name: 'Fairlead, breaker',
    make: async () => {
      const { createBreaker } = await import('@fairlead/queue')
      const { run } = createBreaker()
      return () => run(work)
    },
  },
  {
    name: 'Fairlead, breaker that is open',
    make: async () => {
      const { createBreaker } = await import('@fairlead/queue')
      const { run } = createBreaker({ minimum: 1, openMs: 3_600_000, maxOpenMs: 3_600_000 })
      await run(fail).catch(swallow)
      return () => run(work).catch(swallow)
    },
  },
  {
    name: 'Fairlead, hedge',
    make: async () => {
      const { createHedge } = await import('@fairlead/queue')
      const { run } = createHedge()
      return () => run(work)
    },
  },
  {
    name: 'cockatiel, consecutive breaker',
    packageName: 'cockatiel',
    make: async () => {
      const { ConsecutiveBreaker, circuitBreaker, handleAll } = await import('cockatiel')
      const policy = circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(5) })
      return () => policy.execute(work)
    },
  },
  {
    name: 'cockatiel, sampling breaker',
    packageName: 'cockatiel',
    make: async () => {
      const { SamplingBreaker, circuitBreaker, handleAll } = await import('cockatiel')
      const breaker = new SamplingBreaker({ threshold: 0.5, duration: 10_000 })
      const policy = circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker })
      return () => policy.execute(work)
    },
  },
  {
    name: 'cockatiel, breaker that is open',
    packageName: 'cockatiel',
    make: async () => {
      const { ConsecutiveBreaker, circuitBreaker, handleAll } = await import('cockatiel')
      const policy = circuitBreaker(handleAll, { halfOpenAfter: 3_600_000, breaker: new ConsecutiveBreaker(1) })
      await policy.execute(fail).catch(swallow)
      return () => policy.execute(work).catch(swallow)
    },
  },
  {
    name: 'cockatiel, timeout (has no hedge)',
    packageName: 'cockatiel',
    make: async () => {
      const { TimeoutStrategy, timeout } = await import('cockatiel')
      const policy = timeout(1_000, TimeoutStrategy.Cooperative)
      return () => policy.execute(work)
    },
  },
]
