import type { Query, QueryClient } from '@tanstack/query-core'
import { configError } from '@fairlead/core'
import { freshForMs } from './freshness.ts'
import type { EndpointKey } from './key.ts'
import type { QueryHost } from './query-host.ts'
import { watchIdentity } from './session.ts'
import { moveTo } from './session-switch.ts'
import { createStaleMaker } from './stale.ts'

/** A client's queries in one QueryClient. */
export interface Connection {
  readonly host: QueryHost
  /** The server has answered a query: what becomes of the data. */
  answered(key: EndpointKey, data: unknown, headers: Headers | undefined): unknown
  /** How long the data of a query are fresh after they came; undefined for one that is kept elsewhere. */
  freshForMs(query: Query): number | undefined
  close(): void
}

// Two copies of the package must find each other's.
const CONNECTIONS = Symbol.for('fairlead.queries')

type Connected = QueryClient & { [CONNECTIONS]?: Map<string, Connection> }

/** The connection of a client to a QueryClient, by the client's name in keys. */
export function connectionOf(queryClient: QueryClient, api: string): Connection | undefined {
  return (queryClient as Connected)[CONNECTIONS]?.get(api)
}

/**
 * Connects a client's queries to a QueryClient. The answer lets go of it.
 *
 * @throws `config` where the queries of another client go by the same name there
 */
export function connect(host: QueryHost, queryClient: QueryClient): Connection {
  const { api, client } = host
  const all = ((queryClient as Connected)[CONNECTIONS] ??= new Map())
  const before = all.get(api)
  if (before?.host === host) return before
  if (before)
    throw configError(
      `the queries of another client are called '${api}' in this QueryClient already; give one of them a \`name\``,
    )
  /** By query, because what is taken out of the cache takes it along. */
  const fresh = new WeakMap<Query, number>()
  const cache = queryClient.getQueryCache()
  const ends = [
    watchIdentity(client.session, (identity) => moveTo(queryClient, api, identity)),
    client.tags.subscribe(createStaleMaker(host, queryClient)),
  ]
  // One for all: each that is registered makes every lookup slower.
  queryClient.setMutationDefaults([{ api }], {
    ...host.retry,
    mutationFn: (variables, context) => host.write(variables as object | undefined, context, undefined),
  })

  const connection: Connection = {
    host,
    answered(key, data, headers) {
      const query = cache.find({ queryKey: key, exact: true })
      const freshMs = freshForMs(headers, host.runtime.now())
      if (query && freshMs !== undefined) fresh.set(query, freshMs)
      return data
    },
    freshForMs(query) {
      if (cache.get(query.queryHash) !== query) return undefined
      const known = fresh.get(query)
      if (known !== undefined) return known
      const usual = queryClient.getDefaultOptions().queries?.staleTime
      const ms = typeof usual === 'function' ? usual(query) : usual
      return ms === 'static' ? Infinity : (ms ?? 0)
    },
    close() {
      host.connections.delete(connection)
      for (const end of ends) end()
      if (all.get(api) === connection) all.delete(api)
    },
  }
  all.set(api, connection)
  host.connections.add(connection)
  return connection
}
