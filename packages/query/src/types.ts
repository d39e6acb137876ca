import type { AnyEndpointTypes, AnySchema, CallOptions, ErrorOf, Side } from '@fairlead/core'
import type { EndpointInfiniteOptions, InfiniteSettings } from './options/infinite.ts'
import type { LiveSettings } from './options/live.ts'
import type { EndpointMutationOptions, MutationSettings } from './options/mutation.ts'
import type { EndpointQueryOptions, QuerySettings } from './options/query.ts'
import type { EndpointPrefix } from './key.ts'
import type { SkipToken } from '@tanstack/query-core'

/** What a query keeps of a call: TanStack Query has no `undefined`, so an answer without a body is null. */
export type QueryData<T> = undefined extends T ? Exclude<T, undefined> | null : T

// oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every part of the input is optional
type QueryArguments<In, Settings> = {} extends In
  ? [input?: In | SkipToken, settings?: Settings]
  : [input: In | SkipToken, settings?: Settings]

/** What a mutation is given: nothing has to be where no part of the input has to be. */
// oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every part of the input is optional
export type Variables<In> = {} extends In ? In | void : In

/** One endpoint as options for TanStack Query's own hooks. */
export interface EndpointQueries<E, T extends AnyEndpointTypes, Options, Extra, K extends Side> {
  readonly endpoint: E
  /** For `useQuery` and its like. `skipToken` as the input: not now. */
  queryOptions<Selected = QueryData<T[K]>>(
    ...call: QueryArguments<T['call'], QuerySettings<QueryData<T[K]>, ErrorOf<E, Extra, K>, Selected, Options>>
  ): EndpointQueryOptions<QueryData<T[K]>, ErrorOf<E, Extra, K>, Selected>
  /** For `useInfiniteQuery`: `input` makes the input of each page. */
  infiniteOptions<Param>(
    input: (pageParam: Param) => T['call'],
    settings: InfiniteSettings<QueryData<T[K]>, ErrorOf<E, Extra, K>, Param, Options>,
  ): EndpointInfiniteOptions<QueryData<T[K]>, ErrorOf<E, Extra, K>, Param>
  /** For `useMutation`; its variables are the input of the call. */
  mutationOptions<Result = unknown>(
    settings?: MutationSettings<T[K], ErrorOf<E, Extra, K>, Variables<T['call']>, Result, Options>,
  ): EndpointMutationOptions<T[K], ErrorOf<E, Extra, K>, Variables<T['call']>, Result>
  /** For `useQuery`, of an endpoint whose answer goes on: server-sent events or lines of JSON. */
  liveOptions<Message, Data = Message>(
    input: T['call'] | SkipToken,
    settings?: LiveSettings<Message, Data, Options>,
  ): EndpointQueryOptions<Data, ErrorOf<E, Extra, K>>
  /** The beginning of the keys of all calls whose input has these parts; of all without. */
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- of an endpoint without an input
  key(partial?: Partial<T['call']>): EndpointPrefix
}

interface TypedEndpoint {
  readonly '~types': AnyEndpointTypes
}

/** A contract as options for TanStack Query, in the contract's own shape. */
export type Queries<C, Options, Extra, K extends Side> = {
  readonly [
    Name in keyof C as C[Name] extends TypedEndpoint ? Name : C[Name] extends AnySchema ? never : Name
  ]: C[Name] extends TypedEndpoint
    ? EndpointQueries<C[Name], C[Name]['~types'], Options, Extra, K>
    : Queries<C[Name], Options, Extra, K>
}

/** The call options that a hook may pass on: its signal is TanStack's own. */
export type OwnCallOptions<Options> = Omit<CallOptions, 'signal'> & Options
