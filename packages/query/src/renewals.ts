import type { Query, QueryClient } from '@tanstack/query-core'
import { invalidate } from './invalidate.ts'
import type { EndpointKey } from './key.ts'

/** Queries that show what was old when it came, because a cache has given it and asks for newer data behind it. */
export interface Renewals {
  /** The options of a query's call: one that is asked for what has come takes it from where it is stored. */
  optionsFor(query: Query, call: object | undefined): object | undefined
  /** A query has been given an old answer; `renewed` tells whether there is a newer one. */
  follow(query: Query, renewed: Promise<boolean>): void
}

/** Makes what has queries asked anew when the newer data are stored: once, and from the store, so the server hears nothing of it. */
export function createRenewals(queryClient: QueryClient, isConnected: () => boolean): Renewals {
  /** What a fetch has been given, by the fetch: several answers where they are pages. */
  const followed = new WeakMap<Promise<unknown>, Promise<boolean>[]>()
  /** Fetches that are made because something newer is there. */
  const renewing = new WeakSet<Promise<unknown>>()

  async function renew(query: Query, fetch: Promise<unknown>, all: readonly Promise<boolean>[]): Promise<void> {
    const is = (status: Query['state']['fetchStatus']): boolean => query.state.fetchStatus === status
    // One that fails or is cancelled shows nothing that is old.
    await fetch
    const came = await Promise.all(all)
    if (!came.includes(true)) return
    // Whoever is asking has been given what there is by now, or hears of it as well; but for one more page the others stay as they are.
    const isPaged = (query.queryKey as EndpointKey)[3] === 'infinite'
    if (isPaged && query.promise && !renewing.has(query.promise)) await query.promise.catch(ignored)
    if (!is('idle') || !isConnected()) return
    invalidate(queryClient, new Set([query]))
    // One that waits for the network will want more than what is stored now.
    if (query.promise && !is('paused')) renewing.add(query.promise)
  }

  return {
    optionsFor(query, call) {
      if (!query.promise || !renewing.has(query.promise)) return call
      const { init } = (call ?? {}) as { readonly init?: object }
      return { ...call, init: { ...init, cache: 'force-cache' } }
    },
    follow(query, renewed) {
      const { promise } = query
      // What is old again is not followed again: a server that lets nothing be fresh would be asked for ever.
      if (!promise || renewing.has(promise)) return
      const known = followed.get(promise)
      if (known) return void known.push(renewed)
      const all = [renewed]
      followed.set(promise, all)
      renew(query, promise, all).catch(ignored)
    },
  }
}

function ignored(): void {
  // In the state of the query, for whoever will look at it.
}
