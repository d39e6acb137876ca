import { type AnyClient, hostOf } from '@fairlead/core'
import type { Exchange } from '@urql/core'
import { pathOf } from './carrier.ts'
import { type CarriageOptions, createCarriers } from './carriers.ts'
import { type OperationKind, createDocuments } from './document.ts'
import { carrierExchange } from './exchange.ts'
import { createIdentities } from './identity.ts'

/** What the exchange alone takes. */
export type PipelineExchangeOptions = CarriageOptions

/** URLs that are remembered; one more is put together each time. */
const MAX_URLS = 100

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
  const documents = createDocuments(1_000)
  const made = (url: string) => ({
    carrierOf: createCarriers(client, url, options, () => {}),
    identify: createIdentities(hostOf(client), pathOf(url), documents, 1).identify,
  })
  /** One for each URL: an operation may have its own. */
  const places = new Map<string, ReturnType<typeof made>>()
  function placeOf(url: string): ReturnType<typeof made> {
    const place = places.get(url) ?? made(url)
    if (places.size < MAX_URLS) places.set(url, place)
    return place
  }
  return carrierExchange(
    ({ kind, context }) => placeOf(context.url).carrierOf(kind),
    ({ kind, query, variables, context }) => {
      const fairlead = { ...fieldsOf(context.fetchOptions), ...(context['fairlead'] as object | undefined) }
      return placeOf(context.url).identify(kind as OperationKind, { query, variables }, { ...context, fairlead }).facts
    },
  )
}

/** The header fields that an urql client sets. */
function fieldsOf(given: RequestInit | (() => RequestInit) | undefined): object {
  const { headers } = (typeof given === 'function' ? given() : given) ?? {}
  return headers ? { headers } : {}
}
