import { FairleadError, type Outcome, Scope } from '@fairlead/core'
import { type Guards, check, isAbove0, isAmount, isCount, isPart } from '../check.ts'
import type { Clock } from '../clock.ts'
import { createLearning } from './learning.ts'
import type { HedgeOptions } from './options.ts'

/** A call that may be tried twice at the same time. */
export interface Contest<T> {
  /** Calls of the same key take about as long. */
  readonly key: string
  /** Of the call. Each try has its own below it, which ends if it loses. */
  readonly scope: Scope
  /** @defaultValue what was learnt */
  readonly delayMs: number | undefined
  /** Begins a try. Tells `watch` when it is under way, which is when its time begins. */
  begin(scope: Scope, watch: ((trip: Promise<T>) => void) | undefined): Promise<T>
  /** What an answer says: one that was applied or refused settles the call, though another may come. */
  judge(value: T): Outcome
  /** Whether a second try may be made now. */
  maySpend(): boolean
  /** Hears how it went, if there were two. */
  onEnd?(delayMs: number, won: boolean): void
}

const HEDGE: Guards<HedgeOptions> = { quantile: isPart, warmUp: isCount, minDelayMs: isAmount, maxRatio: isPart }

/** Whether a value may be the call option `hedge`. @throws `config` that names the part that may not */
export function isHedge(value: unknown): value is boolean | { readonly delayMs: number } {
  return typeof value === 'boolean' || Boolean(check('hedge', value as { delayMs: number }, { delayMs: isAbove0 }))
}

/** However many calls were not hedged, no more are in a row. */
const MAX_CREDIT = 10

/** Runs contests that learn from each other. */
export function createContests(options: HedgeOptions, clock: Clock): <T>(contest: Contest<T>) => Promise<T> {
  const { quantile = 0.95, warmUp = 20, minDelayMs = 10, maxRatio = 0.05 } = check('hedge', options, HEDGE)
  const learning = createLearning(quantile, warmUp)
  // The first call may be hedged, and not only the twentieth.
  let credit = maxRatio && 1

  return async <T>({ key, scope: parent, delayMs, begin, judge, maySpend, onEnd }: Contest<T>) => {
    const { promise: isLate, resolve: hedge } = Promise.withResolvers<void>()
    let other: Scope | undefined
    let timer: unknown
    let startedAt = 0
    let tookMs: number | undefined

    const watch = (trip: Promise<T>): void => {
      const end = (): void => {
        clock.clearTimeout(timer)
        tookMs = clock.now() - startedAt
      }
      startedAt = clock.now()
      tookMs = undefined
      // As long as the slowest of those left alone is not longer.
      delayMs ??= Math.max(learning.of(key) + 1, minDelayMs)
      // What is sent anew after a challenge may have a second try already.
      if (delayMs < Infinity && !other)
        timer = clock.setTimeout(() => {
          if (credit < 1 || !maySpend()) return
          credit--
          other = new Scope(parent.runtime, parent.where, parent)
          hedge()
        }, delayMs)
      trip.then(end, end)
    }

    const run = async (scope: Scope, isFirst: boolean) => {
      let said: Outcome | undefined
      let give: () => T
      try {
        const value = await begin(scope, isFirst ? watch : undefined)
        said = judge(value)
        give = () => value
      } catch (error) {
        give = () => {
          throw error
        }
      }
      scope.close()
      return { isFirst, said, isGood: said === 'applied' || said === 'refused', give }
    }

    credit = Math.min(credit + maxRatio, MAX_CREDIT)
    const own = new Scope(parent.runtime, parent.where, parent)
    const first = run(own, true)
    const second = isLate.then(() => run(other as Scope, false))
    // When both fail, it is as if there had been one.
    const { isFirst, isGood, said, give } = await Promise.race([
      first.then((one) => (one.isGood || !other ? one : second.then((two) => (two.isGood ? two : one)))),
      second.then((two) => (two.isGood ? two : first)),
    ])
    clock.clearTimeout(timer)
    // One that lost has taken so long at least, which is as good to know.
    if (startedAt && (isFirst ? said === 'applied' : tookMs === undefined))
      learning.add(key, tookMs ?? clock.now() - startedAt)
    if (other) {
      const loser = isFirst ? other : own
      loser.end(new FairleadError('abort', parent.where, 'lost the race'))
      onEnd?.(delayMs as number, isGood && !isFirst)
    }
    return give()
  }
}
