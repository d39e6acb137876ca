import type { Query, QueryClient } from '@tanstack/query-core'
import { type OkResult, configError } from '@fairlead/core'
import { attempt } from './attempt.ts'
import { type Effects, watchEffects } from './effects/effects.ts'
import { freshForMs } from './freshness.ts'
import type { EndpointKey } from './key.ts'
import { watchArrivals } from './persist/arrivals.ts'
import { type Restored, watchMutations } from './persist/restored.ts'
import type { QueryHost } from './query-host.ts'
import { createRenewals } from './renewals.ts'
import { identityNow, watchIdentity } from './session.ts'
import { type SessionMutations, watchSessionMutations } from './session-mutations.ts'
import { moveTo } from './session-switch.ts'

/** What looks at the caches of a QueryClient. */
interface Watched {
  readonly mutations: SessionMutations
  readonly restored: Restored
  end(): void
}

/** What a call has given a query, beside the data. */
type Answer = Pick<OkResult<number, unknown>, 'headers' | 'renewed'>

/** A client's queries in one QueryClient. */
export interface Connection {
  readonly host: QueryHost
  /** With what options a query's call is made. */
  optionsFor(key: EndpointKey, call: object | undefined): object | undefined
  /** A query has been answered. */
  answered(key: EndpointKey, answer: Answer): void
  /** The server has done a call of a mutation. */
  done: Effects['done']
  /** How long the data of a query are fresh after they came; undefined for one that is kept elsewhere. */
  freshForMs(query: Query): number | undefined
  readonly isHeld: boolean
  /** Looks at nothing any more until it is held. */
  rest(): void
  /**
   * Follows the session and the tags until everybody who asked for it has let go.
   *
   * @throws `config` where the queries of another client go by the same name there
   */
  hold(): () => void
}

/** A timer for what is longer goes off at once. */
const MAX_FRESH_MS = 2 ** 31 - 2

// Two copies of the package must find each other's.
const CONNECTIONS = Symbol.for('fairlead.queries')

type Connected = QueryClient & { [CONNECTIONS]?: Map<string, Connection> }

/** The connection of a client to a QueryClient, by the client's name in keys. */
export function connectionOf(queryClient: QueryClient, api: string): Connection | undefined {
  return (queryClient as Connected)[CONNECTIONS]?.get(api)
}

/**
 * Makes a client's queries known to a QueryClient. Nothing is followed before somebody holds the connection, so a render that comes
 * to nothing, or that of a server, leaves nothing behind.
 *
 * @param instead - what this one takes the place of, should it have the same name
 * @throws `config` where the queries of another client go by the same name there
 */
export function connect(host: QueryHost, queryClient: QueryClient, instead?: Connection): Connection {
  const { api, client } = host
  const all = ((queryClient as Connected)[CONNECTIONS] ??= new Map())
  const before = all.get(api)
  if (before?.host === host) return before
  if (before && before !== instead && (before.isHeld || before.host.client !== client)) throw nameTaken(api)
  const cache = queryClient.getQueryCache()
  const isConnected = (): boolean => all.get(api) === connection
  const renewals = createRenewals(queryClient, isConnected)
  const find = (queryKey: EndpointKey): Query | undefined =>
    cache.get(queryClient.defaultQueryOptions({ queryKey }).queryHash)
  let holders = 0
  let ends: readonly (() => void)[] = []
  let effects: Effects | undefined
  let watched: Watched | undefined
  // One for all: each that is registered makes every lookup slower.
  queryClient.setMutationDefaults([{ api }], {
    ...host.retry,
    mutationFn: (variables, context) => host.write(variables as object | undefined, context, undefined),
  })

  const connection: Connection = {
    host,
    optionsFor(key, call) {
      const query = find(key)
      return query ? renewals.optionsFor(query, call) : call
    },
    answered(key, { headers, renewed }) {
      const query = find(key)
      if (!query) return
      // In the state, because that is what is stored and hydrated.
      query.state = Object.assign({ ...query.state }, { freshForMs: freshForMs(headers, host.runtime.now()) })
      if (renewed) renewals.follow(query, renewed)
    },
    done: (...told) => effects?.done(...told),
    freshForMs(query) {
      if (cache.get(query.queryHash) !== query) return undefined
      const { freshForMs: known } = query.state as { readonly freshForMs?: unknown }
      if (typeof known === 'number') return Math.min(known, MAX_FRESH_MS)
      const usual = queryClient.getDefaultOptions().queries?.staleTime
      const ms = typeof usual === 'function' ? usual(query) : usual
      return ms === 'static' ? Infinity : (ms ?? 0)
    },
    get isHeld() {
      return holders > 0
    },
    rest() {
      watched?.end()
      watched = undefined
    },
    hold() {
      const other = all.get(api) ?? connection
      if (other !== connection && (other.isHeld || other.host.client !== client)) throw nameTaken(api)
      if (other !== connection) other.rest()
      all.set(api, connection)
      if (holders++ === 0) ends = follow((watched ??= watch()))
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        if (--holders > 0) return
        host.connections.delete(reference)
        for (const end of ends) end()
        connection.rest()
        if (all.get(api) === connection) all.delete(api)
      }
    },
  }
  const reference = new WeakRef(connection)

  /** From then on nothing comes into the caches unseen. */
  function watch(): Watched {
    const mutations = watchSessionMutations(host, queryClient, isConnected)
    const restored = watchMutations(host, queryClient, isConnected, connection.done)
    const endArrivals = watchArrivals(host, queryClient, isConnected)
    return {
      mutations,
      restored,
      end() {
        mutations.close()
        restored.close()
        endArrivals()
      },
    }
  }
  function follow({ restored }: Watched): readonly (() => void)[] {
    host.connections.add(reference)
    const identity = identityNow(client.session)
    // Between a render and its effects somebody else may have come.
    if (identity !== null) move(identity)
    effects = watchEffects(host, queryClient)
    return [watchIdentity(client.session, move), effects.close, restored.begin()]
  }
  function move(identity: string | null): void {
    // First: what is taken out here is stored in time, and in a store it must not stay that long.
    for (const tell of host.stores) attempt(() => tell(identity))
    attempt(() => moveTo(queryClient, api, identity))
    attempt(() => watched?.mutations.moveTo(identity))
    attempt(() => effects?.moveTo(identity))
  }
  // One whose render came to nothing.
  if (before && !before.isHeld) before.rest()
  all.set(api, connection)
  watched = watch()
  for (const each of host.connections) if (!each.deref()) host.connections.delete(each)
  // Weak: a QueryClient of one request goes, and the queries of a server stay.
  host.connections.add(reference)
  return connection
}

function nameTaken(api: string): Error {
  return configError(
    `the queries of another client are called '${api}' in this QueryClient already; connect them once, or give one of them a \`name\``,
  )
}
