import type { SchemaIssue } from './schema.ts'

/** What kind of failure it was; the field to switch on. */
export type ErrorKind =
  | 'http'
  | 'network'
  | 'timeout'
  | 'abort'
  | 'decode'
  | 'validation'
  | 'auth'
  | 'rejected'
  | 'config'
  | 'graphql'
  | 'socket'

/** Where a call was going: its method and its path template, which holds no value of the user. */
export interface Where {
  readonly method: string
  readonly template: string
}

/** One admitted trip to the transport, as kept in an error, a result and the timeline. */
export interface AttemptRecord {
  readonly number: number
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  /** From admission to the end of the buffered body, or to the headers of a streamed one. */
  durationMs?: number
  status?: number
  error?: ErrorKind
  /** The wait before the attempt that follows. */
  waitMs?: number
  /** What decided that wait. */
  waitSource?: 'backoff' | 'server'
}

/** Why a failure was not retried (any further). */
export type RetryRefusal =
  | 'off'
  | 'not-idempotent'
  | 'one-shot-body'
  | 'limit'
  | 'budget'
  | 'deadline'
  | 'wait-too-long'

const brand: unique symbol = Symbol.for('fairlead.error')

/**
 * The one error class. `kind` tells the failures apart and narrows the type. Every printed form (message, `console.log`,
 * `JSON.stringify`) is free of headers, bodies, query strings and path values; what may hold a secret is there to
 * read (`data`, `headers`, `snippet`) and never printed.
 */
export class FairleadError extends Error {
  declare readonly kind: ErrorKind
  /** Method of the call, where there was one. */
  declare readonly method?: string
  /** Path template of the call, where there was one. */
  declare readonly template?: string
  /** The trips made, oldest first. */
  declare readonly attempts?: readonly AttemptRecord[]
  /** Whether the same call may succeed later and is safe to repeat. @defaultValue false */
  declare readonly retryable?: boolean
  /** Whether core has used up what it may retry; a caller's own retry layer should stop here. */
  declare readonly retriesExhausted?: boolean
  /** Why core did not retry (any further). */
  declare readonly notRetried?: RetryRefusal
  /** When the server will take the call again, in milliseconds since the Unix epoch. */
  declare readonly retryAt?: number

  constructor(kind: ErrorKind, where: Where | undefined, what: string, details: object = {}, hidden: object = {}) {
    super(where ? `${where.method} ${where.template}: ${what}` : what)
    hide(this, { name: `${kind[0]?.toUpperCase()}${kind.slice(1)}Error`, ...hidden })
    Object.assign(this, { kind, ...(where && { method: where.method, template: where.template }), ...details })
  }

  get [brand](): true {
    return true
  }

  /** The printable facts; {@link errorFromJSON} makes an error of them again. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...(this as object) }
  }
}

/** Own properties that no printer enumerates. */
function hide(target: object, values: object): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true })
  }
}

/** The server answered with a status that is no success. */
export interface HttpError<Status extends number = number, Data = unknown> extends FairleadError {
  readonly kind: 'http'
  readonly status: Status
  /** The body, decoded and validated where the contract declares this status. Never printed. */
  readonly data: Data
  /** Never printed. */
  readonly headers: Headers
  /** The body as RFC 9457 problem details, where it is one. Never printed. */
  readonly problem: ProblemDetails | undefined
}

/** Problem details of RFC 9457. */
export interface ProblemDetails {
  readonly type?: string
  readonly title?: string
  readonly status?: number
  readonly detail?: string
  readonly instance?: string
  readonly [extension: string]: unknown
}

/** No whole answer arrived: no connection, a reset, a body that ended early. */
export interface NetworkError extends FairleadError {
  readonly kind: 'network'
  /** The platform's code where it gives one, such as `ECONNREFUSED`. */
  readonly code?: string
}

/** The four clocks of a call. */
export type Clock = 'attempt' | 'total' | 'body' | 'idle'

/** A clock of the call ran out. Never an abort. */
export interface TimeoutError extends FairleadError {
  readonly kind: 'timeout'
  readonly clock: Clock
  readonly timeoutMs: number
}

/** The caller's signal ended the call; `cause` is the signal's reason itself. */
export interface AbortError extends FairleadError {
  readonly kind: 'abort'
  readonly cause: unknown
}

/** The answer is not what it says it is, or is too large to read. */
export interface DecodeError extends FairleadError {
  readonly kind: 'decode'
  readonly reason: 'syntax' | 'content-type' | 'empty' | 'undeclared' | 'too-large' | 'forbidden-key'
  readonly status?: number
  /** The first characters of the body. Never printed. */
  readonly snippet?: string
}

/** A value does not fit the contract. Issues carry paths, never values. */
export interface ValidationError extends FairleadError {
  readonly kind: 'validation'
  readonly direction: 'input' | 'output'
  readonly part: 'params' | 'query' | 'headers' | 'body' | 'response'
  readonly issues: readonly { readonly path: string }[]
  readonly status?: number
  /** The schema's own issues, whose messages may quote values. Never printed. */
  readonly details?: readonly SchemaIssue[]
}

/** A credential could not be had or was refused. */
export interface AuthError extends FairleadError {
  readonly kind: 'auth'
  /** For example `signed-out`, `step-up`, `refresh-failed`. */
  readonly reason: string
}

/** Fairlead itself refused to send the call, or to go on with it. */
export interface RejectedError extends FairleadError {
  readonly kind: 'rejected'
  /** For example `session-ended`, `queue-full`, `breaker-open`. */
  readonly reason: string
}

/** The program asked for something that cannot be right. */
export interface ConfigError extends FairleadError {
  readonly kind: 'config'
}

/** Every failure that core itself can produce; plugins add theirs. */
export type CoreError =
  | HttpError
  | NetworkError
  | TimeoutError
  | AbortError
  | DecodeError
  | ValidationError
  | AuthError
  | RejectedError
  | ConfigError

/** Whether a value is an error of Fairlead, from this copy of the package or another one. */
export function isFairleadError(value: unknown): value is CoreError {
  return typeof value === 'object' && value !== null && brand in value
}

/** A `config` error: what is wrong and what to do instead. */
export function configError(what: string, where?: Where): FairleadError {
  return new FairleadError('config', where, what)
}

/** A `validation` error of a part of the input that no schema has to look at. Names the place, never the value. */
export function invalidInput(where: Where, part: ValidationError['part'], path: string, what: string): FairleadError {
  return new FairleadError('validation', where, what, { direction: 'input', part, issues: [{ path }] })
}

/** Makes an error of what `toJSON` gave, for example after server rendering. Hidden fields are not restored. */
export function errorFromJSON(json: Record<string, unknown>): FairleadError {
  const { name: _name, message, kind, ...details } = json
  return new FairleadError(kind as ErrorKind, undefined, String(message), details)
}
