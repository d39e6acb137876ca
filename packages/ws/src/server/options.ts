import { type Runtime, type ValidationMode, type ValidationModes, check } from '@fairlead/core'
import { isAbove0, isObject, isOneOf } from '../check.ts'
import type { LivenessOptions } from '../liveness.ts'
import type { MessageContract } from '../messages.ts'
import type { LinkInfo } from './link.ts'
import type { SessionStore } from './store.ts'

/** Who is at the other end. */
export interface Identity {
  /** The same for the same user each time: a session is only resumed by the identity that opened it. */
  readonly id: string
  /** When its credential ends, in milliseconds since the Unix epoch; the client sends a newer one before. */
  readonly expiresAt?: number | undefined
}

/** What clients may take up. */
export interface SocketLimits {
  /** Bytes of one message. @defaultValue 524_288 */
  readonly maxMessageBytes?: number
  /** Sessions, connected or waiting for their client. @defaultValue 10_000 */
  readonly maxSessions?: number
  /** Of one session, bytes that wait to be acknowledged. @defaultValue 1_048_576 */
  readonly maxBufferedBytes?: number
  /** Of one session, messages that wait to be acknowledged. @defaultValue 10_000 */
  readonly maxBufferedMessages?: number
  /** Of one link, frames that are read; more wait, and far more end it. @defaultValue 1_000 */
  readonly maxFramesPerSecond?: number
  /** Of one session. @defaultValue 1_000 */
  readonly maxChannels?: number
  /** Of one session, requests that are being answered. @defaultValue 256 */
  readonly maxRequests?: number
  /** Links that have not said hello yet. @defaultValue 1_000 */
  readonly maxPendingLinks?: number
}

/** How the server half is made. */
export interface SocketServerOptions<M extends MessageContract> {
  /** What client and server say to each other. */
  readonly messages: M
  /**
   * Whose credential this is; `undefined` for one that is no good, which closes with 4401. Without it everybody is let in
   * as nobody, and whoever knows a session's id may go on with it.
   */
  readonly authenticate?:
    | ((
        credential: Readonly<Record<string, string>>,
        info: LinkInfo,
      ) => Identity | undefined | Promise<Identity | undefined>)
    | undefined
  /** Exact origins of the pages that may connect, beside that of the very host. @defaultValue none */
  readonly origins?: readonly string[] | undefined
  /** Where sessions outlive the process. @defaultValue they do not */
  readonly store?: SessionStore | undefined
  /** How long a session waits for its client to come back. @defaultValue 120_000 */
  readonly resumeMs?: number | undefined
  /** How long a new link may take to say who it is. @defaultValue 10_000 */
  readonly helloTimeoutMs?: number | undefined
  /** When a silent client is asked, and given up. @defaultValue after 10.5 s, and 4 s later */
  readonly liveness?: LivenessOptions | undefined
  readonly limits?: SocketLimits | undefined
  /** One mode, or one for each direction: `input` is what clients send. @defaultValue 'strict' */
  readonly validation?: ValidationMode | ValidationModes | undefined
  /** Hears what handlers throw and what clients do wrong. @defaultValue `console.error` for what handlers throw */
  readonly onError?: ((error: unknown) => void) | undefined
  readonly runtime?: Runtime | undefined
}

/** Limits with every bound set. */
export type Limits = Required<SocketLimits>

/** What a frame may have beside its message. */
export const FRAME_BYTES = 4_096
/** When a client should come back that was turned away for want of room. */
export const FULL_RETRY_MS = 5_000

const DEFAULT_LIMITS: Limits = {
  maxMessageBytes: 524_288,
  maxSessions: 10_000,
  maxBufferedBytes: 1_048_576,
  maxBufferedMessages: 10_000,
  maxFramesPerSecond: 1_000,
  maxChannels: 1_000,
  maxRequests: 256,
  maxPendingLinks: 1_000,
}

/** The limits, each as given or as usual. @throws `config` for an option that is unknown or has a value it cannot have */
export function checkServer<M extends MessageContract>(options: SocketServerOptions<M>): Limits {
  const isFunction = (value: unknown): boolean => typeof value === 'function'
  check('createSocketServer', options, {
    messages: isObject,
    authenticate: isFunction,
    origins: Array.isArray,
    store: isObject,
    resumeMs: isAbove0,
    helloTimeoutMs: isAbove0,
    liveness: isObject,
    limits: isObject,
    validation: (value) => isOneOf('strict', 'report', 'off')(value) || isObject(value),
    onError: isFunction,
    runtime: isObject,
  })
  const limits: SocketLimits = options.limits ?? {}
  check('createSocketServer: limits', limits, {
    maxMessageBytes: isAbove0,
    maxSessions: isAbove0,
    maxBufferedBytes: isAbove0,
    maxBufferedMessages: isAbove0,
    maxFramesPerSecond: isAbove0,
    maxChannels: isAbove0,
    maxRequests: isAbove0,
    maxPendingLinks: isAbove0,
  })
  return { ...DEFAULT_LIMITS, ...limits }
}
