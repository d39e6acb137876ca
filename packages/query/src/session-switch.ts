import { type Query, type QueryClient, QueryObserver, notifyManager } from '@tanstack/query-core'
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
      const own: EndpointKey = [{ api, session: identity }, ...rest(queryKey as EndpointKey)]
      if (session !== null || identity === null || !adopt(queryClient, query, own)) {
        empty(query)
        move([...query.observers], own)
        cache.remove(query)
      }
    }
  })
}

function rest([, path, input, kind]: EndpointKey): [EndpointKey[1], EndpointKey[2], EndpointKey[3]] {
  return [path, input, kind]
}

/**
 * What has been asked for while it was not known who is there: now it is, and the answer is theirs. Nothing is asked twice, and who
 * waits for it, as what suspends does, has it too.
 *
 * @returns whether anything was on its way
 */
function adopt(queryClient: QueryClient, query: Query, queryKey: EndpointKey): boolean {
  const cache = queryClient.getQueryCache()
  const { promise } = query
  if (query.state.fetchStatus === 'idle' || !promise) return false
  const { queryHash: _hash, _defaulted, ...options } = query.options as typeof query.options & { _defaulted?: boolean }
  const own = cache.build(queryClient, queryClient.defaultQueryOptions({ ...options, queryKey }))
  const observers = [...query.observers]
  // Without anybody who looks it would be given up.
  const holder = new QueryObserver(queryClient, { queryKey: query.queryKey, enabled: false })
  query.addObserver(holder)
  // As it is given up when nobody looks at the one that has taken its place.
  const stop = cache.subscribe(({ type, query: left }) => {
    if (type !== 'observerRemoved' || left !== own || own.observers.length > 0) return
    void own.cancel({ revert: true })
    void query.cancel({ silent: true })
  })
  const forget = (): void => {
    stop()
    query.removeObserver(holder)
    cache.remove(query)
  }
  promise.then(forget, forget)
  if (own.state.fetchStatus === 'idle' && own.state.data === undefined)
    own.fetch(undefined, { initialPromise: promise }).catch(ignored)
  move(observers, queryKey)
  return true
}

function ignored(): void {
  // In the state of the query, for whoever will look at it.
}

/** Before anybody looks for what may stand in until the new data are there. */
function empty(query: Query): void {
  void query.cancel({ silent: true })
  query.setState({
    ...query.state,
    data: undefined,
    dataUpdatedAt: 0,
    error: null,
    status: 'pending',
    fetchStatus: 'idle',
  })
}

function move(observers: Query['observers'], queryKey: EndpointKey): void {
  for (const observer of observers) {
    const { queryHash: _hash, _defaulted, ...options } = observer.options
    observer.setOptions({ ...options, queryKey } as never)
  }
}
