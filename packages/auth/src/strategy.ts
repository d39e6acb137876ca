import type { FetchInit, OwnClient, Reply, Runtime } from '@fairlead/core'
import type { Challenge } from './challenge.ts'

/** What a server gave at sign-in or refresh, as it gave it: no clock of ours has touched it yet. */
export interface Grant {
  /** Absent where a cookie is the credential. */
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
  /** Seconds from now, as the server said: a number or a numeric text. Unknown: the token is used until it is refused. */
  readonly expiresIn?: number | string | undefined
  /** How the access token is presented. @defaultValue 'Bearer' */
  readonly tokenType?: string | undefined
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined
  /** Who it is: the same user, the same text, at every sign-in. @defaultValue the `sub` of a JWT, else one that is new at each sign-in */
  readonly identity?: string | undefined
  /** What the program shows of the user, such as a name. Never a secret: it is part of the state. */
  readonly profile?: Readonly<Record<string, unknown>> | undefined
  /** What only the strategy understands, such as an ID token or a key pair; kept beside the tokens. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined
  /** Where the program was when the sign-in began, after a callback. */
  readonly returnTo?: string | undefined
}

/** A grant as it is kept: with its version and its times on our clock, in milliseconds since the Unix epoch. */
export interface Tokens extends Omit<Grant, 'expiresIn' | 'identity' | 'returnTo'> {
  readonly identity: string
  /** Rises with each refresh and sign-in; a request remembers the one it carried. */
  readonly version: number
  /** The version of the last sign-in, which is what answers a step-up. */
  readonly signInVersion: number
  readonly signedInAt: number
  /** When the session was last used, for the idle limit. */
  readonly activeAt: number
  readonly receivedAt: number
  /** Undefined where the lifetime is unknown. */
  readonly expiresAt?: number | undefined
}

/** A sign-in that goes on at another page, which leads back to the callback. */
export interface Departure {
  readonly redirectTo: string
}

/** What a strategy works with. One for each session. */
export interface StrategyContext {
  /** For the strategy's own calls: no credential, no retry, no redirect is added to them. */
  readonly client: OwnClient
  readonly runtime: Runtime
  /** Ends the work: its deadline, and the caller of a sign-in. */
  readonly signal: AbortSignal
  /** What the strategy remembers for this session alone, such as nonces by origin. Forgotten when the epoch ends. */
  readonly memory: Map<string, unknown>
}

/** The request a credential is for. */
export interface SignRequest {
  readonly method: string
  readonly url: string
  readonly origin: string
}

/** What is added to a request. */
export interface Signature {
  readonly headers: Readonly<Record<string, string>>
  readonly init?: FetchInit
  /** Names of those fields that must go to no other origin. @defaultValue all of them */
  readonly secrets?: readonly string[]
  /** What `answer` finds again in the reply's `meta` under {@link MARK}: which of several secrets was sent. */
  readonly mark?: unknown
}

/** The fact of a reply that holds the mark of its signature. */
export const MARK = 'credentialMark'

/**
 * One way of proving who calls. A strategy keeps nothing about a user in itself, because one serves all users of a
 * server: tokens are handed in, and the rest lives in the context's memory.
 *
 * Its calls throw Fairlead errors as they come from `context.client`. The session judges them: an `http` error of 400,
 * 401 or 403 from `refresh` is final, unless the strategy says otherwise with an `auth` error whose `reason` is
 * `refresh-rejected` (final) or `refresh-failed` (not).
 */
export interface Strategy<Input = void> {
  /** Such as `bearer`; part of messages and events. */
  readonly name: string
  /**
   * What tokens are kept under: all that makes them of use elsewhere or not (issuer, client, audience, scopes). No secret.
   * @defaultValue the name and the origins that credentials go to
   */
  readonly key?: string
  /** Where nobody signs in: the API key, the program's own account. Without an access token the first use fetches one. */
  readonly initial?: Grant
  /** Asks the server who is signed in, where only a cookie knows. Undefined: nobody. */
  restore?(context: StrategyContext): Promise<Grant | undefined>
  signIn?(input: Input, context: StrategyContext): Promise<Grant | Departure>
  /** Completes a sign-in that went away, from the URL it came back to. */
  callback?(url: string, context: StrategyContext): Promise<Grant>
  /** New tokens for old. What the new grant does not say is kept from the old one. */
  refresh?(tokens: Tokens, context: StrategyContext): Promise<Grant>
  /** Tells the server that the tokens are not wanted any more. Best effort: a failure is an event. */
  revoke?(tokens: Tokens, context: StrategyContext): Promise<void>
  /** Where to send the user after signing out, to be signed out there too. */
  signOutUrl?(tokens: Tokens, context: StrategyContext): Promise<string | undefined>
  sign(tokens: Tokens, request: SignRequest, context: StrategyContext): Signature | Promise<Signature>
  /** What requests of nobody carry, where that is something: a form of a visitor needs its CSRF token too. */
  signAnonymous?(request: SignRequest, context: StrategyContext): Signature | Promise<Signature>
  /** Hears each reply to a signed request, for what servers hand out along the way. */
  received?(reply: Reply, request: SignRequest, context: StrategyContext): void
  /** What a refused request was told. @defaultValue what `WWW-Authenticate` says, and `refresh` for any other 401 */
  challenge?(reply: Reply): Challenge | undefined
  /** Answers a `nonce` or `csrf` challenge. True: the request may be sent anew. */
  answer?(challenge: Challenge, reply: Reply, request: SignRequest, context: StrategyContext): Promise<boolean>
}
