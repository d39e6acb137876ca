import type { Endpoint, PathNames, PathValue, Responses, Untransformed } from './endpoint.ts'
import type { CoreError, HttpError, OtherStatus } from './errors.ts'

/** Which side of a schema a caller gets: `strict` validation delivers its output, otherwise it is its input. */
export type Side = 'input' | 'output'

/** One side of a schema's types; `undefined` for a response without a body. */
export type Typed<S, K extends Side> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly [key in K]: infer V }
    ? V
    : never
  : S extends null
    ? undefined
    : unknown

type Status2 = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226
type Status3 = 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308
type Status4 =
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418)
  | (421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451)
type Status5 = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511

/** The statuses that a response key stands for, less those the contract names more exactly. */
type StatusOf<K, R> = K extends number
  ? K
  : K extends '4XX'
    ? Exclude<Status4, keyof R>
    : K extends '5XX'
      ? Exclude<Status5, keyof R>
      : K extends '2XX'
        ? Exclude<Status2, keyof R>
        : K extends '3XX'
          ? Exclude<Status3, keyof R>
          : Exclude<Status4 | Status5, keyof R | RangeIn<R>>

type RangeIn<R> = ('4XX' extends keyof R ? Status4 : never) | ('5XX' extends keyof R ? Status5 : never)

type SuccessKey<K> = K extends '2XX' | '3XX' ? K : K extends Status2 | Status3 ? K : never

/** What a success delivers: by the view, or by the schemas of the declared successes. */
export type SuccessData<R extends Responses, View, K extends Side> = View extends 'text'
  ? string
  : View extends 'bytes'
    ? Uint8Array<ArrayBuffer>
    : View extends 'blob'
      ? Blob
      : View extends 'stream'
        ? ReadableStream<Uint8Array<ArrayBuffer>>
        : SuccessKey<keyof R> extends never
          ? unknown
          : Typed<R[SuccessKey<keyof R>], K>

/** What awaiting a call of an endpoint gives. */
export type DataOf<E, K extends Side = 'output'> =
  E extends Endpoint<
    infer _M,
    infer _P,
    infer _Params,
    infer _Query,
    infer _Head,
    infer _Body,
    infer R,
    infer View,
    infer Out
  >
    ? Out extends Untransformed
      ? SuccessData<R, View, K>
      : Out
    : never

/** The `http` errors an endpoint declares, one for each key, each narrowing on `status`. */
type DeclaredErrors<R, K extends Side> = {
  [S in Exclude<keyof R, SuccessKey<keyof R>>]: HttpError<StatusOf<S, R>, Typed<R[S], K>>
}[Exclude<keyof R, SuccessKey<keyof R>>]

/** Every error a call of an endpoint can end with: those the contract declares, core's own, and `Extra` from plugins. */
export type ErrorOf<E, Extra = never, K extends Side = 'output'> =
  E extends Endpoint<
    infer _M,
    infer _P,
    infer _Params,
    infer _Query,
    infer _Head,
    infer _Body,
    infer R,
    infer _View,
    infer _Out
  >
    ? DeclaredErrors<R, K> | CoreError | Extra
    : never

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

type OkResults<R extends Responses, View, Out, K extends Side> = Out extends Untransformed
  ? View extends 'json'
    ? SuccessKey<keyof R> extends never
      ? OkResult<number, unknown>
      : { [S in SuccessKey<keyof R>]: OkResult<StatusOf<S, R>, Typed<R[S], K>> }[SuccessKey<keyof R>]
    : OkResult<number, SuccessData<R, View, K>>
  : OkResult<number, Out>

type DeclaredFailures<R, K extends Side> = {
  [S in Exclude<keyof R, SuccessKey<keyof R>>]: HttpFailure<StatusOf<S, R>, Typed<R[S], K>>
}[Exclude<keyof R, SuccessKey<keyof R>>]

/** The outcome of a call as a value: a union narrowed by `ok` and by `status`. */
export type ResultOf<E, Extra = never, K extends Side = 'output'> =
  E extends Endpoint<
    infer _M,
    infer _P,
    infer _Params,
    infer _Query,
    infer _Head,
    infer _Body,
    infer R,
    infer View,
    infer Out
  >
    ? | OkResults<R, View, Out, K>
      | DeclaredFailures<R, K>
      | HttpFailure<OtherStatus, unknown>
      | OtherFailure<Exclude<CoreError, { kind: 'http' }> | Extra>
    : never

/** The input of a call: only the parts the endpoint has; each optional where all of it is. */
export type InputOf<E> =
  E extends Endpoint<
    infer _M,
    infer P,
    infer Params,
    infer Query,
    infer Head,
    infer Body,
    infer _R,
    infer _View,
    infer _Out
  >
    ? ParamsInput<P, Params> & Part<'query', Query> & Part<'headers', Head> & Part<'body', Body>
    : never

type ParamsInput<P extends string, Params> = Params extends undefined
  ? PathNames<P> extends never
    ? unknown
    : { readonly params: { readonly [Name in PathNames<P>]: PathValue } }
  : Part<'params', Params>

type Part<Name extends string, S> = S extends undefined
  ? unknown
  : undefined extends Typed<S, 'input'>
    ? { readonly [name in Name]?: Typed<S, 'input'> }
    : // oxlint-disable-next-line typescript/no-empty-object-type -- asks whether every member is optional
      {} extends Typed<S, 'input'>
      ? { readonly [name in Name]?: Typed<S, 'input'> }
      : { readonly [name in Name]: Typed<S, 'input'> }
