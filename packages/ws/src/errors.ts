import { FairleadError } from '@fairlead/core'

/** Why a connection refused, lost or could not place something. */
export type SocketErrorReason =
  | 'closed'
  | 'failed'
  | 'too-large'
  | 'unserialisable'
  | 'unknown-message'
  | 'outbox-full'
  | 'not-sent'
  | 'unknown'
  | 'refused'
  | 'slow-reader'
  | 'protocol'

/** A failure of a connection or of something sent over it. */
export interface SocketError extends FairleadError {
  readonly kind: 'socket'
  readonly reason: SocketErrorReason
  /** The close code, where one ended the connection; the code of a refusal, where the server's handler gave one. */
  readonly code?: number | string
  /** What the server's handler said beside its code. Never printed. */
  readonly data?: unknown
}

/** Makes a `socket` error. `path` is the connection's path without its query. */
export function socketError(
  path: string,
  reason: SocketErrorReason,
  what: string,
  details: object = {},
  hidden: object = {},
): SocketError {
  return new FairleadError('socket', whereOf(path), what, { reason, ...details }, hidden) as SocketError
}

/** Where a connection's errors say they come from. */
export function whereOf(path: string): { readonly method: string; readonly template: string } {
  return { method: 'CONNECT', template: path }
}
