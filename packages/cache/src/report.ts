import type { CallRequest, Host } from '@fairlead/core'
import type { KeepRefusal } from './flights.ts'
import type { Doubt } from './policy/evaluate.ts'

/** What the cache did for one call, for the timeline. */
export interface CacheReport {
  /**
   * `hit`: from the store; `stale`: from the store although it is stale; `revalidated`: from the store, and the server said
   * that it still holds; `miss`: the server's answer, because there was none or not a good one; `bypass`: the server's
   * answer, because the store was not asked; `unavailable`: none, because the call wanted a stored one.
   */
  readonly outcome: 'hit' | 'stale' | 'revalidated' | 'miss' | 'bypass' | 'unavailable'
  /** Why it was not simply a hit. */
  readonly reason?: Doubt | 'method' | 'init' | 'no-store' | 'uri-miss' | 'vary-miss' | 'partial' | 'error' | undefined
  readonly ageMs?: number | undefined
  readonly ttlMs?: number | undefined
  /** Whether another call's request was used. */
  readonly collapsed?: boolean | undefined
  readonly stored?: boolean | undefined
  /** Why the answer was not stored. */
  readonly refusal?: KeepRefusal | undefined
}

/** Tells the timeline; nothing is made where nobody listens. */
export type Tell = (request: CallRequest, report: () => CacheReport) => void

/** Makes the way to the timeline. */
export function createTell({ emit, runtime }: Host): Tell {
  return ({ operation }, report) =>
    emit(() => ({
      type: 'plugin:cache:answer',
      operationId: operation.id,
      at: runtime.now(),
      details: { ...report() },
    }))
}
