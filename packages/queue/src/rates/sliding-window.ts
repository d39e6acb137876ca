import { check, isAbove0, isText } from '../check.ts'
import type { RateLimitMaker } from './rate-limit.ts'

/** A bound that holds for every period, wherever it begins. */
export interface SlidingWindowOptions {
  /** Units in a period. */
  readonly limit: number
  readonly periodMs: number
  /** What is counted. @defaultValue `'calls'` */
  readonly unit?: string | undefined
}

/** The slots that a period is cut into. */
const SLOTS = 20

/**
 * A rate that no period of that length ever exceeds, wherever it begins. Counted in slots, of which each one that touches
 * the period counts whole: it may let through a twentieth of a period late, never early, and remembers 21 numbers.
 *
 * @throws `config`
 */
export function slidingWindow(options: SlidingWindowOptions): RateLimitMaker {
  const {
    limit,
    periodMs,
    unit = 'calls',
  } = check('slidingWindow', options, {
    limit: isAbove0,
    periodMs: isAbove0,
    unit: isText,
  })
  const slotMs = periodMs / SLOTS
  return () => {
    let slots: { readonly id: number; used: number }[] = []
    const idOf = (nowMs: number): number => Math.floor(nowMs / slotMs)
    return {
      unit,
      intervalMs: periodMs / limit,
      waitMs(nowMs, cost) {
        if (cost > limit) return Infinity
        const id = idOf(nowMs)
        // Of a clock that was set back nothing is remembered.
        slots = slots.filter((slot) => slot.id >= id - SLOTS && slot.id <= id)
        let used = slots.reduce((sum, slot) => sum + slot.used, cost)
        for (const slot of slots) {
          if (used <= limit) break
          used -= slot.used
          if (used <= limit) return (slot.id + SLOTS + 1) * slotMs - nowMs
        }
        return 0
      },
      take(nowMs, cost) {
        const id = idOf(nowMs)
        const last = slots.at(-1)
        if (last?.id === id) last.used += cost
        else slots.push({ id, used: cost })
      },
    }
  }
}
