import { FairleadError, type Runtime, Scope, platformRuntime } from '@fairlead/core'
import type { Clock } from '../clock.ts'
import { createContests } from './contest.ts'
import type { HedgeOptions } from './options.ts'

/** What is said about one piece of work that may be begun twice. */
export interface HedgedOptions {
  /** Work of the same key takes about as long. @defaultValue `''` */
  readonly key?: string | undefined
  /** Ends both tries. */
  readonly signal?: AbortSignal | undefined
  /** When the second try begins. @defaultValue learnt from what the same key took before */
  readonly delayMs?: number | undefined
  /** Asked before each second try, for example a budget shared with retries. @defaultValue always */
  readonly maySpend?: (() => boolean) | undefined
}

/** Begins slow work a second time. */
export interface Hedge {
  /**
   * Runs the work, and once more beside itself if it takes too long. The first success is the answer, and the other try's
   * signal aborts; when both fail, it is what the first failed with. The work must be safe to do twice.
   *
   * @throws `abort` when the signal ended it
   */
  run<T>(work: (signal: AbortSignal) => T | PromiseLike<T>, options?: HedgedOptions): Promise<T>
}

/**
 * Makes a hedge, which learns how long things take.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 * @see Dean and Barroso, The Tail at Scale, 2013
 */
export function createHedge(options: HedgeOptions = {}, clock: Clock = platformRuntime): Hedge {
  const contest = createContests(options, clock)
  return {
    async run<T>(
      work: (signal: AbortSignal) => T | PromiseLike<T>,
      { key = '', signal, delayMs, maySpend = () => true }: HedgedOptions = {},
    ) {
      const scope = new Scope(clock as Runtime, { method: 'hedge', template: key })
      scope.follow(signal, (cause) => new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause }))
      scope.throwIfEnded()
      const begin = async (child: Scope, watch?: (trip: Promise<T>) => void): Promise<T> => {
        const trip = child.race<T>((async () => work(child.signal))())
        watch?.(trip)
        return trip
      }
      try {
        return await contest<T>({ key, scope, delayMs, begin, judge: () => 'applied', maySpend })
      } finally {
        scope.close()
      }
    },
  }
}
