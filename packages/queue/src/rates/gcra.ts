import { type RateOptions, checkRate, isRate } from './options.ts'
import type { RateLimitMaker } from './rate-limit.ts'

/** A steady rate with bursts. */
export interface GcraOptions extends RateOptions {
  /** Units that may pass at once after a silence. @defaultValue the limit, but at least 1; 1 spaces them evenly */
  readonly burst?: number | undefined
}

/** What floating point loses on the way. */
const TINY_MS = 1e-6

/**
 * A rate by the generic cell rate algorithm: a token bucket whose state is how long it takes until it is full again.
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
    // Not the time at which it is full: beside the milliseconds since 1970 a small cost would be lost.
    let owedMs = 0
    let atMs = -Infinity
    function owed(nowMs: number): number {
      // A clock that was set back must lock nobody out for longer than an empty bucket does.
      atMs = Math.min(atMs, nowMs)
      return Math.max(0, owedMs - (nowMs - atMs))
    }
    return {
      unit,
      intervalMs,
      waitMs: (nowMs, cost) =>
        cost > burst ? Infinity : Math.max(0, Math.ceil(owed(nowMs) + cost * intervalMs - burstMs - TINY_MS)),
      take(nowMs, cost) {
        owedMs = owed(nowMs) + cost * intervalMs
        atMs = nowMs
      },
    }
  }
}
