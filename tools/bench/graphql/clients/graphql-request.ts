import type { AuditedOutcome } from '@fairlead/testing/graphql'
import type { GraphQLPeer } from './client.ts'

/** Best: `errorPolicy: 'all'`, which keeps partial data. It has no retries, no uploads, no streams and no subscriptions. */
export const graphqlRequest: GraphQLPeer = {
  name: 'graphql-request',
  packageName: 'graphql-request',
  async audited(settings) {
    const { ClientError, GraphQLClient } = await import('graphql-request')

    /** What is thrown for errors of the server holds them; what is thrown for the rest is a failure. */
    function rejected(error: unknown): AuditedOutcome {
      const { errors } = error instanceof ClientError ? error.response : {}
      return errors?.length ? { errors } : { failure: error }
    }

    return ({ url, fetch, headers }) => {
      const client = new GraphQLClient(url, { fetch, headers, ...(settings === 'best' && { errorPolicy: 'all' }) })
      const ask = (
        query: string,
        variables: object = {},
        call: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
      ): Promise<AuditedOutcome> =>
        client
          .rawRequest({
            query,
            variables: variables as Record<string, unknown>,
            ...(call.headers && { requestHeaders: { ...call.headers } }),
            ...(call.signal && { signal: call.signal }),
          })
          .then(
            ({ data, errors, extensions }) => ({ data, errors: errors as AuditedOutcome['errors'], extensions }),
            rejected,
          )
      return { offers: ['signal', 'headers'], query: ask, mutate: ask }
    }
  },
}
