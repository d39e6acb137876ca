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
      // Nobody waits for what a prefetch asked for while it was not known who is there: it will be known, and it goes on.
      if (session === null && query.observers.length === 0 && identity !== null) continue
      move(query, [{ api, session: identity }, ...rest(queryKey as EndpointKey)])
      cache.remove(query)
    }
  })
}

function rest([, path, input, kind]: EndpointKey): [EndpointKey[1], EndpointKey[2], EndpointKey[3]] {
  return [path, input, kind]
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
