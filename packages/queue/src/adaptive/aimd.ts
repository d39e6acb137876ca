import { isPart } from '../check.ts'
import type { AdaptiveLimitMaker } from './adaptive-limit.ts'
import { type AdaptiveOptions, checkAdaptive } from './options.ts'

/** How a limit grows by one and shrinks by a part. */
export interface AimdOptions extends AdaptiveOptions {
  /** What is left of it after an overload. @defaultValue 0.9 */
  readonly backoff?: number | undefined
}

/** How much of the time of one call counts. */
const SMOOTHING = 0.05
/** How much of it counts for what is usual: about six hundred calls do. */
const LONG = 2 / 601

/** What is left of the memory of a larger limit with each time it shrinks. */
const FADING = 0.98

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
    tolerance = 3,
    backoff = 0.9,
  } = checkAdaptive('aimd', options, { backoff: isPart })
  return () => {
    let limit = Math.min(Math.max(initial, min), max)
    let shrunkAt = -Infinity
    /** What it was before it shrank: it comes half of the way back fast. */
    let before = 0
    let smoothMs = 0
    let usualMs = 0
    let calls = 0
    return {
      get limit() {
        return Math.floor(limit)
      },
      learn({ startedAtMs, rttMs, inFlight, outcome }) {
        const isBusy = inFlight * 2 >= limit
        if (outcome === 'success') {
          const share = 1 / ++calls
          smoothMs += (rttMs - smoothMs) * Math.max(SMOOTHING, share)
          // What is slow while we ask for much may be slow because of it; at the smallest limit it is not.
          if (!isBusy || limit === min || share > LONG) usualMs += (rttMs - usualMs) * Math.max(LONG, share)
          else usualMs = Math.min(usualMs, smoothMs)
        }
        // Times are whole milliseconds: what takes less than one is not told from what takes one.
        if (outcome === 'overload' || smoothMs > Math.max(usualMs, 1) * tolerance) {
          if (startedAtMs < shrunkAt) return
          // A refusal comes fast, and is no reason to shrink as fast.
          shrunkAt = startedAtMs + Math.max(rttMs, usualMs)
          before = Math.max(limit, before * FADING)
          limit = Math.max(min, limit * backoff)
        } else if (isBusy) limit = Math.min(max, limit + (limit * 2 < before ? 1 : 1 / limit))
      },
    }
  }
}
