import { check, isPart } from '../check.ts'
import type { AdaptiveLimitMaker } from './adaptive-limit.ts'
import { ADAPTIVE, type AdaptiveOptions } from './options.ts'

/** How a limit grows by one and shrinks by a part. */
export interface AimdOptions extends AdaptiveOptions {
  /** What is left of it after an overload. @defaultValue 0.9 */
  readonly backoff?: number | undefined
}

/** How much of the time of one call counts. */
const SMOOTHING = 0.1
/** How fast the usual time follows when calls become slower for good. */
const DRIFT = 0.001

/**
 * A limit that grows by one in the time of one call while it is used, and shrinks by a part when the server refuses, does
 * not answer in time, or has become much slower than it was. It shrinks once for all calls that were under way together.
 *
 * @see Chiu and Jain 1989; Netflix concurrency-limits, which advises it for clients
 * @throws `config`
 */
export function aimd(options: AimdOptions = {}): AdaptiveLimitMaker {
  const {
    min = 1,
    max = 200,
    initial = 10,
    tolerance = 2,
    backoff = 0.9,
  } = check('aimd', options, {
    ...ADAPTIVE,
    backoff: isPart,
  })
  return () => {
    let limit = Math.min(Math.max(initial, min), max)
    let shrunkAt = -Infinity
    let smoothMs = 0
    let usualMs = Infinity
    return {
      get limit() {
        return Math.floor(limit)
      },
      learn({ startedAtMs, rttMs, inFlight, outcome }) {
        if (outcome === 'success') {
          smoothMs += (rttMs - smoothMs) * (smoothMs ? SMOOTHING : 1)
          usualMs = smoothMs < usualMs ? smoothMs : usualMs + (smoothMs - usualMs) * DRIFT
        }
        if (outcome === 'overload' || smoothMs > usualMs * tolerance) {
          if (startedAtMs < shrunkAt) return
          shrunkAt = startedAtMs + rttMs
          limit = Math.max(min, limit * backoff)
        } else if (inFlight * 2 >= limit) limit = Math.min(max, limit + 1 / limit)
      },
    }
  }
}
