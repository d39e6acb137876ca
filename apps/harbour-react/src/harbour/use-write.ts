import type { CoreError } from '@fairlead/core'
import type { EndpointMutationOptions } from '@fairlead/query'
import { useMutation } from '@tanstack/react-query'

/** A write that a person begins. */
export interface Write<T, In> {
  readonly busy: boolean
  readonly failure: CoreError | undefined
  /** Shows no failure any more. */
  readonly forget: () => void
  /** Gives every outcome, and throws none. */
  readonly send: (input: In) => Promise<{ readonly data: T } | { readonly error: CoreError }>
}

/** Sends a mutation of the harbour: once, since a person sees how it ends and may send it again. */
export function useWrite<T, E, In>(options: EndpointMutationOptions<T, E, In, unknown>): Write<T, In> {
  const { isPending, error, reset, mutateAsync } = useMutation<T, E, In>({ ...options, retry: false })
  return {
    busy: isPending,
    failure: (error as CoreError | null) ?? undefined,
    forget: reset,
    send: (input) =>
      mutateAsync(input).then(
        (data) => ({ data }),
        (reason: unknown) => ({ error: reason as CoreError }),
      ),
  }
}
