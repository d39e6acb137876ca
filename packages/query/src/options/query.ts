import {
  type DataTag,
  type QueryFunctionContext,
  type QueryObserverOptions,
  type SkipToken,
  skipToken,
} from '@tanstack/query-core'
import type { AnyEndpoint, EndpointInput } from '@fairlead/core'
import { type EndpointKey, keyInput } from '../key.ts'
import type { QueryHost } from '../query-host.ts'
import { ownPlaceholder } from '../placeholder.ts'
import type { OwnCallOptions } from '../types.ts'

type Whole<Data, Err, Selected> = QueryObserverOptions<Data, Err, Selected, Data, EndpointKey>

/** What may be said about a query; the rest follows from the contract. */
export interface QuerySettings<Data, Err, Selected, Options> extends Omit<
  Whole<Data, Err, Selected>,
  'queryKey' | 'queryFn' | 'queryHash' | 'queryKeyHashFn' | 'behavior' | 'persister' | 'suspense' | '_defaulted'
> {
  /** Options of the call itself. They are no part of the key. */
  readonly call?: OwnCallOptions<Options> | undefined
}

/**
 * Options for `useQuery`, `useSuspenseQuery`, `queryClient.query` and the like. What was set beside is there too; these are the ones
 * that the hooks read types off.
 */
export interface EndpointQueryOptions<Data, Err, Selected = Data> extends HookSettings<Err> {
  queryKey: DataTag<EndpointKey, Data, Err>
  queryFn: (context: QueryFunctionContext<EndpointKey>) => Promise<Data>
  select?: (data: Data) => Selected
}

/** What the options of every query have. */
export interface HookSettings<Err> {
  enabled?: boolean
  retry: (failures: number, error: Err) => boolean
  retryDelay: (failures: number, error: Err) => number
  throwOnError?: (error: Err) => boolean
}

type Loose = QuerySettings<unknown, unknown, unknown, object>

/** Makes the options of one query. */
export function queryOptions(
  of: QueryHost,
  endpoint: AnyEndpoint,
  path: readonly string[],
  input: EndpointInput | SkipToken | undefined,
  { call, ...settings }: Loose = {},
): object {
  const isSkipped = input === skipToken
  const given = isSkipped ? undefined : input
  const scope = of.scope(endpoint)
  return {
    staleTime: of.staleTime,
    ...of.retry,
    ...settings,
    ...ownPlaceholder(settings, scope),
    queryKey: [scope, path, isSkipped ? {} : keyInput(given, path), 'query'] satisfies EndpointKey,
    queryFn: isSkipped
      ? skipToken
      : (context: QueryFunctionContext<EndpointKey>) => of.ask(endpoint, given, context, call),
  }
}
