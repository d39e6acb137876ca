import type { Call, CallOptions, QuickOptions } from './call.ts'
import type { AnyEndpoint, AnySchema } from './endpoint.ts'
import type { ClientEvent } from './events.ts'
import type { CoreError } from './errors.ts'
import type {
  AnyEndpointTypes,
  DataOf,
  ErrorOf,
  ExtraFailure,
  HttpFailure,
  InputOf,
  OkResult,
  OtherFailure,
  ResultOf,
  Side,
} from './infer.ts'
import type { ApisOf, Plugin, PluginErrors, PluginOptions, Stage } from './plugin.ts'
import type { Session } from './session.ts'
import type { Tags } from './tags.ts'

/** The side of the schemas that callers get: what validation did not transform keeps its input type. */
type SideOf<V> = V extends 'off' | 'report' | { readonly output: 'off' | 'report' } ? 'input' : 'output'

/** A call of an endpoint; awaiting it gives the data, `.result()` a union. */
export type EndpointCall<E, Extra, K extends Side> = Call<DataOf<E, K>, ResultOf<E, Extra, K>>

/** What a call takes: the input may be left out where the endpoint needs none. */
// oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every part of the input is optional
type CallArguments<In, Options> = {} extends In ? [input?: In, options?: Options] : [input: In, options?: Options]

/** An endpoint as a function of the client. */
export interface EndpointFunction<E, T extends AnyEndpointTypes, Options, Extra, K extends Side> {
  (...call: CallArguments<T['call'], Options>): Call<T[K], T[`${K}Result`] | ExtraFailure<Extra>>
  readonly endpoint: E
  /** Carries the type of the errors for bindings; no value is ever there. */
  readonly errors?: ErrorOf<E, Extra, K>
}

/** The endpoints of a contract as functions, in the contract's own shape. */
export type Api<C, Options, Extra, K extends Side> = {
  readonly [
    Name in keyof C as C[Name] extends TypedEndpoint ? Name : C[Name] extends AnySchema ? never : Name
  ]: C[Name] extends TypedEndpoint
    ? EndpointFunction<C[Name], C[Name]['~types'], Options, Extra, K>
    : Api<C[Name], Options, Extra, K>
}

interface TypedEndpoint {
  readonly '~types': AnyEndpointTypes
}

/** The outcome of a call without a contract. */
export type QuickResult<Extra> =
  | OkResult<number, unknown>
  | HttpFailure<number, unknown>
  | OtherFailure<Exclude<CoreError, { kind: 'http' }> | Extra>

/** A call without a contract, by method. */
export type QuickMethod<Options, Extra> = (
  path: string,
  options?: QuickOptions & Options,
) => Call<unknown, QuickResult<Extra>>

/** One line of the plan: who works in which stage, and whether once per call or once per attempt. */
export interface PlanStep {
  readonly stage: Stage | 'send'
  readonly name: string
  readonly per: 'operation' | 'attempt'
}

/** The order in which a call passes through the client. Prints as a list. */
export interface Plan {
  readonly steps: readonly PlanStep[]
  toString(): string
}

/** What every client has, whatever its contract and plugins. */
export interface ClientBase<C, P extends readonly Plugin[], V, Options, Extra> {
  readonly api: Api<C, Options & CallOptions, Extra, SideOf<V>>
  /** The contract as given. */
  readonly contract: C
  readonly get: QuickMethod<Options, Extra>
  readonly head: QuickMethod<Options, Extra>
  readonly post: QuickMethod<Options, Extra>
  readonly put: QuickMethod<Options, Extra>
  readonly patch: QuickMethod<Options, Extra>
  readonly delete: QuickMethod<Options, Extra>
  /** Calls an endpoint that need not be part of the contract. */
  request<E extends AnyEndpoint>(
    endpoint: E,
    ...call: CallArguments<InputOf<E>, CallOptions & Options>
  ): EndpointCall<E, Extra, SideOf<V>>
  /**
   * `fetch` over the pipeline, for other clients to use: any init, no throw on 4xx, fetch's own rejections. The allowed
   * origins hold.
   */
  readonly fetch: typeof globalThis.fetch
  /** The order in which a call passes through the plugins. */
  explain(): Plan
  readonly session: Session
  /** The same client for another session: it shares limits, budgets and public caches, never a user. */
  withSession(session: Session): Client<C, P, V>
  readonly tags: Tags
  /** Hears the events of all calls; the answer unsubscribes. */
  on(listener: (event: ClientEvent) => void): () => void
  /** Ends the plugins: timers, sockets, subscriptions. */
  dispose(): Promise<void>
}

/** A client: the contract's endpoints, quick calls, and the APIs of its plugins under their names. */
// oxlint-disable-next-line typescript/no-empty-object-type -- a client without a contract
export type Client<C = {}, P extends readonly Plugin[] = [], V = 'strict'> = ClientBase<
  C,
  P,
  V,
  PluginOptions<P>,
  PluginErrors<P>
> &
  ApisOf<P>
