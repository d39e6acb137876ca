import type { AnySchema, Endpoint, NoBody, PathNames, Responses, StatusOf, Typed } from '@fairlead/core'
import type { MockAnswer } from './answer.ts'
import type { MockRequest } from './mock-request.ts'

/** A handler for each endpoint of a contract, in the contract's own shape. Any may be left out. */
export type Handlers<C> = {
  readonly [
    Name in keyof C as C[Name] extends IsEndpoint ? Name : C[Name] extends AnySchema ? never : Name
  ]?: C[Name] extends IsEndpoint ? Handler<C[Name]> : Handlers<C[Name]>
}

interface IsEndpoint {
  readonly kind: 'endpoint'
}

/**
 * What answers for one endpoint: a function of the request, an answer that is always the same, or the data of the one success that the
 * contract declares.
 */
export type Handler<E> =
  E extends Endpoint<
    infer _Method,
    infer P,
    infer Params,
    infer Query,
    infer Head,
    infer Body,
    infer R,
    infer View,
    infer _Out
  >
    ? | ((asked: Asked<P, Params, Query, Head, Body, R, View>) => Given<R, View> | Promise<Given<R, View>>)
      | Given<R, View>
    : never

/** A request as a handler sees it: its parts as the contract's schemas deliver them, and how to answer. */
export interface Asked<P extends string, Params, Query, Head, Body, R extends Responses, View> {
  /** Without a schema: the text of each. */
  readonly params: Params extends AnySchema ? Typed<Params, 'output'> : { readonly [Name in PathNames<P>]: string }
  /** Without a schema: text, a list where a name is there more than once. */
  readonly query: Query extends AnySchema
    ? Typed<Query, 'output'>
    : Readonly<Record<string, string | readonly string[]>>
  /** Without a schema: text, by lower-case name. */
  readonly headers: Head extends AnySchema ? Typed<Head, 'output'> : Readonly<Record<string, string>>
  /** Without a schema: what its content type says it is. */
  readonly body: Body extends AnySchema ? Typed<Body, 'output'> : unknown
  readonly request: MockRequest
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal
  /** Makes an answer that the contract declares. */
  readonly reply: ReplyFunction<R, View>
}

/** What may come before an answer and stand over it. */
export interface ReplyOptions {
  /** The content type is that of the body, unless it is given here. */
  readonly headers?: Readonly<Record<string, string>>
  /** Wait before the headers, in the time of the mock's runtime. @defaultValue 0 */
  readonly delayMs?: number
}

/** Makes an answer of a status that the contract declares, exactly, by its range or by `default`, with the body declared for it. */
export type ReplyFunction<R extends Responses, View> = <Status extends DeclaredStatus<R>>(
  status: Status,
  ...answer: ReplyArguments<BodyFor<R, View, Status>>
) => MockAnswer

type ReplyArguments<Body> = undefined extends Body
  ? [body?: Body, options?: ReplyOptions]
  : [body: Body, options?: ReplyOptions]

/** Every status where a contract declares none. */
type DeclaredStatus<R extends Responses> = keyof R extends never
  ? number
  : { [Key in keyof R]: StatusOf<Key, keyof R> }[keyof R]

type BodyFor<R extends Responses, View, Status extends number> = keyof R extends never
  ? Anything
  : BodyOf<R, View, KeyFor<R, Status>>

type KeyFor<R extends Responses, Status extends number> = Status extends keyof R
  ? Status
  : RangeOf<Status> extends keyof R
    ? RangeOf<Status>
    : 'default'

type RangeOf<Status extends number> = `${Status}` extends `${infer Digit}${string}` ? `${Digit}XX` : never

type SuccessKey<Key> = Key extends number
  ? RangeOf<Key> extends '2XX' | '3XX'
    ? Key
    : never
  : Extract<Key, '2XX' | '3XX'>

type BodyOf<R extends Responses, View, Key> = View extends 'json'
  ? JsonOf<R[Key & keyof R]>
  : Key extends SuccessKey<Key>
    ? R[Key & keyof R] extends NoBody
      ? undefined
      : RawBody
    : JsonOf<R[Key & keyof R]>

/** What the wire carries is what the schema takes. */
type JsonOf<S> = unknown extends Typed<S, 'input'> ? Anything : Typed<S, 'input'>

/** A body that no schema of JSON describes. */
type RawBody = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array<ArrayBuffer>>

/** Any JSON. Not `unknown`, beside which the compiler would not see the function that a handler may be. */
type Anything = object | string | number | boolean | null | undefined

/** What a handler may give. */
type Given<R extends Responses, View> = MockAnswer | Response | PlainData<R, View, SuccessKey<keyof R>>

/** Data alone stand for the success, where there is one only. */
type PlainData<R extends Responses, View, Key> = [Key] extends [never]
  ? keyof R extends never
    ? View extends 'json'
      ? Anything
      : RawBody
    : never
  : IsOne<Key> extends true
    ? Key extends number
      ? BodyOf<R, View, Key>
      : never
    : never

type IsOne<Key, All = Key> = Key extends unknown ? ([All] extends [Key] ? true : false) : never
