import type { CoreError } from '@fairlead/core'
import type { EndpointMutationOptions } from '@fairlead/query'
import { useMutation } from '@tanstack/vue-query'
import { type ComputedRef, computed } from 'vue'

/** A write that a person begins. */
export interface Write<T, In> {
  readonly busy: ComputedRef<boolean>
  readonly failure: ComputedRef<CoreError | undefined>
  /** Shows no failure any more. */
  readonly forget: () => void
  /** Gives every outcome, and throws none. */
  readonly send: (input: In) => Promise<{ readonly data: T } | { readonly error: CoreError }>
}

/** Sends a mutation of the harbour: once, since a person sees how it ends and may send it again. */
export function useWrite<T, E, In>(options: () => EndpointMutationOptions<T, E, In, unknown>): Write<T, In> {
  const mutation = useMutation<T, E, In>(() => ({ ...options(), shallow: true, retry: false }))
  return {
    busy: computed(() => mutation.isPending.value),
    failure: computed(() => (mutation.error.value as CoreError | null) ?? undefined),
    forget: () => mutation.reset(),
    send: (input) =>
      mutation.mutateAsync(input).then(
        (data) => ({ data }),
        (error: unknown) => ({ error: error as CoreError }),
      ),
  }
}
