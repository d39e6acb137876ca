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

/** Makes the tally of a window, a ring: of ten slots of its time, or of the last so many calls. */
export function createTally({ ms, calls: size = SLOTS }: { readonly ms?: number; readonly calls?: number }): Tally {
  const ring: { calls: number; failures: number }[] = []
  let last = 0
  let calls = 0
  let failures = 0
  function clear(): void {
    ring.length = calls = failures = 0
  }
  return {
    get calls() {
      return calls
    },
    get failures() {
      return failures
    },
    add(isFailure, nowMs) {
      const id = ms ? Math.floor((nowMs * SLOTS) / ms) : last + 1
      // A clock that was set back far starts anew, too.
      if (Math.abs(id - last) >= size) {
        clear()
        last = id
      }
      while (last < id) {
        const old = ring[++last % size]
        if (!old) continue
        calls -= old.calls
        failures -= old.failures
        old.calls = old.failures = 0
      }
      const slot = (ring[last % size] ??= { calls: 0, failures: 0 })
      slot.calls++
      calls++
      if (!isFailure) return
      slot.failures++
      failures++
    },
    clear,
  }
}
