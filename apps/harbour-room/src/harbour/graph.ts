import { type GraphQL, graphql } from '@fairlead/graphql'
import { overWs } from '@fairlead/graphql/ws'
import type { ConnectionState } from '@fairlead/ws'
import type { HarbourClient } from './client.ts'

/** The harbour's GraphQL as the control room asks it. */
export interface HarbourGraph {
  readonly gql: GraphQL<HarbourClient>
  /** How the link of its subscriptions is. */
  readonly link: () => ConnectionState
  readonly onLink: (listener: () => void) => () => void
}

const PATH = '/graphql'

/**
 * Makes it over the harbour's client: one session, one cache's tags, one timeline. What REST says of a vessel makes her file
 * stale, and the other way round.
 */
export function createHarbourGraph(client: HarbourClient): HarbourGraph {
  const listeners = new Set<() => void>()
  let link: ConnectionState = 'idle'
  client.on((event) => {
    if (event.type !== 'plugin:ws:transition' || event.details['path'] !== PATH) return
    link = event.details['to'] as ConnectionState
    for (const listener of listeners) listener()
  })
  return {
    gql: graphql(client, {
      url: PATH,
      entityTags: ({ __typename, id }) => (__typename === 'Vessel' ? [`vessel:${String(id)}`] : []),
      subscriptions: overWs({ liveness: 'fast', gapInvalidates: ['vessels', 'berths', 'graphql:Vessel'] }),
    }),
    link: () => link,
    onLink(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
