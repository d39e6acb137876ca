import { createClient } from '@fairlead/core'
import { graphql } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'

const client = createClient({ baseUrl: 'https://harbour.example' })
export const { urql } = graphql(client, {
  url: '/graphql',
  // A REST call that invalidates `vessel:1` refreshes each query that shows vessel 1, and a mutation of it each REST call.
  entityTags: ({ __typename, id }) => (typeof id === 'string' ? [`${__typename.toLowerCase()}:${id}`] : []),
  subscriptions: overWs({ gapInvalidates: ['berths'] }),
})
// <Provider value={urql}> for React, provideClient(urql) for Vue.
