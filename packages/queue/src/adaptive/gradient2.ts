import type { AdaptiveLimitMaker } from './adaptive-limit.ts'
import { type AdaptiveOptions, checkAdaptive } from './options.ts'

/** How much of one call the long memory takes: about six hundred calls count. */
const LONG = 2 / 601
/** How much of one call the short memory takes. */
const SHORT = 0.05
/** How much of a new limit counts. */
const SMOOTHING = 0.2
/** Calls that may queue at the server. */
const QUEUE = 4

/**
 * A limit that follows how the time of a call compares with the time calls have taken in the long run: where they become
 * slower than `tolerance` allows, they queue at the server, and fewer are sent. It moves once in the time of one call.
 * What it sees first is usual to it, so it had better begin low. To a server that has become much slower for good it sends
 * about ten at once, until little is asked of it for a while; `aimd` finds out by itself.
 *
 * @see Netflix concurrency-limits, Gradient2Limit
 * @throws `config`
 */
export function gradient2(options: AdaptiveOptions = {}): AdaptiveLimitMaker {
  const { min = 1, max = 200, initial = 10, tolerance = 3 } = checkAdaptive('gradient2', options)
  return () => {
    let limit = Math.min(Math.max(initial, min), max)
    let longMs = 0
    let shortMs = 0
    let calls = 0
    let movedAt = -Infinity
    return {
      get limit() {
        return Math.floor(limit)
      },
      learn({ startedAtMs, rttMs, inFlight, outcome }) {
        const isOverload = outcome === 'overload'
        if (!isOverload) {
          const share = 1 / ++calls
          shortMs += (rttMs - shortMs) * Math.max(SHORT, share)
          const isBusy = inFlight * 2 >= limit
          // What is slow while we ask for much may be slow because of it: it must not become what is usual.
          if (!isBusy || limit === min || share > LONG) longMs += (rttMs - longMs) * Math.max(LONG, share)
          else longMs = Math.min(longMs, shortMs)
          if (!isBusy) return
        }
        // Those that were under way together have seen one limit, and move it once. A refusal comes fast, and is no reason
        // to shrink as fast.
        if (startedAtMs < movedAt) return
        movedAt = startedAtMs + (isOverload ? Math.max(rttMs, longMs) : rttMs)
        // Times are whole milliseconds: what takes less than one is not told from what takes one.
        const gradient = isOverload ? 0.5 : Math.max(0.5, Math.min(1, (tolerance * Math.max(longMs, 1)) / shortMs))
        const next = limit * gradient + (isOverload ? 0 : Math.min(QUEUE, limit))
        limit = Math.min(max, Math.max(min, limit + (next - limit) * SMOOTHING))
      },
    }
  }
}
