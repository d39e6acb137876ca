import type { Query, QueryCache } from '@tanstack/query-core'
import type { Layers } from '../layers/layers.ts'
import type { Change } from '../layers/replay.ts'
import type { Asking } from './asking.ts'

/** Changes by pushes of what is on its way already. */
export interface Late {
  /** Keeps a change of a query to lay it over its answer when that comes. Answers whether that will do. */
  keep(query: Query, change: Change): boolean
}

/** Changes that are kept at most for one answer; with one more it is asked for again. */
const MAX_LATE = 1_000

/**
 * Makes what bounds how often pushes have a query asked for: an answer that is awaited is let come, or pushes without end
 * would have it asked for without end. They come in their order, so that laid over the answer they make of it what they say last.
 */
export function createLate(cache: QueryCache, layers: Layers, asking: Asking): Late {
  const late = new WeakMap<Promise<unknown>, Change[]>()
  return {
    keep(query, change) {
      const { promise } = query
      if (!promise || query.state.fetchStatus !== 'fetching' || !asking.isAwaited(query)) return false
      const changes = late.get(promise)
      if (changes) return changes.length < MAX_LATE && changes.push(change) > 0
      const all = [change]
      late.set(promise, all)
      promise.then(
        () => {
          if (cache.get(query.queryHash) !== query) return
          for (const each of all) layers.patch(query, each, undefined)
        },
        () => asking.gaveUp(query),
      )
      return true
    },
  }
}
