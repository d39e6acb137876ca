import type { TypedDocumentNode } from '@urql/core'
import type { Asking } from './asking.ts'
import { ours } from './ours-asking.ts'

/** Documents that are parsed once, as bundlers and `gql` do it: the text is the key. */
function parsedOnce<Parsed>(parse: (text: string) => Parsed): (text: string) => Parsed {
  let last: { readonly text: string; readonly parsed: Parsed } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, parsed: parse(text) }
    return last.parsed
  }
}

const urqlWith = (name: string, packageName: string, cache: 'none' | 'document' | 'graph'): Asking => ({
  name,
  packageName,
  ...(cache === 'none' && { hasNoCache: true }),
  async make(url, fetch, requestPolicy) {
    const { Client, cacheExchange, fetchExchange, gql } = await import('@urql/core')
    const exchanges = [fetchExchange]
    if (cache === 'document') exchanges.unshift(cacheExchange)
    if (cache === 'graph') {
      const graphcache = await import('@urql/exchange-graphcache')
      exchanges.unshift(graphcache.cacheExchange({ keys: { Vessel: ({ imo }) => imo as string } }))
    }
    const client = new Client({ url, fetch, exchanges, requestPolicy, preferGetMethod: false })
    const parsed = parsedOnce((text): TypedDocumentNode<unknown, object> => gql(text))
    return async (document, variables) => {
      const { data, error } = await client.query(parsed(document), variables).toPromise()
      if (error) throw error
      return data
    }
  },
})

const apolloWith = (name: string, isCached: boolean): Asking => ({
  name,
  packageName: '@apollo/client',
  ...(!isCached && { hasNoCache: true }),
  async make(uri, fetch, policy) {
    const { ApolloClient, HttpLink, InMemoryCache, gql } = await import('@apollo/client')
    const link = new HttpLink({ uri, fetch })
    const cache = new InMemoryCache({ typePolicies: { Vessel: { keyFields: ['imo'] } } })
    const client = new ApolloClient({ link, cache, devtools: { enabled: false } })
    const fetchPolicy = isCached ? policy : 'no-cache'
    const parsed = parsedOnce((text) => gql(text))
    return async (document, variables) => {
      const { data } = await client.query({ query: parsed(document), variables, fetchPolicy })
      return data
    }
  },
})

const graphqlRequest: Asking = {
  name: 'graphql-request',
  packageName: 'graphql-request',
  hasNoCache: true,
  async make(url, fetch) {
    const { GraphQLClient } = await import('graphql-request')
    const client = new GraphQLClient(url, { fetch })
    return (document, variables) => client.request(document, { ...variables })
  },
}

/** What all others are compared with. */
export const reference = urqlWith('@urql/core, cache + fetch', '@urql/core', 'document')

/** Ours first. */
export const askings: readonly Asking[] = [
  ...ours,
  reference,
  urqlWith('@urql/core, fetch', '@urql/core', 'none'),
  urqlWith('@urql/exchange-graphcache', '@urql/exchange-graphcache', 'graph'),
  apolloWith('@apollo/client, InMemoryCache', true),
  apolloWith('@apollo/client, no-cache', false),
  graphqlRequest,
]
