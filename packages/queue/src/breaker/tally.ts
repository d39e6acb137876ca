import type { BreakerOptions } from './options.ts'

/** Counts the calls that a breaker looks at. */
export interface Tally {
  readonly calls: number
  readonly failures: number
  /** Counts one more, and forgets what is too old. */
  add(isFailure: boolean, nowMs: number): void
  clear(): void
}

/** The slots that the time of a window is cut into: what is too old is forgotten by the slot. */
const SLOTS = 10

/** Makes the tally of a window: by time in ten slots, or of the last so many calls. */
export function createTally(window: NonNullable<BreakerOptions['window']>): Tally {
  const size = 'ms' in window ? SLOTS : window.calls
  let slots: { id: number; calls: number; failures: number }[] = []
  let next = 0
  const sum = (of: 'calls' | 'failures'): number => slots.reduce((total, slot) => total + slot[of], 0)
  return {
    get calls() {
      return sum('calls')
    },
    get failures() {
      return sum('failures')
    },
    add(isFailure, nowMs) {
      const id = 'ms' in window ? Math.floor((nowMs * SLOTS) / window.ms) : next++
      // A clock that was set back starts anew, too.
      slots = slots.filter((slot) => slot.id > id - size && slot.id <= id)
      let slot = slots.find((each) => each.id === id)
      if (!slot) slots.push((slot = { id, calls: 0, failures: 0 }))
      slot.calls++
      if (isFailure) slot.failures++
    },
    clear() {
      slots = []
    },
  }
}
