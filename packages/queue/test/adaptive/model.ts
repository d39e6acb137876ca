import { FairleadError } from '@fairlead/core'
import { type AdaptiveLimit, type AdaptiveLimitMaker, createScheduler } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { createRandom } from '../support/random.ts'

/** Calls that the modelled server can answer in a second: ten workers, a hundred milliseconds each. */
export const CAPACITY = 100

/** What happens in a model, by milliseconds since it began. */
export interface Course {
  readonly seconds: number
  /** Calls in a second, whatever becomes of them; or callers who make one call after the other. */
  readonly load: { readonly callsPerSecond: number } | { readonly callers: number }
  /** @defaultValue 10 */
  readonly workers?: (atMs: number) => number
  /** @defaultValue 100 */
  readonly serviceMs?: (atMs: number) => number
}

/**
 * A server that works on everything that reaches it, also for those who have given up after a second, behind a scheduler
 * whose places an adaptive limit counts. Answers the successes of each second, and the limit at its end.
 */
export async function model(make: AdaptiveLimitMaker, { seconds, load, workers, serviceMs }: Course, seed = 1) {
  const clock = createVirtualClock({ startMs: 0 })
  const random = createRandom(seed)
  const exponential = (meanMs: number): number => -Math.log(1 - random()) * meanMs
  let limit: AdaptiveLimit = { limit: 0, learn() {} }
  const concurrency: AdaptiveLimitMaker = () => (limit = make())
  const scheduler = createScheduler({ clock, concurrency, maxWaitMs: 300 })
  const line: (() => void)[] = []
  let working = 0

  function work(): void {
    while (line.length > 0 && working < (workers?.(clock.now()) ?? 10)) {
      const answer = line.shift() as () => void
      working++
      clock.setTimeout(
        () => {
          working--
          answer()
          work()
        },
        exponential(serviceMs?.(clock.now()) ?? 100),
      )
    }
  }

  const call = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = clock.setTimeout(() => reject(new FairleadError('timeout', undefined, 'too late')), 1_000)
      line.push(() => {
        clock.clearTimeout(late)
        resolve()
      })
      work()
    })

  const successes = Array.from({ length: seconds }, () => 0)
  const limits: number[] = []
  const once = (): Promise<void> =>
    scheduler.run(call).then(
      () => void successes[Math.floor(clock.now() / 1_000)]!++,
      () => {},
    )

  function arrive(): void {
    if (!('callsPerSecond' in load)) return
    void once()
    clock.setTimeout(arrive, exponential(1_000 / load.callsPerSecond))
  }
  async function stay(): Promise<void> {
    await once()
    clock.setTimeout(() => void stay(), 10)
  }

  arrive()
  if ('callers' in load) for (let caller = 0; caller < load.callers; caller++) void stay()
  for (let second = 0; second < seconds; second++) {
    await clock.advance(999)
    limits.push(limit.limit)
    await clock.advance(1)
  }
  return { limits, successes }
}

/** The mean from one second to another. */
export function mean(values: readonly number[], from = 0, to = values.length): number {
  const part = values.slice(from, to)
  return part.reduce((sum, value) => sum + value, 0) / part.length
}
