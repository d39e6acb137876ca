import type { AnyEndpoint, EndpointInput } from '@fairlead/core'
import type {
  DataTag,
  GetNextPageParamFunction,
  GetPreviousPageParamFunction,
  InfiniteData,
  InfiniteQueryObserverOptions,
  QueryFunctionContext,
} from '@tanstack/query-core'
import { type EndpointKey, keyInput } from '../key.ts'
import type { HookSettings } from './query.ts'
import type { QueryHost } from '../query-host.ts'
import { ownPlaceholder } from '../placeholder.ts'
import type { OwnCallOptions } from '../types.ts'

type Whole<Data, Err, Param> = InfiniteQueryObserverOptions<Data, Err, InfiniteData<Data, Param>, EndpointKey, Param>

/** What has to be said about a query in pages: where it begins, and what comes after a page. */
export interface InfiniteSettings<Data, Err, Param, Options> extends Omit<
  Whole<Data, Err, Param>,
  'queryKey' | 'queryFn' | 'queryHash' | 'queryKeyHashFn' | 'behavior' | 'persister' | 'suspense' | '_defaulted'
> {
  /** Options of each call. They are no part of the key. */
  readonly call?: OwnCallOptions<Options> | undefined
}

/** Options for `useInfiniteQuery` and the like. */
export interface EndpointInfiniteOptions<Data, Err, Param> extends HookSettings<Err> {
  queryKey: DataTag<EndpointKey, InfiniteData<Data, Param>, Err>
  queryFn: (context: QueryFunctionContext<EndpointKey, Param>) => Promise<Data>
  initialPageParam: Param
  getNextPageParam: GetNextPageParamFunction<Param, Data>
  getPreviousPageParam?: GetPreviousPageParamFunction<Param, Data>
}

/** Makes the options of one query in pages. Its key has the input of the first. */
export function infiniteOptions(
  of: QueryHost,
  endpoint: AnyEndpoint,
  path: readonly string[],
  input: (pageParam: unknown) => EndpointInput,
  { call, ...settings }: InfiniteSettings<unknown, unknown, unknown, object>,
): object {
  const scope = of.scope(endpoint)
  return {
    staleTime: of.staleTime,
    ...of.retry,
    ...settings,
    ...ownPlaceholder(settings, scope),
    queryKey: [scope, path, keyInput(input(settings.initialPageParam), path), 'infinite'] satisfies EndpointKey,
    queryFn: (context: QueryFunctionContext<EndpointKey, unknown>) =>
      of.ask(endpoint, input(context.pageParam), context, call),
  }
}
