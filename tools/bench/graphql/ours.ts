import type { AuditedListener, AuditedOutcome } from '@fairlead/testing/graphql'
import type { GraphQLOutcome } from '@fairlead/graphql'
import type { GraphQLPeer } from './clients/client.ts'

/** Ours as it comes: there is nothing to set. */
export const fairlead: GraphQLPeer = {
  name: 'Fairlead',
  async audited() {
    const { createClient, fetchTransport } = await import('@fairlead/core')
    const { graphql } = await import('@fairlead/graphql')
    return ({ url, fetch, headers, retry }) => {
      const { origin, pathname } = new URL(url)
      const client = createClient({
        baseUrl: origin,
        transport: fetchTransport({ fetch }),
        ...(!retry && { retry: false }),
      })
      const gql = graphql(client, { url: pathname, headers })
      const mutate = async (document: string, variables: object = {}, call: object = {}) =>
        told(await gql.mutate(document, variables as Record<string, unknown>, call))
      const listen =
        (kind: 'watch' | 'subscribe') =>
        (document: string, variables: object = {}, listener: AuditedListener): (() => void) => {
          const results = gql[kind](document, variables as Record<string, unknown>)
          void (async () => {
            for await (const result of results) {
              listener.next(told(result))
              // A query stays, to hear of newer answers.
              if (kind === 'watch' && result.isFinal) break
            }
            listener.end()
          })()
          return () => void results.return?.()
        }
      return {
        offers: ['signal', 'headers', 'retry'],
        query: async (document, variables = {}, call = {}) =>
          told(await gql.query(document, variables as Record<string, unknown>, call)),
        mutate,
        upload: mutate,
        stream: listen('watch'),
        subscribe: listen('subscribe'),
        dispose: () => void client.dispose(),
      }
    }
  },
}

function told({ data, errors, error, extensions, isFinal }: GraphQLOutcome<unknown>): AuditedOutcome {
  // Stands for the errors of the server, which are told beside it.
  const isOfServer = error?.kind === 'graphql' && 'reason' in error && error.reason === 'errors'
  return { data, errors, extensions, complete: isFinal, ...(error && !isOfServer && { failure: error }) }
}
