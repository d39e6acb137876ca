import { type Query, type QueryClient, QueryObserver, notifyManager } from '@tanstack/query-core'
import { attempt } from './attempt.ts'
import { type EndpointKey, isKeyOf } from './key.ts'

type Observer = Query['observers'][number]

/** Those that look at what is on its way for somebody else's sake. */
const holders = new WeakSet<object>()

/**
 * Another user, or nobody, is there: what is mounted asks for its own data under its own key, and what the one before had is gone
 * from memory. Public data stay.
 */
export function moveTo(queryClient: QueryClient, api: string, identity: string | null): void {
  const cache = queryClient.getQueryCache()
  const isLeft = ({ queryKey }: Query): boolean => {
    const { session } = isKeyOf(api, queryKey) ? queryKey[0] : {}
    return session !== undefined && (session !== identity || session === null)
  }
  notifyManager.batch(() => {
    const coming: Query[] = []
    const leaving: Query[] = []
    for (const query of cache.getAll())
      if (isLeft(query)) (identity !== null && isAwaited(query) ? coming : leaving).push(query)
    // All of them before anybody is told: what stands in until new data are there may be looked up in any.
    for (const query of leaving) empty(query)
    for (const query of leaving) {
      const own = ownKey(query, api, identity)
      const observers = query.observers.filter((each) => !holders.has(each))
      const all = observers.map((observer) => [observer, observer.options] as const)
      for (const observer of observers) attempt(() => forget(observer, isLeft))
      // First: options that were made once, when it was not known who is there, have this key for good.
      cache.remove(query)
      for (const [observer, options] of all) move(observer, options, own)
    }
    for (const query of coming) adopt(queryClient, query, ownKey(query, api, identity))
  })
}

function ownKey({ queryKey }: Query, api: string, session: string | null): EndpointKey {
  const [, path, input, kind] = queryKey as EndpointKey
  return [{ api, session }, path, input, kind]
}

/** Whether it was asked for while it was not known who is there, and is on its way. A stream writes to its own key and begins anew. */
function isAwaited({ queryKey, state, promise }: Query): boolean {
  const [{ session }, , , kind] = queryKey as EndpointKey
  return session === null && kind !== 'live' && state.fetchStatus !== 'idle' && promise !== undefined
}

/**
 * What has been asked for while it was not known who is there: now it is, and the answer is theirs. Nothing is asked twice, and who
 * waits for it, as what suspends does, has it too.
 */
function adopt(queryClient: QueryClient, query: Query, queryKey: EndpointKey): void {
  const cache = queryClient.getQueryCache()
  const promise = query.promise as Promise<unknown>
  const { queryHash: _hash, _defaulted, ...options } = query.options as typeof query.options & { _defaulted?: boolean }
  const own = cache.build(queryClient, queryClient.defaultQueryOptions({ ...options, queryKey }))
  const observers = query.observers.filter((each) => !holders.has(each))
  // Without anybody who looks it would be given up.
  const holder = new QueryObserver(queryClient, { ...query.options, queryKey: query.queryKey, enabled: false })
  holders.add(holder)
  query.addObserver(holder)
  // As it is given up when nobody looks at the one that has taken its place.
  const stop = cache.subscribe(({ type, query: left }) => {
    if (type !== 'observerRemoved' || left !== own || own.observers.length > 0) return
    void own.cancel({ revert: true })
    void query.cancel({ silent: true })
  })
  const leave = (): void => {
    stop()
    query.removeObserver(holder)
    cache.remove(query)
  }
  promise.then(leave, leave)
  if (own.state.fetchStatus === 'idle' && own.state.data === undefined)
    own.fetch(undefined, { initialPromise: promise }).catch(ignored)
  for (const observer of observers) move(observer, observer.options, queryKey)
}

function ignored(): void {
  // In the state of the query, for whoever will look at it.
}

/** Takes the data of a query away, and tells nobody. */
function empty(query: Query): void {
  void query.cancel({ silent: true })
  query.state = {
    ...query.state,
    data: undefined,
    dataUpdatedAt: 0,
    error: null,
    fetchFailureReason: null,
    status: 'pending',
    fetchStatus: 'idle',
  }
}

/**
 * Has an observer forget what it has shown, whatever its settings do where there are no data. It remembers what stands in, and the
 * last query that had data, also one that is in no cache any more.
 */
function forget(observer: Observer, isLeft: (query: Query) => boolean): void {
  const { queryKey, queryHash, queryFn, notifyOnChangeProps } = observer.options
  observer.setOptions({
    queryKey,
    queryHash,
    queryFn,
    notifyOnChangeProps,
    enabled: false,
    placeholderData: (_data: unknown, last: Query | undefined) => {
      if (last && isLeft(last)) empty(last)
      return undefined
    },
  } as never)
}

function move(observer: Observer, options: Observer['options'], queryKey: EndpointKey): void {
  const { queryHash: _hash, _defaulted, ...settings } = options
  attempt(() => observer.setOptions({ ...settings, queryKey } as never))
}
