import type { EndpointTypes, SuccessData, Typed } from './infer.ts'
import type { Styles } from './styles.ts'
import type { Update } from './update.ts'

/** An HTTP method that a contract can declare. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A schema of any library; what it takes and gives is read off where it is used. */
export interface AnySchema {
  readonly '~standard': unknown
}

/** A response that has no body, such as that of a 204. */
export type NoBody = null

/** The statuses a contract names: exact, by range (`'4XX'`), and `default` for every other one that is no success. */
type ResponseKey = number | '2XX' | '3XX' | '4XX' | '5XX' | 'default'

/** What the server may answer. */
export type Responses = { readonly [status in ResponseKey]?: AnySchema | NoBody }

/** How a body is written: a plain value, or for `bytes` a Blob, bytes or a stream as it is. */
export type BodyType = 'json' | 'form' | 'multipart' | 'text' | 'bytes'

/** What a success resolves to when the call is awaited. */
export type EndpointView = 'json' | 'text' | 'bytes' | 'blob' | 'stream'

/** The names in a path template: `'/vessels/{id}'` gives `'id'`. */
export type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never

/** What can stand in a path. */
export type PathValue = string | number | bigint | boolean

/** A call as tags and effects see it: the input as the caller gave it and, after a success, the data. */
export interface CallFacts<Params, Query, Body, Data> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Undefined where the tags are read before the answer is there. */
  readonly data: Data | undefined
}

/** A call that the server has done. */
export interface DoneFacts<Params, Query, Body, Data> extends CallFacts<Params, Query, Body, Data> {
  readonly data: Data
}

/** Tags that are fixed or follow from a call. */
export type TagSource<Facts> = readonly string[] | ((call: Facts) => readonly string[])

/** All that an endpoint may declare beside its method and its path. */
export interface Definition<Params, Query, Head, Body, R extends Responses, View, Out> {
  /** The path parameters. Without it each is a string, number, bigint or boolean. */
  readonly params?: Params
  readonly query?: Query
  readonly headers?: Head
  readonly body?: Body
  /** @defaultValue `'json'` */
  readonly bodyType?: BodyType
  /** The Content-Type of the body, where it is another than that of `bodyType`, such as `application/merge-patch+json`. */
  readonly contentType?: string
  /** The Accept field, where it is another than that of `view`. */
  readonly accept?: string
  /** How parameters and fields are written that are not written the usual way, made with `style` of `@fairlead/core/styles`. */
  readonly styles?: Styles
  readonly responses?: R & CheckedResponses<keyof R>
  /** @defaultValue `'json'` */
  readonly view?: View
  /** @defaultValue `'session'` where an auth plugin is installed, else `'public'` */
  readonly auth?: 'session' | 'public'
  /**
   * `true`: repeating the call changes nothing more, so it may be retried. `'key'`: each call gets an Idempotency-Key, the
   * same in all its attempts. @defaultValue true for GET, HEAD, PUT and DELETE
   */
  readonly idempotent?: boolean | 'key'
  /** What the answer is made of. */
  readonly tags?: TagSource<FactsOf<Params, Query, Body, R, View>>
  /** What a success makes stale. */
  readonly invalidates?: TagSource<FactsOf<Params, Query, Body, R, View>>
  /**
   * What a success changes in the kept answers of other endpoints, made with `update`. Asked only for an answer that is known to be
   * what the contract says: `@fairlead/query` does it.
   */
  readonly updates?: (
    call: DoneFacts<InputFrom<Params>, InputFrom<Query>, InputFrom<Body>, SuccessData<R, View, 'output'>>,
  ) => readonly Update[]
  /** Call options of plugins that every call of this endpoint has; the call's own come first. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Turns the validated data of a success into what the caller gets. */
  readonly transform?: (data: SuccessData<R, View, 'output'>) => Out
  readonly summary?: string
  readonly description?: string
  readonly deprecated?: boolean
}

/** Refuses keys that no status can match, such as `'4xx'`. */
type CheckedResponses<Key> = [Exclude<Key, ResponseKey>] extends [never]
  ? unknown
  : { readonly [key in Exclude<Key, ResponseKey> & string]: 'no status, range or default' }

type FactsOf<Params, Query, Body, R extends Responses, View> = CallFacts<
  InputFrom<Params>,
  InputFrom<Query>,
  InputFrom<Body>,
  SuccessData<R, View, 'output'>
>

/** What a schema type accepts; the loose default where a contract gives none. */
type InputFrom<S> = S extends AnySchema ? Typed<S, 'input'> : Readonly<Record<string, PathValue>>

/** Marks that an endpoint has no transformation. */
export interface Untransformed {
  readonly untransformed: true
}

/** The input of a call as the caller gave it. */
export interface EndpointInput {
  readonly params?: unknown
  readonly query?: unknown
  readonly headers?: unknown
  readonly body?: unknown
}

/** One operation of an API: plain data, shared by client, server, documentation and monitoring. */
export interface Endpoint<
  M extends Method = Method,
  P extends string = string,
  Params = unknown,
  Query = unknown,
  Head = unknown,
  Body = unknown,
  R extends Responses = Responses,
  View = unknown,
  Out = unknown,
> {
  readonly kind: 'endpoint'
  readonly method: M
  /** The path template, such as `/vessels/{id}`. */
  readonly path: P
  readonly definition: Definition<Params, Query, Head, Body, R, View, Out>
  /** Carries types; no value is ever there. */
  readonly '~types': EndpointTypes<P, Params, Query, Head, Body, R, View, Out>
}

/** An endpoint of which nothing more is known. */
export interface AnyEndpoint {
  readonly kind: 'endpoint'
  readonly method: Method
  readonly path: string
  readonly definition: {
    readonly [part in 'params' | 'query' | 'headers' | 'body']?: AnySchema | undefined
  } & {
    readonly bodyType?: BodyType
    readonly contentType?: string
    readonly accept?: string
    readonly styles?: Styles
    readonly responses?: Responses
    readonly view?: unknown
    readonly auth?: 'session' | 'public'
    readonly idempotent?: boolean | 'key'
    readonly tags?: TagSource<never>
    readonly invalidates?: TagSource<never>
    readonly updates?: (call: never) => readonly Update[]
    readonly options?: Readonly<Record<string, unknown>>
    readonly transform?: (data: never) => unknown
    readonly summary?: string
    readonly description?: string
    readonly deprecated?: boolean
  }
}

type None = undefined

/** Declares an endpoint without a request body. */
export interface DefineBodiless<M extends Method> {
  <
    const P extends `/${string}`,
    Params extends AnySchema | None = None,
    Query extends AnySchema | None = None,
    Head extends AnySchema | None = None,
    // oxlint-disable-next-line typescript/no-empty-object-type -- no responses declared
    R extends Responses = {},
    const View extends EndpointView = 'json',
    Out = Untransformed,
  >(
    path: P,
    definition?: Definition<Params, Query, Head, None, R, View, Out> & CheckedParams<P, Params>,
  ): Endpoint<M, P, Params, Query, Head, None, R, View, Out>
}

/** Declares an endpoint that may have a request body. */
export interface DefineWithBody<M extends Method> {
  <
    const P extends `/${string}`,
    Params extends AnySchema | None = None,
    Query extends AnySchema | None = None,
    Head extends AnySchema | None = None,
    Body extends AnySchema | None = None,
    // oxlint-disable-next-line typescript/no-empty-object-type -- no responses declared
    R extends Responses = {},
    const View extends EndpointView = 'json',
    Out = Untransformed,
  >(
    path: P,
    definition?: Definition<Params, Query, Head, Body, R, View, Out> & CheckedParams<P, Params>,
  ): Endpoint<M, P, Params, Query, Head, Body, R, View, Out>
}

/**
 * A params schema delivers every parameter that the path template names. Its input is asked first, which a call needs
 * anyway; its output, where it renames them.
 */
type CheckedParams<P extends string, Params> = Params extends undefined
  ? unknown
  : PathNames<P> extends keyof Typed<Params, 'input'>
    ? unknown
    : PathNames<P> extends keyof Typed<Params, 'output'>
      ? unknown
      : {
          readonly params: `The params schema does not deliver {${Exclude<PathNames<P>, keyof Typed<Params, 'output'>>}}`
        }

const define =
  (method: Method) =>
  (path: string, definition: object = {}): never =>
    Object.freeze({ kind: 'endpoint', method, path, definition }) as never

/** Declares a GET endpoint. */
export const get: DefineBodiless<'GET'> = /* @__PURE__ */ define('GET')
/** Declares a HEAD endpoint. */
export const head: DefineBodiless<'HEAD'> = /* @__PURE__ */ define('HEAD')
/** Declares a POST endpoint. */
export const post: DefineWithBody<'POST'> = /* @__PURE__ */ define('POST')
/** Declares a PUT endpoint. */
export const put: DefineWithBody<'PUT'> = /* @__PURE__ */ define('PUT')
/** Declares a PATCH endpoint. */
export const patch: DefineWithBody<'PATCH'> = /* @__PURE__ */ define('PATCH')
/** Declares a DELETE endpoint (`delete` is a reserved word). */
export const del: DefineWithBody<'DELETE'> = /* @__PURE__ */ define('DELETE')

/** Whether a value is an endpoint, of this copy of the package or another one. */
export function isEndpoint(value: unknown): value is AnyEndpoint {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'endpoint'
}
