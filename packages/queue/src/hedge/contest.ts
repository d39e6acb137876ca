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

/** How one try went. */
interface Run<T> {
  readonly scope: Scope
  readonly answer: Promise<T>
  readonly said: Outcome | undefined
  readonly isGood: boolean
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
    const scopes: Scope[] = []
    let timer: unknown
    let startedAt = 0
    let tookMs: number | undefined

    const lose = (scope: Scope | undefined): void =>
      scope?.end(new FairleadError('abort', parent.where, 'lost the race'))

    async function run(watch?: (trip: Promise<T>) => void): Promise<Run<T>> {
      const scope = new Scope(parent.runtime, parent.where, parent)
      scopes.push(scope)
      const answer = (async () => begin(scope, watch))()
      const said = await answer.then(judge).catch(() => undefined)
      scope.close()
      return { scope, answer, said, isGood: said === 'applied' || said === 'refused' }
    }

    credit = Math.min(credit + maxRatio, MAX_CREDIT)
    const { scope, answer, said, isGood } = await new Promise<Run<T>>((resolve) => {
      const first = run((trip) => {
        const end = (): void => {
          clock.clearTimeout(timer)
          tookMs = clock.now() - startedAt
        }
        // Before its place goes to the second try.
        const settle = (value: T): void => {
          end()
          if (judge(value) === 'applied') lose(scopes[1])
        }
        startedAt = clock.now()
        tookMs = undefined
        // As long as the slowest of those left alone is not longer.
        delayMs ??= Math.max(learning.of(key) + 1, minDelayMs)
        // What is sent anew after a challenge may have a second try already.
        if (delayMs < Infinity && scopes.length < 2) timer = clock.setTimeout(hedge, delayMs)
        trip.then(settle, end).catch(() => {})
      })
      function hedge(): void {
        if (credit < 1 || !maySpend()) return
        credit--
        // When both fail, it is as if there had been one.
        void run().then((second) => resolve(second.isGood ? second : first))
      }
      void first.then((one) => (one.isGood || scopes.length < 2) && resolve(one))
    })
    clock.clearTimeout(timer)
    const isFirst = scope === scopes[0]
    // One that lost has taken so long at least, which is as good to know.
    if (startedAt && (isFirst ? said === 'applied' : tookMs === undefined))
      learning.add(key, tookMs ?? clock.now() - startedAt)
    if (scopes.length > 1) {
      lose(scopes[isFirst ? 1 : 0])
      onEnd?.(delayMs as number, isGood && !isFirst)
    }
    return answer
  }
}
