import type { RateLimitMaker } from '@fairlead/queue'
import type { Pool } from './pool.ts'

/** So long one lane takes what there is before it lets the others have a turn. */
const TURN_MS = 10

/**
 * Shares a pool among the lanes of a process. Their timers end in the same order each time, so without turns the first would
 * have everything. Who has had its turn lets a millisecond pass for the others, which may not be able to use it.
 */
export function takeTurns(pool: Pool, now: () => number): RateLimitMaker {
  let last: object | undefined
  let turnAt = 0
  let listening = 0
  return () => {
    const { unit, intervalMs } = pool
    const self = {}
    let own = 0
    return {
      unit,
      intervalMs,
      waitMs(nowMs, cost) {
        const waitMs = pool.waitMs(nowMs, cost)
        if (waitMs > 0 || last !== self || listening === own || now() - turnAt < TURN_MS) return waitMs
        turnAt = now()
        return 1
      },
      take(nowMs, cost) {
        pool.take(nowMs, cost)
        if (last === self) return
        last = self
        turnAt = now()
      },
      subscribe(listener) {
        listening++
        own++
        const end = pool.subscribe(listener)
        let isOver = false
        return () => {
          if (isOver) return
          isOver = true
          listening--
          own--
          end()
        }
      },
    }
  }
}
