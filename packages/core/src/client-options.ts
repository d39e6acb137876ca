import type { AnyEndpoint } from './endpoint.ts'
import type { HeadersInput } from './headers.ts'
import type { CheckedPlugins, Plugin } from './plugin.ts'
import type { Transport } from './reply.ts'
import type { FetchInit } from './request.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { RetryOptions } from './retry.ts'
import type { Runtime } from './runtime.ts'
import type { ValidationMode, ValidationModes } from './schema.ts'
import type { Timeouts } from './scope.ts'

/** Modules of endpoints, nested as deep as they like. */
export interface Contract {
  readonly [name: string]: object
}

/** How a client is made. */
export interface ClientOptions<C, P extends readonly Plugin[], V> {
  /** An absolute http(s) URL; in browsers also a path. Its origin is allowed. */
  readonly baseUrl?: string | URL | undefined
  /** Further exact origins that absolute URLs may lead to, such as `https://files.example`. */
  readonly origins?: readonly string[] | undefined
  readonly contract?: C | undefined
  /** In any order: each names its stages. */
  readonly plugins?: (P & CheckedPlugins<P>) | undefined
  /** @defaultValue `fetchTransport()` */
  readonly transport?: Transport | undefined
  /** Sent with every call; the call's own fields win. */
  readonly headers?: HeadersInput | undefined
  /** `false` turns retries off; `budget` is shared with whoever has the same one. */
  readonly retry?: false | number | (RetryOptions & { readonly budget?: RetryBudget | undefined }) | undefined
  readonly timeouts?: Timeouts | undefined
  /** Decoded bytes of one answer. @defaultValue 100 MiB, for a streamed one `Infinity` */
  readonly maxResponseBytes?: number | undefined
  /** One mode, or one for each direction. @defaultValue `'strict'` */
  readonly validation?: V | undefined
  /** Changes decoded JSON before it is validated, for example to unwrap an envelope. */
  readonly transform?: ((data: unknown, call: { readonly endpoint: AnyEndpoint | undefined }) => unknown) | undefined
  /** Options of fetch for every call. */
  readonly init?: FetchInit | undefined
  /** Clock, timers and random numbers; tests pass a virtual one. @defaultValue the platform's */
  readonly runtime?: Runtime | undefined
}

/** What `validation` may be. */
export type Validation = ValidationMode | ValidationModes

/** The names of the client's options, for the check that refuses others. */
export const CLIENT_OPTIONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'baseUrl',
  'origins',
  'contract',
  'plugins',
  'transport',
  'headers',
  'retry',
  'timeouts',
  'maxResponseBytes',
  'validation',
  'transform',
  'init',
  'runtime',
])
