/** Puts one piece of work into a queue; answers its promise, or undefined where there is none. */
export type Add = (work: () => Promise<void>, priority: number, signal?: AbortSignal) => Promise<unknown> | undefined

/** One queue that runs ten at a time. `make` imports what it needs, so that a process holds one queue alone. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** The most that it can hold in reasonable time. */
  readonly most: number
  /** Why not more. */
  readonly why?: string
  make(): Promise<Add>
}

export const CONCURRENCY = 10
/** Priority classes of the random priorities. */
export const CLASSES = 10
const MILLION = 1_000_000

const byPriority = Array.from({ length: CLASSES }, (_, priority) => ({ priority }))

/** First in, first out. */
export const fifo: readonly Case[] = [
  { name: 'Fairlead', most: MILLION, make: async () => scheduler() },
  {
    name: 'fastq, callbacks (no promise)',
    packageName: 'fastq',
    most: MILLION,
    make: async () => {
      const { default: fastq } = await import('fastq')
      type Done = (error: Error | null) => void
      const run = async (work: () => Promise<void>, done: Done): Promise<void> => {
        await work()
        done(null)
      }
      const queue = fastq(run, CONCURRENCY)
      return (work) => {
        queue.push(work)
        return undefined
      }
    },
  },
  {
    name: 'fastq.promise',
    packageName: 'fastq',
    most: MILLION,
    make: async () => {
      const { default: fastq } = await import('fastq')
      const queue = fastq.promise((work: () => Promise<void>) => work(), CONCURRENCY)
      return (work) => queue.push(work)
    },
  },
  {
    name: 'p-limit',
    packageName: 'p-limit',
    most: MILLION,
    make: async () => {
      const { default: pLimit } = await import('p-limit')
      const limit = pLimit(CONCURRENCY)
      return (work) => limit(work)
    },
  },
  {
    name: 'cockatiel, bulkhead',
    packageName: 'cockatiel',
    most: 100_000,
    why: 'takes time that grows with what waits',
    make: async () => {
      const { bulkhead } = await import('cockatiel')
      const policy = bulkhead(CONCURRENCY, Infinity)
      return (work) => policy.execute(work)
    },
  },
  { name: 'p-queue', packageName: 'p-queue', most: MILLION, make: async () => pQueue(() => undefined) },
  {
    name: 'Bottleneck',
    packageName: 'bottleneck',
    most: 1_000,
    why: 'two timers for each piece of work: 28 s for 10k',
    make: async () => bottleneck(() => ({})),
  },
]

/** Ten classes at random; what knows no priorities is not here. */
export const prioritised: readonly Case[] = [
  { name: 'Fairlead', most: MILLION, make: async () => scheduler(byPriority) },
  {
    name: 'p-queue',
    packageName: 'p-queue',
    most: 100_000,
    why: 'each insertion moves what comes after it: minutes for 1M',
    make: async () => pQueue((priority) => byPriority[priority]),
  },
  {
    name: 'Bottleneck',
    packageName: 'bottleneck',
    most: 1_000,
    why: 'as above',
    make: async () => bottleneck((priority) => ({ priority })),
  },
]

/** Those that let go of what waits when its signal aborts. */
export const abortable: readonly Case[] = [
  {
    name: 'Fairlead',
    most: 50_000,
    make: async () => {
      const { createScheduler } = await import('@fairlead/queue')
      const { run } = createScheduler({ concurrency: CONCURRENCY, maxQueued: Infinity })
      return (work, _, signal) => run(work, { signal })
    },
  },
  {
    name: 'p-queue',
    packageName: 'p-queue',
    most: 50_000,
    make: async () => {
      const { default: Queue } = await import('p-queue')
      const queue = new Queue({ concurrency: CONCURRENCY })
      return (work, _, signal) => queue.add(work, signal && { signal })
    },
  },
]

async function scheduler(options: readonly ({ readonly priority: number } | undefined)[] = []): Promise<Add> {
  const { createScheduler } = await import('@fairlead/queue')
  const { run } = createScheduler({ concurrency: CONCURRENCY, maxQueued: Infinity })
  return (work, priority) => run(work, options[priority])
}

async function pQueue(optionsOf: (priority: number) => { readonly priority: number } | undefined): Promise<Add> {
  const { default: Queue } = await import('p-queue')
  const queue = new Queue({ concurrency: CONCURRENCY })
  return (work, priority) => queue.add(work, optionsOf(priority))
}

async function bottleneck(optionsOf: (priority: number) => { readonly priority?: number }): Promise<Add> {
  const { default: Limiter } = await import('bottleneck')
  const limiter = new Limiter({ maxConcurrent: CONCURRENCY })
  return (work, priority) => limiter.schedule(optionsOf(priority), work)
}
