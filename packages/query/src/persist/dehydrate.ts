import {
  type DehydrateOptions,
  type DehydratedState,
  type Mutation,
  type Query,
  type QueryClient,
  defaultShouldDehydrateMutation,
  defaultShouldDehydrateQuery,
  dehydrate,
} from '@tanstack/query-core'
import { hostOfQueries } from '../create-queries.ts'
import type { EndpointKey } from '../key.ts'
import { baseOf } from '../layers/base.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { mayKeep, scopeIn } from './ownership.ts'
import { plainError } from './plain-error.ts'
import { plainMutation } from './plain-mutation.ts'

/**
 * The state of a QueryClient as plain JSON, for a page that is rendered on a server: what has been answered and what has failed, of
 * everybody and of the user of this request. `HydrationBoundary` and `hydrate` take it; errors are errors again there.
 */
export function dehydrateQueries(queries: object, queryClient: QueryClient): DehydratedState {
  const { options, plain } = dehydrationOf(hostOfQueries(queries))
  return plain(dehydrate(queryClient, { ...options, shouldDehydrateMutation: () => false }))
}

/** How the state of a QueryClient becomes what is kept. */
export interface Dehydration {
  /** For `dehydrate`. */
  readonly options: DehydrateOptions
  /** Makes plain JSON of what `dehydrate` gave. */
  plain(state: DehydratedState): DehydratedState
}

/** What of a QueryClient is kept: of an API what may be, of all else what TanStack Query keeps. */
export function dehydrationOf({ api, client }: QueryHost): Dehydration {
  /** What the server has said, by the hash of a query whose data mutations under way show themselves over. */
  const said = new Map<string, unknown>()
  const keeps = (key: unknown): boolean | undefined => {
    const scope = scopeIn(api, key)
    return scope && mayKeep(scope, identityNow(client.session))
  }
  const options: DehydrateOptions = {
    shouldDehydrateQuery(query: Query) {
      if (baseOf(query) !== query.state.data) said.set(query.queryHash, baseOf(query))
      // Of one that was made and not stored.
      else said.delete(query.queryHash)
      const isKept = keeps(query.queryKey)
      if (isKept === undefined) return defaultShouldDehydrateQuery(query)
      // What goes on is not gone on with by being kept.
      return isKept && (query.queryKey as EndpointKey)[3] !== 'live' && query.state.status !== 'pending'
    },
    shouldDehydrateMutation(mutation: Mutation) {
      const isKept = keeps(mutation.options.mutationKey)
      // What is under way may not have arrived.
      return isKept === undefined
        ? defaultShouldDehydrateMutation(mutation)
        : isKept && mutation.state.status === 'pending'
    },
  }
  return {
    options,
    plain(state) {
      const plain = plainState(state, said)
      said.clear()
      return plain
    },
  }
}

/** A state whose errors are plain JSON, and whose data are the server's. */
function plainState({ queries, mutations }: DehydratedState, said: ReadonlyMap<string, unknown>): DehydratedState {
  return {
    queries: queries.map((query) => {
      const { error, fetchFailureReason } = query.state
      return {
        ...query,
        state: {
          ...query.state,
          ...(said.has(query.queryHash) && { data: said.get(query.queryHash) }),
          error: plainError(error) as Error | null,
          fetchFailureReason: plainError(fetchFailureReason) as Error | null,
        },
      }
    }),
    mutations: mutations.map(plainMutation),
  }
}
