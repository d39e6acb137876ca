import type { AuditedListener, AuditedOutcome } from '@fairlead/testing/graphql'
import type { Exchange, OperationResult } from '@urql/core'
import type { GraphQLPeer } from './client.ts'

/** Best: POST instead of its GET. A call's own signal is overwritten by urql's, so that it is not offered. */
export const urql: GraphQLPeer = {
  name: '@urql/core',
  packageName: '@urql/core',
  async audited(settings) {
    const { Client, cacheExchange, fetchExchange } = await import('@urql/core')
    const { retryExchange } = await import('@urql/exchange-retry')
    const { onEnd, pipe, subscribe } = await import('wonka')
    return ({ url, fetch, headers, retry }) => {
      const exchanges: Exchange[] = [cacheExchange, ...(retry ? [retryExchange({})] : []), fetchExchange]
      const client = new Client({
        url,
        fetch,
        fetchOptions: { headers },
        exchanges,
        fetchSubscriptions: true,
        ...(settings === 'best' && { preferGetMethod: false }),
      })
      const contextOf = (more: object = {}) => ({ fetchOptions: { headers: { ...headers, ...more } } })
      const listen =
        (kind: 'query' | 'subscription') =>
        (document: string, variables: object | undefined, listener: AuditedListener): (() => void) => {
          let isEnded = false
          const end = (): void => {
            if (!isEnded) listener.end()
            isEnded = true
          }
          const { unsubscribe } = pipe(
            client[kind](document, variables ?? {}),
            onEnd(end),
            subscribe((result) => {
              listener.next(told(result))
              // A query stays, to hear of newer answers.
              if (kind === 'query' && !result.hasNext) end()
            }),
          )
          return unsubscribe
        }
      return {
        offers: ['headers', 'retry'],
        query: async (document, variables, call) =>
          told(await client.query(document, variables ?? {}, contextOf(call?.headers)).toPromise()),
        mutate: async (document, variables, call) =>
          told(await client.mutation(document, variables ?? {}, contextOf(call?.headers)).toPromise()),
        upload: async (document, variables) => told(await client.mutation(document, variables).toPromise()),
        stream: listen('query'),
        subscribe: listen('subscription'),
      }
    }
  },
}

function told({ data, error, extensions, hasNext }: OperationResult): AuditedOutcome {
  const errors = error?.graphQLErrors.map(({ message, path, locations, extensions: own }) => ({
    message,
    path,
    locations,
    extensions: own,
  }))
  const failure = error && (error.networkError !== undefined || !errors?.length) ? error : undefined
  return { data, errors, extensions, complete: !hasNext, ...(failure && { failure }) }
}
