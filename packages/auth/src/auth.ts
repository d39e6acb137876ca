import type { Secret, Session } from '@fairlead/core'
import type { Coordinator } from './coordinator.ts'
import type { AuthState, AuthTransition } from './state.ts'
import type { Grant } from './strategy.ts'

/** An access token for code that Fairlead does not send itself. */
export interface AccessToken {
  readonly token: Secret
  readonly version: number
  /** Milliseconds since the Unix epoch; undefined where the server did not say. */
  readonly expiresAt: number | undefined
}

/** How a session of one user of a server begins. */
export interface SessionStart {
  /** What the user's request brought, such as the tokens of a cookie. */
  readonly grant?: Grant | undefined
  /** Where the user's tokens are kept between requests. @defaultValue in memory, for this session alone */
  readonly coordinator?: Coordinator | undefined
}

/** Where the user is sent to be signed out there too, if anywhere, and whether the server took the tokens back. */
export interface SignedOut {
  readonly revoked: boolean
  readonly redirectTo: string | undefined
}

/** The session of a client: `client.auth`. */
export interface Auth<Input = void> {
  readonly state: AuthState
  /** Hears each change of state, after it is done and never while a lock is held; the answer unsubscribes. */
  subscribe(listener: (transition: AuthTransition) => void): () => void
  /**
   * Signs in. The state afterwards; `signing-in` with `redirectTo` where the sign-in goes on at another page, to which a
   * browser is on its way already. The same user again keeps the session, which is how a step-up is answered.
   *
   * @throws what the strategy throws, `auth` when `signOut()` or another sign-in came between
   */
  signIn(
    ...input: Input extends void ? [] : undefined extends Input ? [input?: Input] : [input: Input]
  ): Promise<AuthState>
  /**
   * Completes a sign-in that went away. Twice with one URL exchanges once, and gives the same answer.
   *
   * @param url @defaultValue the page's
   */
  handleCallback(url?: string): Promise<{ readonly returnTo: string | undefined }>
  /** Ends the session: here at once, in other tabs as they hear of it, at the server when it answers. Never throws. */
  signOut(): Promise<SignedOut>
  /** A token that is good now; undefined when nobody is signed in. @throws `auth` where none can be had */
  getToken(options?: { readonly signal?: AbortSignal }): Promise<AccessToken | undefined>
  /** What plugins and sockets look at. */
  readonly session: Session
  /** A session of its own over the same strategy, for one user of a server; give it to `client.withSession`. */
  createSession(start?: SessionStart): Auth<Input>
  /** Ends timers and subscriptions; the tokens stay where they are. */
  dispose(): void
}
