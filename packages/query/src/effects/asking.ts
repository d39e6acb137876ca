import type { Query, QueryClient } from '@tanstack/query-core'
import { invalidate } from '../invalidate.ts'

/** What has been asked for because of effects. */
export interface Asking {
  /** What a query waits for, or has, was asked for after all that has been told. */
  asked(query: Query): void
  /** Asks again when an answer that may not have all is there. */
  owe(query: Query, answer: Promise<unknown>): void
  /** An answer that was awaited is given up: what is there is not as fresh as it was before. */
  gaveUp(query: Query): void
  /** Whether what a query waits for has all that has been told. */
  isNew(query: Query): boolean
  /** Whether what a query waits for is let come: because of effects it has been asked for, or will be again. */
  isAwaited(query: Query): boolean
}

/** Makes what remembers which answers have what was told. */
export function createAsking(queryClient: QueryClient): Asking {
  const latest = new WeakMap<Query, Promise<unknown>>()
  const owed = new WeakSet<Promise<unknown>>()

  const isNew = (query: Query): boolean => latest.get(query) === query.promise
  function asked(query: Query): void {
    const { promise } = query
    if (!promise) return
    latest.set(query, promise)
    // Whoever asks for one more page gives up what is asked for all of them.
    promise.catch(() => query.promise && isOneMorePage(query) && owe(query, query.promise))
  }
  function owe(query: Query, answer: Promise<unknown>): void {
    if (owed.has(answer)) return
    owed.add(answer)
    latest.delete(query)
    answer.then(
      () => anew(query),
      () => gaveUp(query),
    )
  }
  function anew(query: Query): void {
    invalidate(queryClient, new Set([query]))
    asked(query)
  }
  function gaveUp(query: Query): void {
    if (queryClient.getQueryCache().get(query.queryHash) === query) query.invalidate()
  }
  return {
    asked,
    gaveUp,
    owe,
    isNew,
    isAwaited: (query) => isNew(query) || (!!query.promise && owed.has(query.promise)),
  }
}

/** Whether a page is on its way that somebody has asked for, which asking for those that are there would leave out. */
export function isOneMorePage({ state: { fetchMeta } }: Query): boolean {
  return fetchMeta?.fetchMore !== undefined
}
