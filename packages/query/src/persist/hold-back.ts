import type { Mutation } from '@tanstack/query-core'

/** What keeps a mutation from going on. */
export interface HeldBack {
  /** It may go on; whoever has told it to waits for that. */
  release(): void
  /** It never will. */
  drop(): void
}

/**
 * Keeps a mutation from going on, whoever tells it to: TanStack Query tells all that are paused, as soon as there is a network. Its state is
 * left alone, because that is what is stored.
 */
export function holdBack(mutation: Mutation): HeldBack {
  const end = Promise.withResolvers<void>()
  mutation.continue = () => end.promise.then(() => mutation.continue())
  return {
    release() {
      // The class's own is there again.
      delete (mutation as { continue?: unknown }).continue
      end.resolve()
    },
    drop() {
      mutation.continue = () => Promise.resolve()
      end.resolve()
    },
  }
}
