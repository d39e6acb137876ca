import type { Asking } from './asking.ts'

const fairlead = (name: string, isCached: boolean): Asking => ({
  name,
  ...(!isCached && { hasNoCache: true }),
  async make(url, fetch, requestPolicy) {
    const { createClient, fetchTransport } = await import('@fairlead/core')
    const { graphql } = await import('@fairlead/graphql')
    const { origin, pathname } = new URL(url)
    const client = createClient({ baseUrl: origin, transport: fetchTransport({ fetch }) })
    const gql = graphql(client, { url: pathname, requestPolicy, ...(!isCached && { cache: false }) })
    return async (document, variables) => {
      const { state, data, error } = await gql.query(document, variables as Record<string, unknown>)
      if (state !== 'ok') throw error
      return data
    }
  },
})

/** Ours, with retries and deadlines on, as it comes. */
export const ours: readonly Asking[] = [fairlead('Fairlead', true), fairlead('Fairlead, no cache', false)]
