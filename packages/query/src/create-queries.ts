import {
  type AnyEndpoint,
  type ClientBase,
  type EndpointInput,
  type Guards,
  type Plugin,
  type Side,
  check,
  configError,
  isContractGroup,
  isEndpoint,
} from '@fairlead/core'
import type { QueryClient } from '@tanstack/query-core'
import { type Connection, connect } from './connection.ts'
import { type EndpointPrefix, keyInput } from './key.ts'
import { infiniteOptions } from './options/infinite.ts'
import { liveOptions } from './options/live.ts'
import { mutationOptions } from './options/mutation.ts'
import { queryOptions } from './options/query.ts'
import { type QueryHost, createQueryHost } from './query-host.ts'
import type { Queries } from './types.ts'

/** How a client's queries are called. */
export interface QueriesOptions {
  /** In keys; two clients of one base URL need two. @defaultValue the base URL */
  readonly name?: string | undefined
}

const GUARDS: Guards<QueriesOptions> = { name: (value) => typeof value === 'string' && value !== '' }
const HOST = Symbol.for('fairlead.query-host')

/** The side of the schemas that callers get. */
type SideOf<V> = V extends 'off' | 'report' | { readonly output: 'off' | 'report' } ? 'input' : Side & 'output'

/**
 * A client's contract as options for TanStack Query: nothing is declared twice, and all is inferred.
 *
 * @throws `config` for an unknown option
 *
 * @example
 * ```ts
 * const q = createQueries(client)
 * connectQueries(q, queryClient)
 * const vessel = await queryClient.query(q.vessels.byId.queryOptions({ params: { id } }))
 * ```
 */
export function createQueries<C, P extends readonly Plugin[], V, Options, Extra>(
  client: ClientBase<C, P, V, Options, Extra>,
  options: QueriesOptions = {},
): Queries<C, Options, Extra, SideOf<V>> {
  check('createQueries', options, GUARDS)
  const host = createQueryHost(client, options.name)
  const root = treeOf(host, client.contract as object, [])
  return Object.defineProperty(root, HOST, { value: host }) as never
}

/**
 * Connects queries to the QueryClient that keeps them: what its session, its tags and its effects mean for them. The providers of
 * React and Vue do it. The answer ends it.
 *
 * @throws `config` where the queries of another client go by the same name there
 */
export function connectQueries(queries: object, queryClient: QueryClient): () => void {
  return connect(hostOfQueries(queries), queryClient).hold()
}

/**
 * Makes queries known to a QueryClient without following anything yet, for bindings that render before they are mounted, or on a
 * server: `hold` connects.
 *
 * @throws `config` where the queries of another client go by the same name there, unless they are those of `instead`
 */
export function registerQueries(queries: object, queryClient: QueryClient, instead?: Connection): Connection {
  return connect(hostOfQueries(queries), queryClient, instead)
}

/** What queries do their work with, for bindings. @throws `config` for what `createQueries` did not make */
export function hostOfQueries(queries: object): QueryHost {
  const host = (queries as { readonly [HOST]?: QueryHost })[HOST]
  if (host) return host
  throw configError('these are no queries; make them with `createQueries`')
}

function treeOf(host: QueryHost, contract: object, path: readonly string[]): Record<string, unknown> {
  const tree: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(contract) as [string, unknown][]) {
    const below = [...path, name]
    if (isEndpoint(value)) tree[name] = leafOf(host, value, below)
    else if (isContractGroup(value)) tree[name] = treeOf(host, value, below)
  }
  return tree
}

function leafOf(host: QueryHost, endpoint: AnyEndpoint, path: readonly string[]): object {
  const leaf = {
    endpoint,
    queryOptions: (input: EndpointInput, settings?: object) => queryOptions(host, endpoint, path, input, settings),
    infiniteOptions: (input: (param: unknown) => EndpointInput, settings: object) =>
      infiniteOptions(host, endpoint, path, input, settings as never),
    mutationOptions: (settings?: object) => mutationOptions(host, endpoint, path, settings),
    liveOptions: (input: EndpointInput, settings?: object) => liveOptions(host, endpoint, path, input, settings),
    key: (partial?: EndpointInput): EndpointPrefix =>
      partial === undefined ? [host.scope(endpoint), path] : [host.scope(endpoint), path, keyInput(partial, path)],
  }
  return Object.defineProperty(leaf, HOST, { value: host })
}
