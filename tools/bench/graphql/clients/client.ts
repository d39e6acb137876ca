import type { ConnectAudited } from '@fairlead/testing/graphql'

/** How a client is set up: as it comes, or with every setting that its documentation has and that helps it. */
export type Settings = 'default' | 'best'

/** A GraphQL client in this benchmark. */
export interface GraphQLPeer {
  readonly name: string
  /** For its version. */
  readonly packageName?: string
  /** Imports what it needs and says how it is connected. */
  audited(settings?: Settings): Promise<ConnectAudited>
}
