import { type AuthError, FairleadError } from '@fairlead/core'
import type { Challenge } from './challenge.ts'

/** Why a credential could not be had or was refused. Strategies add reasons of their protocol. */
export type AuthReason =
  /** The session ended while the call waited. */
  | 'signed-out'
  /** The token has expired and no new one can be had now; `retryAt` says when it is tried again. */
  | 'refresh-failed'
  /** The server no longer takes the refresh token. */
  | 'refresh-rejected'
  /** The server wants another authentication; `challenge` says which. */
  | 'step-up'
  /** The token lacks a scope; `challenge` says which. */
  | 'scope'
  /** The credential was refused and the body is a stream that cannot be sent again. */
  | 'one-shot-body'

/** An `auth` error with what the server asked for, where it asked. */
export interface AuthFailure extends AuthError {
  readonly challenge?: Challenge
  readonly status?: number
}

/** Where the failures of no call in particular happened. */
const SESSION = { method: 'AUTH', template: 'session' }

/** An `auth` error. */
export function authError(reason: string, what: string, details: object = {}, where = SESSION): AuthFailure {
  return new FairleadError('auth', where, what, { reason, ...details }) as AuthFailure
}
