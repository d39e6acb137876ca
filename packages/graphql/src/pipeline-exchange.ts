import { type AnyClient, type HeadersInput, hostOf } from '@fairlead/core'
import type { Exchange } from '@urql/core'
import { type Carry, type Route, createAttempt, createCarrier, pathOf } from './carrier.ts'
import { type OperationKind, createDocuments } from './document.ts'
import { carrierExchange } from './exchange.ts'
import { createIdentities } from './identity.ts'
import { type Persisted, byOwnId } from './persisted.ts'
import { overSse } from './sse.ts'
import type { Subscriber } from './subscriptions.ts'

/** What the exchange alone takes. */
export interface PipelineExchangeOptions {
  readonly headers?: HeadersInput | undefined
  readonly auth?: 'session' | 'public' | undefined
  readonly persisted?: Persisted | undefined
  /** @defaultValue `overSse()` */
  readonly subscriptions?: Subscriber | undefined
  readonly maxUploadBytes?: number | undefined
}

/**
 * The exchange alone, for a team that has an urql client already: it takes the place of `fetchExchange`, and with it go
 * those for auth, retry and persisted queries. Which operations are one is then urql's to say, by its 32-bit hash; only
 * {@link graphql} tells them apart exactly.
 *
 * @example
 * ```ts
 * const urql = new Client({ url: '/graphql', exchanges: [cacheExchange, pipelineExchange(client)] })
 * ```
 */
export function pipelineExchange(client: AnyClient, options: PipelineExchangeOptions = {}): Exchange {
  const host = hostOf(client)
  const documents = createDocuments(1_000)
  /** One for each URL: an operation may have its own. */
  const routes = new Map<string, { readonly carrier: Carry; readonly subscriber: Carry }>()
  function carriersOf(url: string) {
    const known = routes.get(url)
    if (known) return known
    const route: Route = {
      client,
      host,
      url,
      path: pathOf(url),
      headers: options.headers,
      auth: options.auth,
      persisted: options.persisted ?? byOwnId,
      maxUploadBytes: options.maxUploadBytes ?? 100 * 1024 * 1024,
      onEnd: () => {},
    }
    const attempt = createAttempt(route)
    const made = {
      carrier: createCarrier(route, attempt),
      subscriber: (options.subscriptions ?? overSse())(route, attempt),
    }
    if (routes.size < 100) routes.set(url, made)
    return made
  }
  return carrierExchange(
    ({ kind, context }) => carriersOf(context.url)[kind === 'subscription' ? 'subscriber' : 'carrier'],
    ({ kind, query, variables, context }) =>
      createIdentities(host, pathOf(context.url), documents, 1).identify(
        kind as OperationKind,
        { query, variables },
        {
          ...context,
          fairlead: { ...fetchOptionsOf(context.fetchOptions), ...(context['fairlead'] as object | undefined) },
        },
      ).facts,
  )
}

/** The header fields that an urql client sets. */
function fetchOptionsOf(given: RequestInit | (() => RequestInit) | undefined): object {
  const { headers } = (typeof given === 'function' ? given() : given) ?? {}
  return headers ? { headers } : {}
}
