import { isFairleadError } from '@fairlead/core'
import type { Query, QueryClient } from '@tanstack/query-core'
import { isKeyOf } from '../key.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { mayKeep } from './ownership.ts'
import { errorOfPlain } from './plain-error.ts'

/**
 * Looks at all that comes into a cache by other ways than from the server: hydrated, restored, set. Errors are made errors again, and
 * what is another user's goes at once. The answer ends that.
 */
export function watchArrivals(host: QueryHost, queryClient: QueryClient, isConnected: () => boolean): () => void {
  const { api, client } = host
  const cache = queryClient.getQueryCache()
  /** What was on its way where it was taken from. */
  const promised = new WeakSet<Query>()

  function look(query: Query, isNew: boolean): void {
    const { queryKey, state } = query
    // What is gone may still be answered.
    if (!isConnected() || !isKeyOf(api, queryKey) || cache.get(query.queryHash) !== query) return
    const [scope, , , kind] = queryKey
    const identity = identityNow(client.session)
    const isAnswered = state.data !== undefined || state.status === 'error'
    // What is taken from elsewhere has no function yet. It may be on its way: then it has no data yet either.
    const isHydrated = isNew && !query.options.queryFn && query.options.initialData === undefined
    // A stream that was kept would not begin.
    if (isHydrated && (!mayKeep(scope, identity) || (isAnswered && kind === 'live'))) return cache.remove(query)
    if (isHydrated && !isAnswered) promised.add(query)
    if (isNew && scope.session === null) refuseForeign(query)
    if (!isAnswered) return
    if (isNew) revive(query)
    else if (scope.session === null) name(query, identity)
    else if (mayKeep(scope, identity)) revive(query)
    else discard(query)
  }

  /** What was asked for when it was not known for whom is whoever's it turned out to be. */
  function name(query: Query, session: string | null): void {
    if (session === null || query.observers.length > 0 || query.state.status !== 'success') return
    const { data, dataUpdatedAt } = query.state
    const [, ...rest] = query.queryKey
    cache.remove(query)
    const queryKey = [{ api, session }, ...rest]
    if ((cache.find({ queryKey })?.state.dataUpdatedAt ?? 0) < dataUpdatedAt)
      queryClient.setQueryData(queryKey, data, { updatedAt: dataUpdatedAt })
  }

  function discard(query: Query): void {
    query.setState({ data: undefined, dataUpdatedAt: 0, error: null, status: 'pending' })
    cache.remove(query)
  }

  /** What a promise fails with has lost on its way what it was. The page asks by itself, and has the error as it is. */
  function failed(query: Query, error: unknown): void {
    if (!promised.delete(query) || isFairleadError(error)) return
    queryClient.resetQueries({ predicate: (each) => each === query }).catch(() => {})
  }

  for (const query of cache.getAll()) look(query, true)
  return cache.subscribe((event) => {
    if (event.type === 'added') look(event.query, true)
    else if (event.type === 'updated') {
      const { action, query } = event
      if (action.type === 'success' || action.type === 'setState') look(query, false)
      if (action.type === 'error') failed(query, action.error)
      else if (action.type === 'success') promised.delete(query)
    }
  })
}

/**
 * Has a query that waits for the session take no data from elsewhere: they were kept for nobody in particular, so they may be
 * anybody's. Before observers are told, which a look at what has happened is not.
 */
function refuseForeign(query: Query): void {
  const { setState } = Object.getPrototypeOf(query) as Query
  query.setState = (state) => {
    if (state.data === undefined || state.data === query.state.data) setState.call(query, state)
  }
}

/** An error that came as plain JSON becomes one; what is none is no answer either. */
function revive(query: Query): void {
  const { error, fetchFailureReason, status, data } = query.state
  if (error && !(error instanceof Error) && status === 'error') {
    const made = errorOfPlain(error)
    const state = made
      ? { error: made }
      : { error: null, isInvalidated: true, status: data === undefined ? 'pending' : 'success' }
    query.setState({ ...state, fetchFailureReason: made ?? null } as Query['state'])
  } else if (fetchFailureReason && !(fetchFailureReason instanceof Error))
    query.setState({ fetchFailureReason: errorOfPlain(fetchFailureReason) ?? null })
}
