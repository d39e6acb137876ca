import {
  type AnyClient,
  type AnyEndpoint,
  type Call,
  type EndpointInput,
  type OkResult,
  type Runtime,
  abortable,
  configError,
  hostOf,
  sessionEnded,
} from '@fairlead/core'
import type { MutationFunctionContext, Query, QueryClient, QueryFunctionContext } from '@tanstack/query-core'
import { type Connection, connectionOf } from './connection.ts'
import { type EndpointIndex, indexOf } from './endpoints.ts'
import { type EndpointKey, type MutationKeyOf, type QueryScope, checkKey } from './key.ts'
import { type KnownOptimistic, createKnownOptimistic } from './layers/known.ts'
import { keyFor } from './persist/idempotency.ts'
import type { PersistedQueries, QueryPersister } from './persist/persisted-queries.ts'
import { type RetrySettings, retrySettings } from './retry.ts'
import { identityNow } from './session.ts'

/** What the options of queries are made with, and what they do their work with. */
export interface QueryHost {
  /** The name of the client in keys. */
  readonly api: string
  readonly client: AnyClient
  readonly runtime: Runtime
  readonly endpoints: EndpointIndex
  readonly retry: RetrySettings
  readonly staleTime: (query: Query) => number
  /** What mutations of other pages show, as far as it is known here. */
  readonly optimistic: KnownOptimistic
  readonly connections: Set<WeakRef<Connection>>
  /** Live queries whose answer has come to its end. */
  readonly finished: WeakSet<Query>
  /** Told who is there now, or null when a session has ended: what is stored elsewhere. */
  readonly stores: Set<(identity: string | null) => void>
  /** What keeps them there, by persister. */
  readonly persisted: WeakMap<QueryPersister, PersistedQueries>
  /** Called whenever a key is made: so that a framework knows what depends on the session. */
  readonly tracks: Set<() => void>
  /** Whose data the answers of an endpoint are now. */
  scope(endpoint: AnyEndpoint): QueryScope
  /** Lets a key's work begin as soon as its session is there. @throws `rejected` where that has ended */
  admit(scope: QueryScope, endpoint: AnyEndpoint, queryClient: QueryClient, signal?: AbortSignal): Promise<Connection>
  call(endpoint: AnyEndpoint, input: EndpointInput | undefined, options: object): Call<never>
  /** The work of a query. */
  ask(
    endpoint: AnyEndpoint,
    input: EndpointInput | undefined,
    context: Pick<QueryFunctionContext<EndpointKey>, 'queryKey' | 'signal' | 'client'>,
    call: object | undefined,
  ): Promise<unknown>
  /** The work of a mutation. */
  write(variables: object | undefined, context: MutationFunctionContext, call: object | undefined): Promise<unknown>
}

/** Makes the host of a client's queries. */
export function createQueryHost(
  client: AnyClient & { readonly contract: unknown },
  name: string | undefined,
): QueryHost {
  const core = hostOf(client)
  const session = (): AnyClient['session'] => client.session
  const api = name ?? (core.origin && core.resolve('/', { method: 'GET', template: '/' }).replace(/\/$/, ''))
  const tracks = new Set<() => void>()

  function call(endpoint: AnyEndpoint, input: EndpointInput | undefined, options: object): Call<never> {
    return core.callsOf(session()).request(endpoint, input, options)
  }

  async function admit(
    scope: QueryScope,
    endpoint: AnyEndpoint,
    queryClient: QueryClient,
    signal?: AbortSignal,
  ): Promise<Connection> {
    const connection = connectionOf(queryClient, api)
    if (!connection) throw notConnected(api)
    const { session: whose } = scope
    // What was stored belongs to somebody of whom it is not known yet whether they are there.
    if (whose === null || (whose !== undefined && identityNow(session()) === null))
      await abortable(session().ready, signal)
    if (typeof whose === 'string' && whose !== identityNow(session()))
      throw sessionEnded({ method: endpoint.method, template: endpoint.path })
    return connection
  }

  const host: QueryHost = {
    api,
    client,
    runtime: core.runtime,
    endpoints: indexOf(client.contract),
    retry: retrySettings(core.runtime),
    staleTime: (query) =>
      [...host.connections].map((each) => each.deref()?.freshForMs(query)).find((ms) => ms !== undefined) ?? 0,
    optimistic: createKnownOptimistic(),
    connections: new Set(),
    finished: new WeakSet(),
    stores: new Set(),
    persisted: new WeakMap(),
    tracks,
    scope({ definition: { auth = core.auth } }) {
      for (const track of tracks) track()
      return auth === 'public' ? { api } : { api, session: identityNow(session()) }
    },
    admit,
    call,
    async ask(endpoint, input, { queryKey, signal, client: queryClient }, options) {
      checkKey(api, queryKey)
      const connection = await admit(queryKey[0], endpoint, queryClient, signal)
      const [scope, ...rest] = queryKey
      // Whoever turned out to be there: the answer is kept under their key.
      const key: EndpointKey = scope.session === null ? [{ api, session: identityNow(session()) }, ...rest] : queryKey
      const own = { ...connection.optionsFor(key, options), signal }
      const result = (await call(endpoint, input, own).result()) as Result
      if (!result.ok) throw result.error
      connection.answered(key, result)
      return result.data ?? null
    },
    async write(variables, { mutationKey, meta, client: queryClient }, options) {
      const [scope, path] = mutationKey as MutationKeyOf
      const endpoint = host.endpoints.at(path)
      if (!endpoint) throw configError(`the contract has no endpoint '${path.join('.')}' any more`)
      const connection = await admit(scope, endpoint, queryClient)
      const data: unknown = await call(endpoint, variables, { ...options, ...keyFor(meta, variables, options) })
      connection.done(endpoint, variables, data)
      return data
    },
  }
  return host
}

type Result = OkResult<number, unknown> | { readonly ok: false; readonly error: unknown }

function notConnected(api: string): Error {
  return configError(
    `the queries of ${api} are not connected to this QueryClient; wrap the app in the provider, or call \`connectQueries\``,
  )
}
