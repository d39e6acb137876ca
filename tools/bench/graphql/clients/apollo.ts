import type { AuditedOutcome } from '@fairlead/testing/graphql'
import type { GraphQLPeer } from './client.ts'

/**
 * Best: `errorPolicy: 'all'`, which keeps partial data, and no cache. It has no server-sent events and no uploads. Of the
 * handlers for incremental delivery it takes one: the newest.
 */
export const apollo: GraphQLPeer = {
  name: '@apollo/client',
  packageName: '@apollo/client',
  async audited(settings) {
    const { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } =
      await import('@apollo/client')
    const { RetryLink } = await import('@apollo/client/link/retry')
    const { GraphQL17Alpha9Handler } = await import('@apollo/client/incremental')
    const options =
      settings === 'best'
        ? ({ errorPolicy: 'all', fetchPolicy: 'network-only' } as const)
        : ({} as { errorPolicy?: 'none' })

    function told(result: { data?: unknown; error?: unknown; extensions?: unknown }): AuditedOutcome {
      const { data, error, extensions } = result
      if (!CombinedGraphQLErrors.is(error)) return { data, extensions, ...(error !== undefined && { failure: error }) }
      return { data, extensions, errors: error.errors }
    }
    const rejected = (error: unknown): AuditedOutcome => told({ error })

    return ({ url, fetch, headers, retry }) => {
      const http = new HttpLink({ uri: url, fetch, headers })
      const client = new ApolloClient({
        link: retry ? ApolloLink.from([new RetryLink(), http]) : http,
        cache: new InMemoryCache(),
        // Its own types do not fit each other under exactOptionalPropertyTypes.
        incrementalHandler: new GraphQL17Alpha9Handler() as never,
        devtools: { enabled: false },
      })
      const contextOf = (call: { headers?: object; signal?: AbortSignal } = {}) => ({
        ...(call.headers && { headers: call.headers }),
        ...(call.signal && { fetchOptions: { signal: call.signal } }),
      })
      return {
        offers: ['signal', 'headers', 'retry'],
        query: async (document, variables = {}, call) =>
          client.query({ ...options, query: gql(document), variables, context: contextOf(call) }).then(told, rejected),
        mutate: async (document, variables = {}, call) =>
          client
            .mutate({ ...(options as object), mutation: gql(document), variables, context: contextOf(call) })
            .then(told, rejected),
        stream(document, variables = {}, listener) {
          const watched = client.watchQuery({ ...options, query: gql(document), variables })
          const reading = watched.subscribe((result) => {
            if (result.loading && result.data === undefined) return
            listener.next({ ...told(result), complete: result.dataState !== 'streaming' })
            if (!result.loading) listener.end()
          })
          return () => reading.unsubscribe()
        },
        dispose: () => client.stop(),
      }
    }
  },
}
