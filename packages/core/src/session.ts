import type { FetchInit } from './request.ts'

/** Whether somebody is signed in, as far as is known. */
export type SessionState = 'restoring' | 'anonymous' | 'authenticated' | 'ended'

/** What a credential is wanted for. */
export interface CredentialRequest {
  /** The origin the credential goes to. */
  readonly audience: string
  /** Method and URL of the request, where the credential proves possession for each (DPoP) or depends on the method (CSRF). */
  readonly method?: string
  readonly url?: string
  /** The version that the server refused, so that a newer one is awaited. */
  readonly rejectedVersion?: number
  readonly signal?: AbortSignal
}

/** What proves the session, and the version of the token behind it. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>
  /** Options of fetch, where a cookie proves the session. */
  readonly init?: FetchInit
  readonly version: number
}

/**
 * Whose calls these are. An epoch begins at sign-in, sign-out and user switch; a token refresh keeps it. The properties
 * show the present epoch: a call captures them when it starts.
 */
export interface Session {
  readonly state: SessionState
  /** Settles once the session is known: restored or anonymous. */
  readonly ready: Promise<unknown>
  /** Opaque; the same user gives the same one at every sign-in; empty when anonymous. */
  readonly identity: string
  readonly epoch: number
  /** Aborts when the present epoch ends. */
  readonly signal: AbortSignal
  readonly credentials: { get(request: CredentialRequest): Promise<Credential | undefined> }
}

/** A session as one call captured it. */
export interface CapturedSession {
  readonly identity: string
  readonly epoch: number
  readonly signal: AbortSignal | undefined
  readonly session: Session
}

/** The present epoch of a session, for one call. */
export function capture(session: Session): CapturedSession {
  const { identity, epoch, signal } = session
  return { identity, epoch, signal, session }
}

/** The session of a client without an auth plugin: nobody, and it never ends. */
export function anonymousSession(): Session {
  return {
    state: 'anonymous',
    ready: Promise.resolve(),
    identity: '',
    epoch: 0,
    signal: new AbortController().signal,
    credentials: { get: () => Promise.resolve(undefined) },
  }
}
