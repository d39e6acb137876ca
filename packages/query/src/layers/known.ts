import type { Update } from '@fairlead/core'
import { hashKey } from '@tanstack/query-core'
import type { MutationKeyOf, QueryScope } from '../key.ts'

/** What a mutation shows before the server has answered, as its options have it. */
export type Optimistic = (input: unknown) => readonly Update[]

/**
 * What mutations show, by their path, as the options that were made last have it: a function is in no store, so one that is taken up
 * from there shows what the same mutation of this page does.
 */
export interface KnownOptimistic {
  tell(key: MutationKeyOf, optimistic: Optimistic): void
  /** What a mutation of the same path and the same user shows. */
  find(key: MutationKeyOf): Optimistic | undefined
  /** Calls whenever more is known. */
  subscribe(listener: () => void): () => void
}

/** Makes what remembers one function for each path. */
export function createKnownOptimistic(): KnownOptimistic {
  const known = new Map<string, readonly [whose: QueryScope, optimistic: Optimistic]>()
  const listeners = new Set<() => void>()
  return {
    tell([scope, path], optimistic) {
      known.set(hashKey(path), [scope, optimistic])
      for (const listener of listeners) listener()
    },
    find([{ session }, path]) {
      const [whose, optimistic] = known.get(hashKey(path)) ?? []
      // It may have the data of whoever it was made for in it.
      return whose?.session === session ? optimistic : undefined
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
