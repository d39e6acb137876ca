import { check } from '@fairlead/core'
import type { Cost, GcraOptions, RateLimitMaker } from '@fairlead/queue'
import type { Redis } from '../redis.ts'
import { unlessAborted } from './abort.ts'
import { FALLBACK, type FallbackOptions, checkName, refused } from './fallback.ts'
import { type Need, limitsOf, needsOf } from './limits.ts'
import { type LocalShare, createShares } from './local.ts'
import { createMembers } from './members.ts'
import { createPool } from './pool.ts'
import { TAKE, readTaken } from './rates-script.ts'
import { steady } from './steady.ts'
import { takeTurns } from './turns.ts'

/** How limits of a fleet are kept. */
export type SharedRatesOptions = FallbackOptions

/** Who takes. */
export interface TakeOptions {
  /** Whose limit it is: each key has its own; 512 characters at most. @defaultValue the one of all */
  readonly key?: string | undefined
  /** Ends the wait for Redis; what was taken stays taken. */
  readonly signal?: AbortSignal | undefined
}

/** Whether it was taken, and if not, when it could be. */
export interface Taken {
  readonly allowed: boolean
  /** 0 where it is allowed. */
  readonly waitMs: number
}

/** Limits that a fleet shares. */
export interface SharedRates {
  /**
   * For the `rates` of `queue` and of a scheduler, one for each limit. All lanes of all processes draw on the same limit, so
   * they have no place under `perKey`.
   */
  readonly rates: readonly RateLimitMaker[]
  /**
   * Takes a cost of all limits, or of none. One round trip, for what must be known now: whether a request to a server may go on.
   *
   * @throws `config` for a cost that never fits, `abort`, `rejected` where Redis does not answer and the fallback is `closed`
   */
  take(cost?: Cost, options?: TakeOptions): Promise<Taken>
  /** Gives back what this process has taken ahead. Later work is refused. */
  close(): Promise<void>
}

const MAX_KEY = 512

const TAKE_OPTIONS = {
  key: (value: unknown) => typeof value === 'string' && value.length <= MAX_KEY,
  signal: (value: unknown) => typeof value === 'object' && value !== null,
}

/**
 * Makes limits that all processes of a fleet share, by name. Times are those of Redis, so the clocks of the processes may
 * differ.
 *
 * @throws `config` for a name, a limit or an option that cannot be
 *
 * @example
 * ```ts
 * const tides = sharedRates(fleet, 'tides', [{ limit: 100, periodMs: 1_000 }])
 * const client = createClient({ baseUrl: 'https://tides.example', plugins: [queue({ rates: tides.rates })] })
 * ```
 */
export function sharedRates(
  fleet: Redis,
  name: string,
  limits: readonly GcraOptions[],
  options: SharedRatesOptions = {},
): SharedRates {
  checkName('sharedRates', name)
  check('sharedRates', options, FALLBACK)
  const { fallback = 'share', processes } = options
  const all = limitsOf(limits)
  const { runtime } = fleet
  const now = steady(runtime.now)
  const members = createMembers(fleet, name)
  const shares = createShares(all, () => processes ?? members.count)
  const keyOf = (key: string, index: number): string => fleet.key(`rates/${name}/${key}`, String(index))
  let isClosed = false

  const pools = all.map((limit) =>
    createPool({
      fleet,
      key: keyOf('', limit.index),
      limit,
      fallback,
      now,
      used,
      share: () => shares('')[limit.index] as LocalShare,
    }),
  )

  /** How many there are must be known before it is needed. */
  function used(): void {
    if (processes === undefined && fallback === 'share') members.beat(now())
  }

  async function take(needs: readonly Need[], key: string): Promise<Taken> {
    const keys = needs.map(({ limit }) => keyOf(key, limit.index))
    const args = needs.flatMap(({ limit, units }) => [limit.intervalMs, limit.burstMs, 0, units, units])
    used()
    try {
      const { waitMs } = readTaken(await fleet.run(TAKE, keys, args), needs.length)[0]
      return { allowed: waitMs === 0, waitMs }
    } catch {
      return takeAlone(needs, key)
    }
  }

  /** What is decided without Redis. */
  function takeAlone(needs: readonly Need[], key: string): Taken {
    if (fallback === 'closed') throw refused('unavailable', fleet.retryAt ?? runtime.now())
    if (fallback === 'open') return { allowed: true, waitMs: 0 }
    const own = needs.map(({ limit, units }) => ({ share: shares(key)[limit.index] as LocalShare, units }))
    const waitMs = Math.max(...own.map(({ share, units }) => share.waitMs(now(), units)))
    if (waitMs === 0) for (const { share, units } of own) share.take(now(), units)
    return { allowed: waitMs === 0, waitMs }
  }

  return {
    rates: pools.map((pool) => takeTurns(pool, now)),
    async take(cost = 1, own = {}) {
      check('sharedRates: take', own, TAKE_OPTIONS)
      const needs = needsOf(all, cost)
      if (isClosed) throw refused('closed')
      if (needs.length === 0) return { allowed: true, waitMs: 0 }
      return unlessAborted(() => take(needs, own.key ?? ''), own.signal)
    },
    async close() {
      isClosed = true
      await Promise.all([...pools.map((pool) => pool.close()), members.leave()])
    },
  }
}
