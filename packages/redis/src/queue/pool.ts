import { tellAll } from '@fairlead/core'
import type { RateLimit } from '@fairlead/queue'
import type { Redis } from '../redis.ts'
import { type Fallback, refused } from './fallback.ts'
import { createLeases } from './leases.ts'
import type { Limit } from './limits.ts'
import type { LocalShare } from './local.ts'
import { GIVE_BACK, MAX_AHEAD_MS, TAKE, readTaken } from './rates-script.ts'

/** What a pool is made of. */
interface PoolHost {
  readonly fleet: Redis
  readonly key: string
  readonly limit: Limit
  readonly fallback: Fallback
  /** A clock that never falls. */
  now(): number
  /** What holds without Redis, under `share`. */
  share(): LocalShare
  /** Is told whenever Redis is asked. */
  used(): void
}

/** One process' part of a limit, taken a handful at a time. */
export interface Pool extends RateLimit {
  subscribe(listener: () => void): () => void
  /** Gives back what was not used. */
  close(): Promise<void>
}

/** A handful is a tenth of the limit at most. */
const MAX_PART = 0.1
/** How long a unit is good after it is due: half of a burst, between these. */
const MIN_KEEP_MS = 50
const MAX_KEEP_MS = 1_000
/** Who comes back sooner takes twice as many. */
const SOON_MS = 250
/** How much of what was measured last counts. */
const SMOOTHING = 0.2

/** Makes a pool: it asks Redis ahead of need, so that most calls pass without a round trip. */
export function createPool({ fleet, key, limit, fallback, now, share, used }: PoolHost): Pool {
  const { runtime, deadlineMs } = fleet
  const { unit, burst, intervalMs, burstMs, options } = limit
  const most = Math.max(1, Math.floor(options.limit * MAX_PART))
  // Units that are kept may be used late; the burst is smaller by as much, so that both together are within it.
  const slackMs = Math.min(Math.max(0, burstMs - intervalMs) / 2, MAX_KEEP_MS)
  const keepMs = Math.max(slackMs, MIN_KEEP_MS)
  const aheadMs = Math.min(options.periodMs / 4, MAX_AHEAD_MS)
  const leases = createLeases(intervalMs, burstMs - slackMs, keepMs)
  const listeners = new Set<() => void>()
  let size = 1
  let cameAt = -Infinity
  /** Nobody asks before who wants as many as were refused, or more. */
  let askAt = 0
  let refusedUnits = 0
  let askedAt = 0
  let asking: Promise<void> | undefined
  let rttMs = 1
  let isAway = false
  let isClosed = false
  let timer: unknown

  const tell = (): void => tellAll(listeners, undefined)

  /** Asks for a handful, `least` units at least, unless somebody does or it is too early. */
  function ask(least: number, nowMs: number): void {
    if (asking || (nowMs < askAt && least >= refusedUnits)) return
    if (nowMs - cameAt < SOON_MS) size = Math.min(2 * size, most)
    askedAt = nowMs
    used()
    asking = lease(Math.max(size, least), least)
  }

  async function lease(want: number, least: number): Promise<void> {
    const sentAt = askedAt
    try {
      const args = [intervalMs, burstMs, aheadMs - slackMs, want, least]
      const [granted] = readTaken(await fleet.run(TAKE, [key], args), 1)
      const at = now()
      rttMs += (at - sentAt - rttMs) * SMOOTHING
      isAway = false
      if (granted.waitMs > 0) {
        size = Math.ceil(size / 2)
        // Not all at once.
        askAt = at + granted.waitMs * (1 + runtime.random() / 4)
        refusedUnits = least
      } else {
        cameAt = at
        leases.add(granted, sentAt, at)
        if (!isClosed) sweepLater()
      }
    } catch {
      isAway = true
      const at = now()
      askAt = at + Math.max(deadlineMs, (fleet.retryAt ?? 0) - runtime.now())
      refusedUnits = 0
    } finally {
      asking = undefined
      tell()
    }
  }

  /** Drops what was kept too long, when nobody comes any more. */
  function sweepLater(): void {
    if (timer !== undefined) return
    timer = runtime.setTimeout(() => {
      timer = undefined
      sweep(now())
      if (leases.left() > 0) sweepLater()
    }, keepMs + aheadMs)
    // What is left over keeps no process alive.
    ;(timer as { unref?: () => void }).unref?.()
  }

  function sweep(nowMs: number): void {
    const { units, creditMs } = leases.drop(nowMs)
    if (units === 0) return
    size = Math.ceil(size / 2)
    void giveBack(creditMs)
  }

  async function giveBack(creditMs: number): Promise<void> {
    // What cannot be given back is lost: the fleet has less for a moment, never more.
    if (creditMs > 0) await fleet.run(GIVE_BACK, [key], [creditMs, burstMs]).catch(() => {})
  }

  /** Milliseconds until Redis is likely to have answered. */
  function answerMs(nowMs: number): number {
    if (!asking) return Math.max(1, Math.ceil(askAt - nowMs))
    const soon = askedAt + 2 * rttMs - nowMs
    return Math.max(1, Math.ceil(soon > 0 ? soon : askedAt + deadlineMs - nowMs))
  }

  return {
    unit,
    intervalMs,
    waitMs(_, cost) {
      if (isClosed) throw refused('closed')
      if (cost > burst) return Infinity
      const at = now()
      sweep(at)
      const waitMs = leases.waitMs(cost, at)
      if (waitMs < Infinity) return waitMs
      ask(cost - leases.left(), at)
      if (!isAway) return answerMs(at)
      if (fallback === 'closed') throw refused('unavailable', runtime.now() + Math.max(1, Math.ceil(askAt - at)))
      return fallback === 'open' ? 0 : share().waitMs(at, cost)
    },
    take(_, cost) {
      const at = now()
      const left = leases.left()
      if (left < cost) {
        if (fallback === 'share') share().take(at, cost)
        return
      }
      leases.use(cost)
      // A handful that went fast is followed by the next before it is used up.
      if (size > 1 && left - cost <= size / 2) ask(Math.ceil(size / 2), at)
    },
    subscribe(listener) {
      // Somebody may subscribe the same function twice.
      const own = (): void => listener()
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async close() {
      isClosed = true
      runtime.clearTimeout(timer)
      tell()
      await asking
      await giveBack(leases.drop(now(), true).creditMs)
    },
  }
}
