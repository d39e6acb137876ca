import { isFairleadError, platformRuntime } from '@fairlead/core'
import { type Guards, check, isAbove0, isCount, isFunction, isPart } from '../check.ts'
import type { Clock } from '../clock.ts'
import { rejected } from '../rejected.ts'
import type { Breaker, BreakerOptions, BreakerOutcome, BreakerPass } from './options.ts'
import { createTally } from './tally.ts'

type Window = { readonly ms?: number; readonly calls?: number }
const WINDOW: Guards<Window> = { ms: isAbove0, calls: (value) => isCount(value) && value !== Infinity }

function isWindow(value: unknown): boolean {
  const { ms, calls } = check('breaker: window', value as Window, WINDOW)
  return (ms === undefined) !== (calls === undefined)
}

const OPTIONS: Guards<BreakerOptions> = {
  ratio: isPart,
  minimum: isCount,
  window: isWindow,
  openMs: isAbove0,
  maxOpenMs: isAbove0,
  probes: isCount,
  leaseMs: isAbove0,
  onChange: isFunction,
}

/**
 * Makes a breaker: after too many failures it lets nothing through for a while, then a few to try. Whoever comes meanwhile
 * is refused at once. What was let in before the state changed says nothing about the new one.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const breaker = createBreaker({ ratio: 0.5, openMs: 5_000 })
 * const tides = await breaker.run(() => readTides())
 * ```
 */
export function createBreaker(options: BreakerOptions = {}, clock: Clock = platformRuntime): Breaker {
  const {
    ratio = 0.5,
    minimum = 10,
    window = { ms: 10_000 },
    openMs = 5_000,
    maxOpenMs = 60_000,
    probes = 1,
    leaseMs = 30_000,
    onChange,
  } = check('breaker', options, OPTIONS)
  const tally = createTally(window)
  // More calls than the window holds there never are.
  const enough = 'calls' in window ? Math.min(minimum, window.calls) : minimum
  let state: Breaker['state'] = 'closed'
  /** Tells the passes of one state from those of another. */
  let turn = 0
  let spanMs = 0
  let openUntil = 0
  let closedAt = -Infinity
  /** Of the probes under way: when each counts as failed. */
  const leases = new Set<{ until: number }>()
  let successes = 0

  function become(next: Breaker['state']): void {
    state = next
    turn++
    leases.clear()
    successes = 0
    onChange?.(next)
  }

  function open(at: number): void {
    // One that failed again soon is given more time.
    const isSoon = state === 'half-open' || at - closedAt < spanMs
    spanMs = Math.min(isSoon ? spanMs * 2 : openMs, maxOpenMs)
    openUntil = at + spanMs
    become('open')
  }

  /** Moves on with time, as if somebody had always looked: back when a probe has hung too long, and on to trying. */
  function look(): void {
    const now = clock.now()
    // A clock that was set back must close nobody out for longer.
    for (const lease of leases) lease.until = Math.min(lease.until, now + leaseMs)
    openUntil = Math.min(openUntil, now + spanMs)
    const until = firstLease()
    if (until <= now) open(until)
    if (state === 'open' && now >= openUntil) become('half-open')
  }

  const firstLease = (): number => Math.min(...[...leases].map(({ until }) => until))

  function retryAt(): number | undefined {
    look()
    if (state === 'open') return openUntil
    const isFull = state === 'half-open' && leases.size + successes >= probes
    return isFull ? firstLease() : undefined
  }

  function count(outcome: BreakerOutcome): void {
    if (outcome === 'ignored') return
    const isFailure = outcome === 'failure'
    if (state === 'half-open') {
      if (isFailure) open(clock.now())
      else if (++successes >= probes) {
        closedAt = clock.now()
        tally.clear()
        become('closed')
      }
      return
    }
    tally.add(isFailure, clock.now())
    const { calls, failures } = tally
    if (isFailure && calls >= enough && failures >= calls * ratio) open(clock.now())
  }

  function enter(): BreakerPass {
    const at = retryAt()
    if (at !== undefined) throw rejected('breaker-open', 'the server has failed too often', { retryAt: at })
    const lease = { until: clock.now() + leaseMs }
    if (state === 'half-open') leases.add(lease)
    const own = turn
    let isSettled = false
    return {
      settle(outcome) {
        look()
        if (isSettled || own !== turn) return
        isSettled = true
        leases.delete(lease)
        count(outcome)
      },
    }
  }

  return {
    get state() {
      look()
      return state
    },
    get retryAt() {
      return retryAt()
    },
    enter,
    async run(work) {
      const pass = enter()
      try {
        const result = await work()
        pass.settle('success')
        return result
      } catch (error) {
        pass.settle(outcomeOfError(error))
        throw error
      }
    },
  }
}

/** Errors of ours that say nothing about the server. */
const SILENT: readonly unknown[] = ['abort', 'auth', 'config', 'graphql', 'rejected', 'validation']

/** What a thrown error says about the server. */
function outcomeOfError(error: unknown): BreakerOutcome {
  if (!isFairleadError(error)) return 'failure'
  if (error.kind !== 'http') return SILENT.includes(error.kind) ? 'ignored' : 'failure'
  const { status } = error
  return status === 429 ? 'ignored' : status >= 500 || status === 408 ? 'failure' : 'success'
}
