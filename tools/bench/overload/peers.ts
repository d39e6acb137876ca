import {
  TimeoutStrategy,
  ExponentialBackoff,
  SamplingBreaker,
  circuitBreaker,
  handleAll,
  retry,
  timeout,
  wrap,
} from 'cockatiel'
import PQueue from 'p-queue'
import type { EventClock } from './event-clock.ts'
import type { Policy } from './simulate.ts'

/**
 * p-queue and cockatiel as a careful user puts them together: a hundred at once, a second for a try, three retries with
 * jittered backoff, a breaker at half of the calls in ten seconds. Both use the platform's timers, which {@link onClock}
 * replaces.
 */
export const pQueueAndCockatiel: Policy = (_, { transport }) => {
  const queue = new PQueue({ concurrency: 100 })
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: 5_000,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 }),
  })
  const retries = retry(handleAll, {
    maxAttempts: 3,
    backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 10_000 }),
  })
  const policy = wrap(retries, breaker, timeout(1_000, TimeoutStrategy.Aggressive))
  return () =>
    queue.add(() =>
      policy.execute(async ({ signal }) => {
        const request = { method: 'GET', url: 'https://model.example/work', headers: {}, signal } as never
        const { status } = await transport.send(request)
        if (status >= 400) throw new Error(String(status))
      }),
    )
}

/** Runs a simulation with the platform's clock and timers in the hands of a virtual clock. */
export async function onClock<T>(run: (adopt: (clock: EventClock) => void) => Promise<T>): Promise<T> {
  const real = { setTimeout, clearTimeout, now: Date.now, performanceNow: performance.now.bind(performance) }
  let clock: EventClock | undefined
  const timer = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): object =>
    Object.assign(clock!.setTimeout(() => callback(...args), delayMs) as object, { unref() {}, ref() {} })
  Object.assign(globalThis, { setTimeout: timer, clearTimeout: (handle: unknown) => clock!.clearTimeout(handle) })
  Date.now = () => clock!.now()
  performance.now = () => clock!.elapsedMs()
  try {
    return await run((own) => (clock = own))
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
    Date.now = real.now
    performance.now = real.performanceNow
  }
}
