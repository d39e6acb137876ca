import { createClient, fetchTransport } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { Client, type Exchange, cacheExchange, fetchExchange } from '@urql/core'
import { retryExchange } from '@urql/exchange-retry'

/** How a client under test is made: as its documentation recommends, with the `fetch` given. */
export interface SubjectOptions {
  readonly url?: string
  readonly fetch?: typeof fetch
  /** With what each library offers for retries. */
  readonly retries?: boolean
  /** An exchange in place of the cache; none leaves the cache out. */
  readonly cache?: 'document' | 'none'
}

/** The same client of urql, stock or over the pipeline. */
export type Subject = (options: SubjectOptions) => Client

/** urql as it comes. */
export const stock: Subject = ({ url = 'https://harbour.example/graphql', fetch, retries, cache = 'document' }) => {
  const exchanges: Exchange[] = [
    ...(cache === 'document' ? [cacheExchange] : []),
    ...(retries ? [retryExchange({ retryIf: () => true, maxNumberAttempts: 3, initialDelayMs: 1 })] : []),
    fetchExchange,
  ]
  return new Client({ url, exchanges, ...(fetch && { fetch }) })
}

/** urql over the pipeline. */
export const ours: Subject = ({ url = 'https://harbour.example/graphql', fetch, cache = 'document' }) => {
  const { origin, pathname } = new URL(url)
  const client = createClient({ baseUrl: origin, ...(fetch && { transport: fetchTransport({ fetch }) }) })
  return graphql(client, { url: pathname, ...(cache === 'none' && { cache: false as const }) }).urql
}
