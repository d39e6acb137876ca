import { check, isAbove0, isText } from '../check.ts'
import type { RateLimitMaker } from './rate-limit.ts'

/** A steady rate with bursts. */
export interface GcraOptions {
  /** Units in a period. */
  readonly limit: number
  readonly periodMs: number
  /** Units that may pass at once after a silence. @defaultValue the limit; 1 spaces them evenly */
  readonly burst?: number | undefined
  /** What is counted. @defaultValue `'calls'` */
  readonly unit?: string | undefined
}

/** What floating point loses on the way. */
const TINY_MS = 1e-6

/**
 * A rate by the generic cell rate algorithm: a token bucket whose whole state is one time, that at which it is full again.
 *
 * @see ITU-T I.371, annex A
 * @throws `config`
 */
export function gcra(options: GcraOptions): RateLimitMaker {
  const {
    limit,
    periodMs,
    unit = 'calls',
    burst = limit,
  } = check('gcra', options, {
    limit: isAbove0,
    periodMs: isAbove0,
    burst: isAbove0,
    unit: isText,
  })
  const intervalMs = periodMs / limit
  const burstMs = burst * intervalMs
  return () => {
    let fullAt = -Infinity
    // A clock that was set back must lock nobody out for longer than an empty bucket does.
    const after = (nowMs: number, cost: number): number =>
      Math.min(Math.max(nowMs, fullAt), nowMs + burstMs) + cost * intervalMs
    return {
      unit,
      intervalMs,
      waitMs(nowMs, cost) {
        const waitMs = cost > burst ? Infinity : after(nowMs, cost) - burstMs - nowMs
        return waitMs > TINY_MS ? waitMs : 0
      },
      take(nowMs, cost) {
        fullAt = after(nowMs, cost)
      },
    }
  }
}
