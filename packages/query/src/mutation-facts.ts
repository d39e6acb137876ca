import type { Mutation, MutationCache, MutationObserver } from '@tanstack/query-core'

export type AnyMutationObserver = MutationObserver<unknown, unknown, unknown>

/** What TanStack Query keeps to itself about the mutations of a cache. */
export interface MutationFacts {
  observersOf(mutation: Mutation): readonly AnyMutationObserver[]
  /** Whether it was taken up from a store: it has begun in another page, and has no options but those of its path. */
  isRestored(mutation: Mutation): boolean
  /** Whether it was taken up from a store and has not begun: nobody waits for it. */
  isResting(mutation: Mutation): boolean
  /** Its session has ended: who looks at it, now or later, looks away. */
  end(mutation: Mutation): void
}

// Two copies of the package must find each other's.
const FACTS = Symbol.for('fairlead.mutation-facts')

type Known = MutationCache & { [FACTS]?: MutationFacts }

/** The facts of a cache: gathered once for all connections, because who looks at a mutation may do so since before a connection. */
export function factsOf(cache: MutationCache): MutationFacts {
  return ((cache as Known)[FACTS] ??= gather(cache))
}

function gather(cache: MutationCache): MutationFacts {
  const observers = new WeakMap<Mutation, Set<AnyMutationObserver>>()
  const ended = new WeakSet<Mutation>()
  const restored = new WeakSet<Mutation>(cache.getAll().filter(isPending))
  const begun = new WeakSet<Mutation>()

  cache.subscribe((event) => {
    if (event.type === 'added' && isPending(event.mutation)) restored.add(event.mutation)
    if (event.type === 'updated') begun.add(event.mutation)
    if (event.type !== 'observerAdded' && event.type !== 'observerRemoved') return
    const { mutation, observer } = event as { mutation: Mutation; observer: AnyMutationObserver }
    const all = observers.get(mutation) ?? new Set()
    observers.set(mutation, all)
    if (event.type === 'observerRemoved') all.delete(observer)
    // One that has looked away for a while comes back.
    else if (ended.has(mutation)) observer.reset()
    else all.add(observer)
  })
  return {
    observersOf: (mutation) => [...(observers.get(mutation) ?? [])],
    isRestored: (mutation) => restored.has(mutation),
    isResting: (mutation) => restored.has(mutation) && !begun.has(mutation),
    end: (mutation) => void ended.add(mutation),
  }
}

/** Whether it has begun, here or elsewhere, and has no end yet. */
export function isPending({ state }: Pick<Mutation, 'state'>): boolean {
  return state.status === 'pending'
}
