import { type RateOptions, checkRate, isRate } from './options.ts'
import type { RateLimitMaker } from './rate-limit.ts'

/** A steady rate with bursts. */
export interface GcraOptions extends RateOptions {
  /** Units that may pass at once after a silence. @defaultValue the limit, but at least 1; 1 spaces them evenly */
  readonly burst?: number | undefined
}

/** What floating point loses on the way: times since 1970 are no finer than a quarter of it. */
const TINY_MS = 1e-3

/**
 * A rate by the generic cell rate algorithm: a token bucket whose whole state is one time, that at which it is full again.
 * Any time lets through what fills in it and one burst, no more. Waits are whole milliseconds, as timers are.
 *
 * @see ITU-T I.371, annex A
 * @throws `config`
 */
export function gcra(options: GcraOptions): RateLimitMaker {
  const { limit, periodMs, unit = 'calls', burst = Math.max(limit, 1) } = checkRate('gcra', options, { burst: isRate })
  const intervalMs = periodMs / limit
  const burstMs = burst * intervalMs
  return () => {
    let fullAt = -Infinity
    const after = (nowMs: number, cost: number): number => {
      // A clock that was set back must lock nobody out for longer than an empty bucket does.
      if (fullAt > nowMs + burstMs + TINY_MS) fullAt = nowMs + burstMs
      return Math.max(nowMs, fullAt) + cost * intervalMs
    }
    return {
      unit,
      intervalMs,
      waitMs: (nowMs, cost) =>
        cost > burst ? Infinity : Math.max(0, Math.ceil(after(nowMs, cost) - burstMs - nowMs - TINY_MS)),
      take(nowMs, cost) {
        fullAt = after(nowMs, cost)
      },
    }
  }
}
