import type { AnyEndpoint, EndpointInput } from '@fairlead/core'
import type { Mutation } from '@tanstack/query-core'

/** What a mutation carries from page to page beside TanStack Query's own. */
interface Kept {
  readonly idempotencyKey?: string
}

/** Methods whose repetition changes nothing more (RFC 9110 section 9.2.2). */
const REPEATABLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/** The key in a mutation's state or `meta`. */
export function keptKey(from: object | undefined): string | undefined {
  const { idempotencyKey } = (from ?? {}) as { readonly idempotencyKey?: unknown }
  return typeof idempotencyKey === 'string' && idempotencyKey ? idempotencyKey : undefined
}

/** Gives a mutation its key: in the state, because that is what lasts; in `meta`, because that is what its function is given. */
export function keepKey(mutation: Mutation, idempotencyKey: string | undefined): void {
  if (idempotencyKey === undefined) return
  mutation.state = Object.assign({ ...mutation.state }, { idempotencyKey } satisfies Kept)
  mutation.setOptions({ ...mutation.options, meta: { ...mutation.meta, idempotencyKey } })
}

/** The key that a mutation needs, where its endpoint or `meta.idempotencyKey` wants one. */
export function wantedKey(
  { meta }: Mutation,
  endpoint: AnyEndpoint | undefined,
  fresh: () => string,
): string | undefined {
  const wanted = (meta as { readonly idempotencyKey?: unknown } | undefined)?.idempotencyKey
  return wanted === true || (wanted === undefined && endpoint?.definition.idempotent === 'key')
    ? fresh()
    : keptKey(meta)
}

/** Whether it may be sent again by somebody who does not know whether it has arrived. */
export function isRepeatable({ state }: Mutation, { method, definition: { idempotent } }: AnyEndpoint): boolean {
  return keptKey(state) !== undefined || (idempotent ?? REPEATABLE.has(method)) === true
}

/** The key of a mutation as an option of its call, unless the caller says one. */
export function keyFor(
  meta: object | undefined,
  variables: EndpointInput | undefined,
  options: object | undefined,
): { idempotencyKey?: string } {
  const idempotencyKey = keptKey(meta)
  const given = [variables, options] as ({ readonly headers?: HeadersInit } | undefined)[]
  if (idempotencyKey === undefined || given.some((each) => new Headers(each?.headers).has('idempotency-key'))) return {}
  return { idempotencyKey }
}
