import type { AnyEndpoint, Update } from '@fairlead/core'
import type { MutationFunctionContext, MutationOptions } from '@tanstack/query-core'
import type { MutationKeyOf } from '../key.ts'
import type { Optimistic } from '../layers/known.ts'
import type { QueryHost } from '../query-host.ts'
import { mutationScope } from '../mutation-scope.ts'
import type { OwnCallOptions } from '../types.ts'

/** What may be said about a mutation; what it makes stale and changes is said by the contract. */
export interface MutationSettings<Data, Err, In, Result, Options> extends Omit<
  MutationOptions<Data, Err, In, Result>,
  'mutationKey' | 'mutationFn' | '_defaulted'
> {
  /** Options of the call itself. */
  readonly call?: OwnCallOptions<Options> | undefined
  /**
   * What is shown before the server has answered, made with `update`: a layer over the server's data, which goes when they have it or
   * when the call has failed, and takes no other with it.
   */
  readonly optimistic?: ((input: In) => readonly Update[]) | undefined
}

/** Options for `useMutation`. What was set beside is there too; these are the ones that the hooks read types off. */
export interface EndpointMutationOptions<Data, Err, In, Result> {
  mutationKey: MutationKeyOf
  mutationFn: (variables: In, context: MutationFunctionContext) => Promise<Data>
  retry: (failures: number, error: Err) => boolean
  retryDelay: (failures: number, error: Err) => number
  onMutate?: (variables: In, context: MutationFunctionContext) => Promise<Result> | Result
}

/** Makes the options of a mutation. */
export function mutationOptions(
  of: QueryHost,
  endpoint: AnyEndpoint,
  path: readonly string[],
  { call, ...settings }: MutationSettings<unknown, unknown, never, unknown, object> = {},
): object {
  const mutationKey: MutationKeyOf = [mutationScope(of, endpoint), path]
  if (settings.optimistic) of.optimistic.tell(mutationKey, settings.optimistic as Optimistic)
  return {
    ...of.retry,
    ...settings,
    // Kept beside the mutation, so that it is the same after a reload.
    ...(call?.idempotencyKey && { meta: { ...settings.meta, idempotencyKey: call.idempotencyKey } }),
    mutationKey,
    mutationFn: (variables: object | undefined, context: MutationFunctionContext) => of.write(variables, context, call),
  }
}
