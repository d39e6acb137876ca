import type { Runtime } from '@fairlead/core'

/** Lets through what is likely to be answered. */
export interface Breaker {
  /** Undefined where nobody may go now; otherwise what is to be told how it went. While it is open, one at a time tries. */
  enter(): ((isGood: boolean) => void) | undefined
  /** When it lets one try; undefined while all may go. Milliseconds since the Unix epoch. */
  readonly retryAt: number | undefined
}

/** So many failures in a row open it. */
const FAILURES = 3
/** How long it stays open at first, and at most: each try that fails doubles it. */
const OPEN_MS = 500
const MAX_OPEN_MS = 8_000

/** Makes a breaker: what does not answer is left alone, so that nobody waits for it call by call. */
export function createBreaker({ now, random }: Pick<Runtime, 'now' | 'random'>): Breaker {
  let failures = 0
  let openMs = 0
  let retryAt: number | undefined
  /** Raised when it opens or closes: what began before says nothing about what is now. */
  let turn = 0

  function close(): void {
    failures = openMs = 0
    retryAt = undefined
  }

  function open(): void {
    openMs = openMs === 0 ? OPEN_MS : Math.min(2 * openMs, MAX_OPEN_MS)
    // Not all processes at once.
    retryAt = now() + openMs * (0.75 + 0.5 * random())
  }

  return {
    get retryAt() {
      return retryAt
    },
    enter() {
      if (retryAt !== undefined) {
        // Further off than it was ever set: the clock has been set back, and must not make the wait longer.
        const waitMs = retryAt - now()
        if (waitMs > 0 && waitMs <= 1.25 * openMs) return undefined
        turn++
        // Should this one never come back, the next one tries.
        retryAt = now() + openMs
      }
      const own = turn
      return (isGood) => {
        if (own !== turn) return
        if (isGood) {
          if (retryAt !== undefined) turn++
          close()
        } else if (retryAt !== undefined || ++failures >= FAILURES) {
          turn++
          open()
        }
      }
    },
  }
}
