import type { Mutation } from '@tanstack/query-core'

/**
 * Keeps a mutation from going on, whoever tells it to: TanStack Query tells all that are paused, as soon as there is a network, and waits for
 * them before it asks anew. So nobody is kept waiting for what another page does. The state is left alone, because that is what is stored.
 *
 * @returns what lets it go on; it has to be told to again
 */
export function holdBack(mutation: Mutation): () => void {
  mutation.continue = () => Promise.resolve()
  return () => {
    // The class's own is there again.
    delete (mutation as { continue?: unknown }).continue
  }
}
