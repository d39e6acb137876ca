import type { AnyEndpoint, EndpointInput } from './endpoint.ts'
import type { AnyEndpointTypes, DataOf, InputOf } from './infer.ts'

/** A change of data that are kept somewhere: of what a call of this endpoint with this input has answered. */
export interface Update {
  readonly endpoint: AnyEndpoint
  readonly input: EndpointInput
  readonly change: (data: never) => unknown
}

type Updatable = AnyEndpoint & { readonly '~types': AnyEndpointTypes }

/**
 * What a write changes in the answer of another endpoint, for `updates` and for what is shown before the server has answered.
 *
 * @param change the data after it, never the same object changed; undefined leaves them alone. Doing it twice must be as good as once
 *
 * @example
 * ```ts
 * update(byId, { params: { id } }, (vessel) => ({ ...vessel, name }))
 * ```
 */
export function update<E extends Updatable>(
  endpoint: E,
  input: InputOf<E>,
  change: (data: DataOf<E>) => DataOf<E> | undefined,
): Update {
  return { endpoint, input: input as EndpointInput, change }
}
