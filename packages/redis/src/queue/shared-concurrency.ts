import { FairleadError, check, configError } from '@fairlead/core'
import type { Redis } from '../redis.ts'
import { FALLBACK, type FallbackOptions, checkName, refused } from './fallback.ts'
import { createHolder } from './holder.ts'
import type { SlotsAnswer } from './slots-script.ts'
import { steady } from './steady.ts'

/** How many run at once in a fleet. */
export interface SharedConcurrencyOptions extends FallbackOptions {
  readonly max: number
  /** How long the places of a process that has died stay taken. @defaultValue 10_000 */
  readonly leaseMs?: number | undefined
}

/** A place among those that run. */
export interface Slot {
  /** Aborts when it is another's, because this process could not say in time that it is alive. */
  readonly lost: AbortSignal
  /** Frees it; only the first time counts. */
  release(): void
}

/** A bound on how much runs at once that a fleet shares. */
export interface SharedConcurrency {
  /**
   * Waits for a place, in the order of coming within a process.
   *
   * @throws `abort` when the signal ended the wait, `rejected` where Redis does not answer and the fallback is `closed`
   */
  acquire(options?: { readonly signal?: AbortSignal | undefined }): Promise<Slot>
  /** Refuses who waits, and gives back the places of this process: those in use are lost. */
  close(): Promise<void>
}

const OPTIONS = {
  ...FALLBACK,
  max: (value: unknown) => Number.isInteger(value) && (value as number) > 0,
  leaseMs: (value: unknown) => typeof value === 'number' && value >= MIN_LEASE_MS && value <= MAX_LEASE_MS,
}
const MIN_LEASE_MS = 100
const MAX_LEASE_MS = 3_600_000

const ACQUIRE = { signal: (value: unknown) => typeof value === 'object' && value !== null }

/** Somebody who waits. */
interface Waiter {
  start(slot: Slot): void
  fail(error: unknown): void
}

/**
 * Makes a bound on how much runs at once in all processes of a fleet, by name. A process keeps a place for as long as it
 * lives and uses it; the places of one that was killed are free after `leaseMs`.
 *
 * @throws `config` for a name or an option that cannot be
 *
 * @example
 * ```ts
 * const cranes = sharedConcurrency(fleet, 'cranes', { max: 20 })
 * const slot = await cranes.acquire({ signal })
 * try {
 *   await unload(vessel)
 * } finally {
 *   slot.release()
 * }
 * ```
 */
export function sharedConcurrency(fleet: Redis, name: string, options: SharedConcurrencyOptions): SharedConcurrency {
  checkName('sharedConcurrency', name)
  check('sharedConcurrency', options, OPTIONS)
  const { max, leaseMs = 10_000, fallback = 'share', processes } = options
  if (max === undefined) throw configError('sharedConcurrency: needs `max`')
  const { runtime } = fleet
  const now = steady(runtime.now)
  const waiters = new Set<Waiter>()
  /** Oldest first. */
  const running = new Set<AbortController>()
  let held = 0
  /** Beyond these, a place that is free goes back. */
  let again = max
  let known = 1
  let isAway = false
  let isClosed = false

  const holder = createHolder({
    fleet,
    key: fleet.key(`slots/${name}`),
    max,
    leaseMs: Math.ceil(leaseMs),
    now,
    used: () => running.size,
    wanted: () => running.size + waiters.size,
    heard,
  })

  function heard(answer: SlotsAnswer | undefined): void {
    isAway = answer === undefined
    if (answer) {
      ;({ held, again, processes: known } = answer)
      lose(running.size - held)
    } else if (fallback === 'closed') {
      refuse(refused('unavailable', holder.retryAt))
      if (now() >= holder.keptUntil) lose(running.size)
    }
    start()
  }

  /** Those that came last lose theirs: the others are nearer to their end. */
  function lose(count: number): void {
    for (const slot of [...running].slice(running.size - Math.max(0, count))) {
      running.delete(slot)
      slot.abort(new FairleadError('rejected', undefined, 'another process has the place now', { reason: 'lost' }))
    }
  }

  function refuse(error: FairleadError): void {
    for (const waiter of waiters) waiter.fail(error)
    waiters.clear()
  }

  function room(): number {
    // What Redis has given lasts for its time; this process may have slept since.
    const kept = now() < holder.keptUntil ? held : 0
    if (!isAway) return kept
    if (fallback === 'open') return Infinity
    return fallback === 'share' ? Math.max(1, kept, Math.floor(max / (processes ?? known))) : kept
  }

  function start(): void {
    for (const waiter of waiters) {
      if (running.size >= room()) return
      waiters.delete(waiter)
      waiter.start(createSlot())
    }
  }

  function createSlot(): Slot {
    const control = new AbortController()
    running.add(control)
    return {
      lost: control.signal,
      release() {
        if (!running.delete(control)) return
        if (!isAway && held > again) {
          // Somebody else is short.
          held--
          holder.say()
        } else if (waiters.size > 0) start()
      },
    }
  }

  return {
    async acquire(own = {}) {
      const { signal } = check('sharedConcurrency: acquire', own, ACQUIRE)
      return new Promise((resolve, reject) => {
        const aborted = (): FairleadError =>
          new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause: signal?.reason })
        if (signal?.aborted) return reject(aborted())
        if (isClosed) return reject(refused('closed'))
        if (isAway && fallback === 'closed' && runtime.now() < holder.retryAt)
          return reject(refused('unavailable', holder.retryAt))
        const leave = (): void => {
          if (waiters.delete(waiter)) reject(aborted())
        }
        const waiter: Waiter = {
          start(slot) {
            signal?.removeEventListener('abort', leave)
            resolve(slot)
          },
          fail(error) {
            signal?.removeEventListener('abort', leave)
            reject(error)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        waiters.add(waiter)
        start()
        // Also where nobody waits for Redis: it may be there again.
        if (isAway || waiters.has(waiter)) holder.say()
      })
    },
    async close() {
      isClosed = true
      refuse(refused('closed'))
      await holder.close()
      lose(running.size)
    },
  }
}
