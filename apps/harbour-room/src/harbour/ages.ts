import { type QueryClient, type QueryKey, hashKey } from '@tanstack/query-core'
import { type AnswerAge, answerAge } from './cache-status.ts'
import type { AnsweredBy } from './on-reply.ts'

/** How old the answers on the screen are. */
export interface Ages {
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until another answer has come. */
  readonly of: (key: QueryKey) => AnswerAge | undefined
  /** Hears what an answer says of its age. */
  readonly hear: (key: QueryKey, reply: AnsweredBy) => void
}

/** Remembers how old answers are. */
export function createAges(queryClient: QueryClient): Ages {
  const listeners = new Set<() => void>()
  const ages = new Map<string, AnswerAge>()
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'removed') ages.delete(query.queryHash)
  })

  function set(hash: string, age: AnswerAge): void {
    ages.set(hash, age)
    for (const listener of listeners) listener()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    of: (key) => ages.get(hashKey(key)),
    hear(key, { headers, renewed }) {
      const hash = hashKey(key)
      const age = answerAge(headers, Date.now())
      const { standing } = ages.get(hash) ?? age
      // One that could not be had may be there now, which is not known before it has come.
      const shown = age.standing === 'behind' && standing === 'unreachable' ? { ...age, standing } : age
      set(hash, shown)
      void renewed?.then((isRenewed) => {
        if (!isRenewed && ages.get(hash) === shown) set(hash, { ...age, standing: 'unreachable' })
      })
    },
  }
}
