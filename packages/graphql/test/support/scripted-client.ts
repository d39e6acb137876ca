import { type Plugin, createClient, fetchTransport } from '@fairlead/core'
import { type GraphQLOptions, graphql } from '@fairlead/graphql'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { type Asked, scriptedFetch } from './scripted-fetch.ts'

type Options = Partial<GraphQLOptions> & {
  readonly plugins?: readonly Plugin[]
  readonly clock?: VirtualClock
}

/** A GraphQL client whose server is the test. */
export function scriptedClient(
  answer: (asked: Asked, turn: number) => Response | Promise<Response>,
  { plugins = [], clock = createVirtualClock(), ...options }: Options = {},
) {
  const { fetch, asked } = scriptedFetch(answer)
  const client = createClient({
    baseUrl: 'https://harbour.example',
    transport: fetchTransport({ fetch }),
    runtime: clock,
    plugins: [...plugins],
  })
  return { client, gql: graphql(client, { url: '/graphql', ...options }), asked, clock }
}
