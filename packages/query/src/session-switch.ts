import { type Query, type QueryClient, notifyManager } from '@tanstack/query-core'
import { type EndpointKey, isKeyOf } from './key.ts'

/**
 * Another user, or nobody, is there: what is mounted asks for its own data under its own key, and what the one before had is gone
 * from memory. Public data stay.
 */
export function moveTo(queryClient: QueryClient, api: string, identity: string | null): void {
  const cache = queryClient.getQueryCache()
  notifyManager.batch(() => {
    for (const query of cache.getAll()) {
      const { queryKey } = query
      const { session } = isKeyOf(api, queryKey) ? queryKey[0] : {}
      if (session === undefined || (session === identity && session !== null)) continue
      if (session === null && query.observers.length === 0 && identity !== null) {
        adopt(queryClient, query, [{ api, session: identity }, ...rest(queryKey as EndpointKey)])
        continue
      }
      move(query, [{ api, session: identity }, ...rest(queryKey as EndpointKey)])
      cache.remove(query)
    }
  })
}

function rest([, path, input, kind]: EndpointKey): [EndpointKey[1], EndpointKey[2], EndpointKey[3]] {
  return [path, input, kind]
}

/**
 * What a prefetch, or a component that is not there yet, has asked for while it was not known who is there: now it is, and the answer
 * is theirs. Nothing is asked twice.
 */
function adopt(queryClient: QueryClient, query: Query, queryKey: EndpointKey): void {
  const cache = queryClient.getQueryCache()
  const { promise } = query
  if (query.state.fetchStatus === 'idle' || !promise) return cache.remove(query)
  const { queryHash: _hash, _defaulted, ...options } = query.options as typeof query.options & { _defaulted?: boolean }
  const own = cache.build(queryClient, queryClient.defaultQueryOptions({ ...options, queryKey }))
  const forget = (): void => cache.remove(query)
  promise.then(forget, forget)
  if (own.state.fetchStatus === 'idle' && own.state.data === undefined)
    own.fetch(undefined, { initialPromise: promise }).catch(ignored)
}

function ignored(): void {
  // In the state of the query, for whoever will look at it.
}

function move(query: Query, queryKey: EndpointKey): void {
  const observers = [...query.observers]
  void query.cancel({ silent: true })
  // Before anybody looks for what may stand in until the new data are there.
  query.setState({
    ...query.state,
    data: undefined,
    dataUpdatedAt: 0,
    error: null,
    status: 'pending',
    fetchStatus: 'idle',
  })
  for (const observer of observers) {
    const { queryHash: _hash, _defaulted, ...options } = observer.options
    observer.setOptions({ ...options, queryKey } as never)
  }
}
