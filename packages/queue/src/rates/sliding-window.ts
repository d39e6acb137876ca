import { type RateOptions, checkRate } from './options.ts'
import type { RateLimitMaker } from './rate-limit.ts'

/** A bound that holds for every period, wherever it begins. */
export type SlidingWindowOptions = RateOptions

/** The slots that a period is cut into. */
const SLOTS = 20

/**
 * A rate that no period of that length ever exceeds, wherever it begins. Counted in slots, of which each one that touches
 * the period counts whole: it may let through a twentieth of a period late, never early, and remembers 21 numbers. Waits
 * are whole milliseconds, as timers are.
 *
 * @throws `config`
 */
export function slidingWindow(options: SlidingWindowOptions): RateLimitMaker {
  const { limit, periodMs, unit = 'calls' } = checkRate('slidingWindow', options)
  return () => {
    let slots: { id: number; used: number }[] = []
    const idOf = (nowMs: number): number => Math.floor((nowMs * SLOTS) / periodMs)
    function touching(id: number): typeof slots {
      const ahead = (slots.at(-1)?.id ?? id) - id
      // A clock that was set back must lock nobody out for longer than a period: what has passed has just passed.
      if (ahead > 0) for (const slot of slots) slot.id -= ahead + 1
      return slots.filter((slot) => slot.id >= id - SLOTS)
    }
    return {
      unit,
      intervalMs: periodMs / limit,
      waitMs(nowMs, cost) {
        if (cost > limit) return Infinity
        let used = cost
        for (const slot of touching(idOf(nowMs)).toReversed()) {
          used += slot.used
          if (used > limit) return Math.ceil(((slot.id + SLOTS + 1) * periodMs) / SLOTS - nowMs)
        }
        return 0
      },
      take(nowMs, cost) {
        const id = idOf(nowMs)
        slots = touching(id)
        const last = slots.at(-1)
        if (last?.id === id) last.used += cost
        else slots.push({ id, used: cost })
      },
    }
  }
}
