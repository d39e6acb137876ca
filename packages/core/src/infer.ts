import type { PathNames, PathValue, Responses, Untransformed } from './endpoint.ts'
import type { CoreError, HttpError } from './errors.ts'

/** Which side of a schema a caller gets: `strict` validation delivers its output, otherwise it is its input. */
export type Side = 'input' | 'output'

/** One side of a schema's types; `undefined` for a response without a body. */
export type Typed<S, K extends Side> =
  // zod's own carrier first: its Standard Schema types compute both sides of a schema where one is asked for.
  S extends { readonly _zod: { readonly input: unknown; readonly output: unknown } }
    ? S['_zod'][K]
    : S extends TypedSchema
      ? NonNullable<S['~standard']['types']>[K]
      : S extends null
        ? undefined
        : unknown

interface TypedSchema {
  readonly '~standard': { readonly types?: { readonly input: unknown; readonly output: unknown } | undefined }
}

type Status2 = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226
type Status3 = 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308
type Status4 =
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418)
  | (421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451)
type Status5 = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511

/** The statuses that a response key stands for, less those the contract names more exactly. */
export type StatusOf<K, Declared> = K extends number
  ? K
  : K extends '4XX'
    ? Exclude<Status4, Declared>
    : K extends '5XX'
      ? Exclude<Status5, Declared>
      : K extends '2XX'
        ? Exclude<Status2, Declared>
        : K extends '3XX'
          ? Exclude<Status3, Declared>
          : Exclude<Status4 | Status5, Declared | RangeIn<Declared>>

type RangeIn<Declared> = ('4XX' extends Declared ? Status4 : never) | ('5XX' extends Declared ? Status5 : never)

/**
 * The failure statuses that a contract does not declare. Literals, so that asking for a declared status leaves only the
 * data declared for it.
 */
export type OtherStatus<Declared> = 'default' extends Declared
  ? never
  : Exclude<Status4 | Status5, Declared | RangeIn<Declared>>

type Success = '2XX' | '3XX' | Status2 | Status3

type SuccessKey<K> = K extends Success ? K : never

/** What a success delivers: by the view, or by the schemas of the declared successes. */
export type SuccessData<R extends Responses, View, K extends Side> = View extends 'json'
  ? SuccessKey<keyof R> extends never
    ? unknown
    : Typed<R[SuccessKey<keyof R>], K>
  : View extends keyof BodyViews
    ? BodyViews[View]
    : unknown

interface BodyViews {
  readonly text: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly blob: Blob
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
}

type DataFrom<R extends Responses, View, Out, K extends Side> = Out extends Untransformed
  ? SuccessData<R, View, K>
  : Out

/** The `http` errors an endpoint declares, one for each key, each narrowing on `status`. */
type DeclaredErrors<R, K extends Side> = {
  [S in Exclude<keyof R, SuccessKey<keyof R>>]: HttpError<StatusOf<S, keyof R>, Typed<R[S], K>>
}[Exclude<keyof R, SuccessKey<keyof R>>]

type ErrorFrom<R, K extends Side> =
  | DeclaredErrors<R, K>
  | HttpError<OtherStatus<keyof R>>
  | Exclude<CoreError, { kind: 'http' }>

/**
 * What follows from the parts of an endpoint. An endpoint carries it, so that the compiler works each of it out once, when
 * it is asked for.
 */
export interface EndpointTypes<P extends string, Params, Query, Head, Body, R extends Responses, View, Out> {
  readonly call: InputFrom<P, Params, Query, Head, Body>
  readonly output: DataFrom<R, View, Out, 'output'>
  readonly input: DataFrom<R, View, Out, 'input'>
  readonly outputResult: ResultFrom<R, View, Out, 'output'>
  readonly inputResult: ResultFrom<R, View, Out, 'input'>
  readonly outputError: ErrorFrom<R, 'output'>
  readonly inputError: ErrorFrom<R, 'input'>
}

/** The types of an endpoint of which nothing more is known. */
export interface AnyEndpointTypes {
  readonly call: unknown
  readonly output: unknown
  readonly input: unknown
  readonly outputResult: unknown
  readonly inputResult: unknown
}

interface Typing {
  readonly '~types': AnyEndpointTypes & { readonly outputError: unknown; readonly inputError: unknown }
}

/** What awaiting a call of an endpoint gives. */
export type DataOf<E, K extends Side = 'output'> = E extends Typing ? E['~types'][K] : never

/** Every error a call of an endpoint can end with: those the contract declares, core's own, and `Extra` from plugins. */
export type ErrorOf<E, Extra = never, K extends Side = 'output'> = E extends Typing
  ? E['~types'][`${K}Error`] | Extra
  : never

/** The outcome of a call as a value: a union narrowed by `ok` and by `status`. */
export type ResultOf<E, Extra = never, K extends Side = 'output'> = E extends Typing
  ? E['~types'][`${K}Result`] | ExtraFailure<Extra>
  : never

/** How calls can end for plugins' reasons. */
export type ExtraFailure<Extra> = [Extra] extends [never] ? never : OtherFailure<Extra>

/** The input of a call: only the parts the endpoint has; each optional where all of it is. */
export type InputOf<E> = E extends Typing ? E['~types']['call'] : never

/** What every result carries. */
interface ResultBase {
  readonly headers: Headers | undefined
}

/** A success, narrowed by its status. */
export interface OkResult<Status, Data> extends ResultBase {
  readonly ok: true
  readonly status: Status
  readonly data: Data
  readonly headers: Headers
  /**
   * There where a cache has given a stale answer and asks for a newer one behind it: resolves when that is over, to whether the cache
   * has it now. Never rejects.
   */
  readonly renewed?: Promise<boolean>
  readonly error?: undefined
}

/** An answer that is no success, narrowed by its status. */
export interface HttpFailure<Status extends number, Data> extends ResultBase {
  readonly ok: false
  readonly status: Status
  readonly data: Data
  readonly headers: Headers
  readonly error: HttpError<Status, Data>
}

/** A call that ended without an answer that could be used. */
export interface OtherFailure<Failure> extends ResultBase {
  readonly ok: false
  readonly status: undefined
  readonly data?: undefined
  readonly error: Failure
}

/** One declared answer. */
type DeclaredResult<Key, Declared, Answer> = Key extends Success
  ? OkResult<StatusOf<Key, Declared>, Answer>
  : HttpFailure<StatusOf<Key, Declared>, Answer>

type DeclaredResults<R, K extends Side> = { [Key in keyof R]: DeclaredResult<Key, keyof R, Typed<R[Key], K>> }[keyof R]

type ResultFrom<R extends Responses, View, Out, K extends Side> =
  | (Out extends Untransformed
      ? View extends 'json'
        ? SuccessKey<keyof R> extends never
          ? OkResult<number, unknown> | DeclaredResults<R, K>
          : DeclaredResults<R, K>
        : OkResult<number, SuccessData<R, View, K>> | Extract<DeclaredResults<R, K>, { ok: false }>
      : OkResult<number, Out> | Extract<DeclaredResults<R, K>, { ok: false }>)
  | UndeclaredResult<OtherStatus<keyof R>>

/** What every endpoint may end with beside its declared answers. */
type UndeclaredResult<Status extends number> =
  | HttpFailure<Status, unknown>
  | OtherFailure<Exclude<CoreError, { kind: 'http' }>>

type InputFrom<P extends string, Params, Query, Head, Body> = ParamsInput<P, Params> &
  (Query extends undefined ? unknown : QueryInput<Typed<Query, 'input'>>) &
  (Head extends undefined ? unknown : HeadersInput<Typed<Head, 'input'>>) &
  (Body extends undefined ? unknown : BodyInput<Typed<Body, 'input'>>)

type ParamsInput<P extends string, Params> = Params extends undefined
  ? P extends `${string}{${string}`
    ? { readonly params: { readonly [Name in PathNames<P>]: PathValue } }
    : unknown
  : { readonly params: Typed<Params, 'input'> }

// Spelt out for each part: a mapped type over its name costs the compiler more than all the rest of a call.
/* oxlint-disable typescript/no-empty-object-type -- asks whether every member is optional */
type QueryInput<T> = {} extends T ? { readonly query?: T } : { readonly query: T }
type HeadersInput<T> = {} extends T ? { readonly headers?: T } : { readonly headers: T }
type BodyInput<T> = undefined extends T ? { readonly body?: T } : { readonly body: T }
/* oxlint-enable typescript/no-empty-object-type */
