import type { PathValue } from './endpoint.ts'
import { configError } from './errors.ts'
import type { HeadersInput } from './headers.ts'
import type { ProgressListener } from './read.ts'
import type { FetchInit } from './request.ts'
import type { RetryOptions } from './retry.ts'
import type { Schema } from './schema.ts'
import type { Timeouts } from './scope.ts'

/** What a caller may say about one call. Plugins add theirs. */
export interface CallOptions {
  /** Ends the call; the `abort` error has its reason as `cause`. */
  readonly signal?: AbortSignal | undefined
  readonly headers?: HeadersInput | undefined
  readonly timeouts?: Timeouts | undefined
  /** `false` or a number of retries, or how to retry; laid over the client's. */
  readonly retry?: false | number | RetryOptions | undefined
  /** Makes a POST or PATCH repeatable: `true` for a fresh Idempotency-Key, or the key itself. */
  readonly idempotencyKey?: true | string | undefined
  /** Decoded bytes. @defaultValue the client's */
  readonly maxResponseBytes?: number | undefined
  readonly onUploadProgress?: ProgressListener | undefined
  readonly onDownloadProgress?: ProgressListener | undefined
  /** Whether the call belongs to the session; overrides the endpoint. @defaultValue `'session'` where an auth plugin is installed */
  readonly auth?: 'session' | 'public' | undefined
  /** Options of fetch such as `credentials` or `cache`, passed on as they are. */
  readonly init?: FetchInit | undefined
}

/** A call without a contract: the path may be a template, filled from `params`. */
export interface QuickOptions extends CallOptions {
  readonly params?: Readonly<Record<string, PathValue>> | undefined
  /** Arrays repeat their name; undefined and null are left out. */
  readonly query?: object | undefined
  /**
   * Strings go out as text, FormData, URLSearchParams, Blob, buffers and streams as they are, a function as a stream made
   * anew for each attempt, everything else as JSON.
   */
  readonly body?: unknown
}

/** How a caller wants the answer. `auto`: what the contract or the content type says. */
export type View = 'auto' | 'json' | 'text' | 'bytes' | 'blob' | 'stream' | 'response' | 'result' | 'fetch' | 'reply'

/** The names of core's call options, for the check that refuses others. */
export const CALL_OPTIONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'signal',
  'headers',
  'timeouts',
  'retry',
  'idempotencyKey',
  'maxResponseBytes',
  'onUploadProgress',
  'onDownloadProgress',
  'auth',
  'init',
])

/** Runs the call to the answer in a view. */
export type RunCall = (view: View, schema?: Schema<unknown, unknown>) => Promise<unknown>

/**
 * A call under way. It starts in the next microtask, awaited or not; the view asked for until then decides how the answer
 * is read. Awaiting the call itself gives what the contract says.
 */
export class Call<T, Result = unknown> implements PromiseLike<T> {
  readonly #answer: Promise<unknown>
  #view: View | undefined
  #schema: Schema<unknown, unknown> | undefined

  constructor(run: RunCall) {
    // Not lazily in `then`: a call that nobody awaits is made all the same.
    this.#answer = Promise.resolve().then(() => run((this.#view ??= 'auto'), this.#schema))
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting a call is what it is for
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#as<T>('auto').then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#as<T>('auto').finally(onFinally)
  }

  /** The answer as JSON, validated by `schema` where one is given, else by the contract. @throws `decode` */
  json<S>(schema: Schema<unknown, S>): Promise<S>
  json<J = T>(): Promise<J>
  json(schema?: Schema<unknown, unknown>): Promise<unknown> {
    return this.#as('json', schema)
  }

  /** The body as UTF-8 text. */
  text(): Promise<string> {
    return this.#as('text')
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#as('bytes')
  }

  blob(): Promise<Blob> {
    return this.#as('blob')
  }

  /** The body as it comes. Must be read or cancelled; unread it is let go when the idle clock runs out. */
  stream(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return this.#as('stream')
  }

  /** A WHATWG Response whose body streams. A status that is no success throws, as in every other view. */
  response(): Promise<Response> {
    return this.#as('response')
  }

  /** The outcome as a value: a union narrowed by `ok` and `status`. Never throws a Fairlead error. */
  result(): Promise<Result> {
    return this.#as('result')
  }

  #as<A>(view: View, schema?: Schema<unknown, unknown>): Promise<A> {
    if (!this.#view) {
      this.#view = view
      this.#schema = schema
    } else if (this.#view !== view || this.#schema !== schema) {
      const asked = `this call is read as '${this.#view}' already; ask for '${view}' in the statement that makes the call, and once`
      // Whoever asks has a failure already: that of the call itself must not end the program.
      this.#answer.catch(() => {})
      return Promise.reject(configError(asked))
    }
    return this.#answer as Promise<A>
  }
}
