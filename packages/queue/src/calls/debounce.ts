import { FairleadError, platformRuntime } from '@fairlead/core'
import type { Clock } from '../clock.ts'
import { createGate } from './gate.ts'
import type { DebounceOptions, ThrottleOptions } from './options.ts'
import { rhythmOf } from './rhythm.ts'

/** A function of which not every call is made. Each answers what the call made for it answers, or fails as that does. */
export interface Gathered<A extends readonly unknown[], T> {
  (...args: A): Promise<T>
  /** Whether a call waits to be made. */
  readonly pending: boolean
  /** Makes the call that waits now. */
  flush(): Promise<T> | undefined
  /** Makes no call of those that wait: they fail with `rejected` (`cancelled`). */
  cancel(): void
}

type Work<A extends readonly unknown[], T> = (...args: A) => T | PromiseLike<T>

/**
 * Calls the function when no call has been asked for a while, with the last arguments.
 *
 * @param options milliseconds, or more than that
 * @throws `config` for an unknown option or one with a value it cannot have
 */
export function debounce<A extends readonly unknown[], T>(
  work: Work<A, T>,
  options: number | Omit<DebounceOptions, 'key'>,
  clock: Clock = platformRuntime,
): Gathered<A, T> {
  return gathered('debounce', work, options, clock)
}

/**
 * Calls the function at most once in a time, with the last arguments.
 *
 * @param options milliseconds, or more than that
 * @throws `config` for an unknown option or one with a value it cannot have
 */
export function throttle<A extends readonly unknown[], T>(
  work: Work<A, T>,
  options: number | Omit<ThrottleOptions, 'key'>,
  clock: Clock = platformRuntime,
): Gathered<A, T> {
  return gathered('throttle', work, options, clock)
}

function gathered<A extends readonly unknown[], T>(
  kind: 'debounce' | 'throttle',
  work: Work<A, T>,
  options: number | DebounceOptions,
  clock: Clock,
): Gathered<A, T> {
  const gate = createGate<A, T>(rhythmOf(kind, options), ({ asked }) => work(...asked), clock)
  const call = (...args: A): Promise<T> => gate.join(args).answer
  Object.defineProperty(call, 'pending', { get: () => Boolean(gate.coming) })
  return Object.assign(call as Gathered<A, T>, {
    flush() {
      const turn = gate.coming
      gate.flush()
      return turn?.answer
    },
    cancel() {
      const turn = gate.coming
      if (!turn) return
      gate.drop(turn)
      // Who has called and not waited need not hear of it.
      turn.answer.catch(() => {})
      turn.resolve(
        Promise.reject(new FairleadError('rejected', undefined, `${kind}: cancelled`, { reason: 'cancelled' })),
      )
    },
  })
}
