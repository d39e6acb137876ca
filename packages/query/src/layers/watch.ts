import type { Update } from '@fairlead/core'
import type { Mutation, Query, QueryClient } from '@tanstack/query-core'
import { scopeIn } from '../persist/ownership.ts'
import type { Layers } from './layers.ts'

/** What a mutation shows before the server has answered, as its options have it. */
export type Optimistic = (input: unknown) => readonly Update[]

interface OptimisticOptions {
  readonly optimistic?: Optimistic
}

/** Lays mutations over the data as they begin, and takes them away as they end. The answer ends that. */
export function watchLayers(
  api: string,
  queryClient: QueryClient,
  layers: Layers,
  isNew: (query: Query) => boolean,
): () => void {
  const mutations = queryClient.getMutationCache()

  function begin(mutation: Mutation, { optimistic }: OptimisticOptions = mutation.options as OptimisticOptions): void {
    if (!optimistic || mutation.state.status !== 'pending' || layers.has(mutation)) return
    if (!scopeIn(api, mutation.options.mutationKey)) return
    try {
      layers.add(mutation, optimistic(mutation.state.variables))
    } catch (error) {
      // What cannot be shown can be sent all the same.
      console.error(error)
    }
  }

  for (const mutation of mutations.getAll()) begin(mutation)
  const ends = [
    mutations.subscribe((event) => {
      const { mutation } = event as { mutation: Mutation }
      if (event.type === 'added') begin(mutation)
      else if (event.type === 'removed') layers.remove(mutation)
      else if (event.type === 'updated') {
        const { type } = event.action
        if (type === 'pending') begin(mutation)
        else if (type === 'success') layers.done(mutation, isNew)
        else if (type === 'error') layers.remove(mutation)
      }
    }),
    queryClient.getQueryCache().subscribe(({ type, query }) => {
      if (type === 'added') layers.came(query)
      else if (type === 'removed') layers.gone(query)
      else if (type === 'updated') layers.look(query)
    }),
    layers.close,
  ]
  return () => {
    for (const end of ends) end()
  }
}
