import { type ValidationMode, type ValidationModes, check } from '@fairlead/core'
import type { BackoffOptions } from './backoff.ts'
import { isAbove0, isObject, isOneOf, isText } from './check.ts'
import type { ClosePolicy } from './close-codes.ts'
import type { Delivery, Level } from './delivery.ts'
import type { LivenessOptions } from './liveness.ts'
import type { MessageContract } from './messages.ts'
import type { OutboxOptions } from './outbox.ts'
import type { Transport } from './transport.ts'

/** How a connection is made. */
export interface ConnectOptions<M extends MessageContract, L extends Level = 'resumable'> {
  /** A path below the client's base URL, or an absolute http(s) URL of an origin that the client allows. */
  readonly url: string
  /** What client and server say to each other. */
  readonly messages: M
  /** @defaultValue `native()` */
  readonly transport?: Transport | undefined
  /** What is promised, and how it is kept. @defaultValue `resumable()` */
  readonly delivery?: Delivery<L> | undefined
  /**
   * Whose connection it is: that of the session, up while somebody is signed in and begun anew for whoever comes next; or
   * nobody's.
   *
   * @defaultValue `'session'` where the client has an auth plugin
   */
  readonly auth?: 'session' | 'public' | undefined
  /** What may wait to be sent and acknowledged. */
  readonly outbox?: OutboxOptions | undefined
  readonly reconnect?: BackoffOptions | undefined
  /** What follows from a close code, laid over the usual. */
  readonly closeCodes?: ClosePolicy | undefined
  /** `steady` finds a half-open link within 15 s, `fast` within 3 s. @defaultValue 'steady' */
  readonly liveness?: 'steady' | 'fast' | LivenessOptions | undefined
  /** For the credential, the link and the server's welcome together. @defaultValue 10_000 */
  readonly connectTimeoutMs?: number | undefined
  /** Bytes of one message, in both directions; the server may allow fewer. @defaultValue 524_288 */
  readonly maxMessageBytes?: number | undefined
  /** One mode, or one for each direction: `input` is what is sent. @defaultValue 'strict' */
  readonly validation?: ValidationMode | ValidationModes | undefined
  /** Tags that a reported gap makes stale, beside those that messages list. */
  readonly gapInvalidates?: readonly string[] | undefined
}

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkConnect(options: object): void {
  const isOptions = (value: unknown): boolean => isObject(value)
  check<ConnectOptions<MessageContract, Level>>('connect', options as ConnectOptions<MessageContract, Level>, {
    url: isText,
    messages: isOptions,
    transport: isOptions,
    delivery: isOptions,
    auth: isOneOf('session', 'public'),
    outbox: (value) =>
      !!check<OutboxOptions>('connect: outbox', value as OutboxOptions, {
        maxMessages: isAbove0,
        maxBytes: isAbove0,
        maxAgeMs: isAbove0,
        whenFull: isOneOf('reject', 'drop-oldest', 'wait'),
      }),
    reconnect: (value) =>
      !!check<BackoffOptions>('connect: reconnect', value as BackoffOptions, {
        baseMs: isAbove0,
        maxMs: isAbove0,
        stableMs: isAbove0,
      }),
    closeCodes: isOptions,
    liveness: (value) => value === 'steady' || value === 'fast' || isOptions(value),
    connectTimeoutMs: isAbove0,
    maxMessageBytes: isAbove0,
    validation: (value) => isOneOf('strict', 'report', 'off')(value) || isOptions(value),
    gapInvalidates: Array.isArray,
  })
}
