import { fairlead } from '../ours.ts'
import { apollo } from './apollo.ts'
import type { GraphQLPeer } from './client.ts'
import { graphqlRequest } from './graphql-request.ts'
import { urql } from './urql.ts'

/** Ours first. */
export const clients: readonly GraphQLPeer[] = [fairlead, urql, apollo, graphqlRequest]
