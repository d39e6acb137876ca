import { type Mutation, type QueryClient, notifyManager } from '@tanstack/query-core'
import type { MutationKeyOf } from '../key.ts'
import { factsOf, isPending } from '../mutation-facts.ts'
import { scopeIn } from '../persist/ownership.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import type { Optimistic } from './known.ts'
import type { Layers } from './layers.ts'

/** Lays the mutations of a QueryClient over its data. */
export interface WatchedLayers {
  moveTo(identity: string | null): void
  close(): void
}

/**
 * Lays mutations over the data as they begin, and takes them away as they end. Those that were taken up from a store begin as soon as
 * it is known who is there and what they show.
 */
export function watchLayers(
  { api, client, optimistic: known }: QueryHost,
  queryClient: QueryClient,
  layers: Layers,
): WatchedLayers {
  const mutations = queryClient.getMutationCache()
  const facts = factsOf(mutations)
  /** Taken up from a store; what they show is not known yet. */
  const unshown = new Set<Mutation>()
  let isDue = false

  function optimisticOf(mutation: Mutation): Optimistic | undefined {
    const { optimistic, mutationKey } = mutation.options as { optimistic?: Optimistic; mutationKey: MutationKeyOf }
    if (optimistic || !facts.isRestored(mutation)) return optimistic
    const { session = identityNow(client.session) } = mutationKey[0]
    return session === identityNow(client.session) ? known.find(mutationKey) : undefined
  }

  function begin(mutation: Mutation): void {
    if (!isPending(mutation) || layers.has(mutation) || !scopeIn(api, mutation.options.mutationKey)) return
    const optimistic = optimisticOf(mutation)
    if (!optimistic) {
      if (facts.isRestored(mutation)) unshown.add(mutation)
      return
    }
    unshown.delete(mutation)
    try {
      layers.add(mutation, optimistic(mutation.state.variables))
    } catch (error) {
      // What cannot be shown can be sent all the same.
      console.error(error)
    }
  }

  function end(mutation: Mutation, finish: (mutation: Mutation) => void): void {
    unshown.delete(mutation)
    finish(mutation)
  }

  function beginUnshown(): void {
    isDue = false
    notifyManager.batch(() => {
      for (const mutation of unshown) begin(mutation)
    })
  }

  /** Not at once: options are made while components are drawn, and nothing may change then. */
  function learned(): void {
    if (isDue || unshown.size === 0) return
    isDue = true
    queueMicrotask(beginUnshown)
  }

  for (const mutation of mutations.getAll()) begin(mutation)
  const ends = [
    mutations.subscribe((event) => {
      const { mutation } = event as { mutation: Mutation }
      if (event.type === 'added') begin(mutation)
      else if (event.type === 'removed') end(mutation, layers.remove)
      else if (event.type === 'updated') {
        const { type } = event.action
        if (type === 'pending') begin(mutation)
        // Of one whose function is the caller's own: nobody has heard when the server had done it.
        else if (type === 'success') end(mutation, (done) => layers.done(done, () => false))
        else if (type === 'error') end(mutation, layers.remove)
      }
    }),
    queryClient.getQueryCache().subscribe(({ type, query }) => {
      if (type === 'added') layers.came(query)
      else if (type === 'removed') layers.gone(query)
      else if (type === 'updated') layers.look(query)
    }),
    known.subscribe(learned),
    () => unshown.clear(),
    layers.close,
  ]
  return {
    moveTo(identity) {
      layers.moveTo(identity)
      beginUnshown()
    },
    close() {
      for (const stop of ends) stop()
    },
  }
}
