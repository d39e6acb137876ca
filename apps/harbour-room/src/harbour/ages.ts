import { type QueryClient, type QueryKey, hashKey } from '@tanstack/query-core'
import type { Background } from './background.ts'
import { type AnswerAge, answerAge } from './cache-status.ts'

/** How old the answers on the screen are. */
export interface Ages {
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until another answer has come. */
  readonly of: (key: QueryKey) => AnswerAge | undefined
  /** Hears the header fields of an answer. */
  readonly hear: (key: QueryKey, headers: Headers) => void
}

/** How often in a row a newer answer is looked for, which may be old already when it comes: after that there is none to be had. */
const MAX_TURNS = 3

/** Remembers how old answers are. One that the cache gave although it is stale is followed by the newer one. */
export function createAges(queryClient: QueryClient, background: Background): Ages {
  const listeners = new Set<() => void>()
  const ages = new Map<string, AnswerAge>()
  const turns = new Map<string, number>()
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'removed') return
    ages.delete(query.queryHash)
    turns.delete(query.queryHash)
  })

  function set(hash: string, age: AnswerAge): void {
    ages.set(hash, age)
    for (const listener of listeners) listener()
  }

  async function follow(queryKey: QueryKey, age: AnswerAge): Promise<void> {
    const hash = hashKey(queryKey)
    const turn = (turns.get(hash) ?? 0) + 1
    turns.set(hash, turn)
    const isAnswered = await background.settled()
    if (ages.get(hash) !== age) return
    if (isAnswered && turn < MAX_TURNS) await queryClient.invalidateQueries({ queryKey, exact: true })
    else set(hash, { ...age, standing: 'unreachable' })
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    of: (key) => ages.get(hashKey(key)),
    hear(key, headers) {
      const age = answerAge(headers, Date.now())
      set(hashKey(key), age)
      // The answer has to be with who asked before it is asked for anew.
      if (age.standing === 'behind') setTimeout(() => void follow(key, age))
      else turns.delete(hashKey(key))
    },
  }
}
