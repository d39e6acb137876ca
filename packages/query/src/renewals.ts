import type { Query, QueryClient } from '@tanstack/query-core'

/** Queries that show what was old when it came, because a cache has given it and asks for newer data behind it. */
export interface Renewals {
  /** The options of a query's call: one that is asked for what has come takes it from where it is stored. */
  optionsFor(query: Query, call: object | undefined): object | undefined
  /** A query has been answered; where that was old, `renewed` tells whether there is a newer answer. */
  answered(query: Query, renewed: Promise<boolean> | undefined): void
}

/** One fetch of a query that was given old answers: several where they are pages. */
interface Followed {
  readonly fetch: Promise<unknown>
  readonly all: Promise<boolean>[]
}

/** Makes what has queries asked anew when the newer data are stored: once, and from the store, so the server hears nothing of it. */
export function createRenewals(queryClient: QueryClient): Renewals {
  const cache = queryClient.getQueryCache()
  const followed = new WeakMap<Query, Followed>()
  /** Fetches that are made because something newer is there. */
  const renewing = new WeakSet<Promise<unknown>>()

  async function follow(query: Query, own: Followed): Promise<void> {
    // One that fails or is cancelled shows nothing that is old.
    await own.fetch
    const came = await Promise.all(own.all)
    // Whoever has asked since was given what there was by then.
    const isCurrent = followed.get(query) === own && query.state.fetchStatus === 'idle'
    if (!isCurrent || !came.includes(true) || cache.get(query.queryHash) !== query) return
    queryClient.invalidateQueries({ predicate: (each) => each === query }).catch(ignored)
    // One that waits for the network will want more than what is stored now.
    if (query.promise && query.state.fetchStatus !== 'paused') renewing.add(query.promise)
  }

  return {
    optionsFor(query, call) {
      if (!query.promise || !renewing.has(query.promise)) return call
      const { init } = (call ?? {}) as { readonly init?: object }
      return { ...call, init: { ...init, cache: 'force-cache' } }
    },
    answered(query, renewed) {
      const { promise } = query
      const known = followed.get(query)
      const isKnown = known?.fetch === promise
      if (!isKnown) followed.delete(query)
      // What is old again is not followed again: a server that lets nothing be fresh would be asked for ever.
      if (!renewed || !promise || renewing.has(promise)) return
      if (isKnown) known?.all.push(renewed)
      else {
        const own = { fetch: promise, all: [renewed] }
        followed.set(query, own)
        follow(query, own).catch(ignored)
      }
    },
  }
}

function ignored(): void {
  // In the state of the query, for whoever will look at it.
}
