import { type DehydratedState, type Mutation, type QueryClient, dehydrate } from '@tanstack/query-core'
import { plainError } from './plain-error.ts'

/** A mutation as it is stored. */
export type DehydratedMutation = DehydratedState['mutations'][number]

/** A stored mutation whose errors are plain JSON. */
export function plainMutation(mutation: DehydratedMutation): DehydratedMutation {
  const { error, failureReason } = mutation.state
  return {
    ...mutation,
    state: {
      ...mutation.state,
      error: plainError(error) as Error | null,
      failureReason: plainError(failureReason) as Error | null,
    },
  }
}

/** One mutation as it would be stored; undefined for one that its cache has no more. */
export function dehydrateMutation(queryClient: QueryClient, mutation: Mutation): DehydratedMutation | undefined {
  const { mutations } = dehydrate(queryClient, {
    shouldDehydrateQuery: () => false,
    shouldDehydrateMutation: (each) => each === mutation,
  })
  return mutations.map(plainMutation)[0]
}
