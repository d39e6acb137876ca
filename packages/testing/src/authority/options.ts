/** What the authority hands out: tokens in JSON, or a cookie that scripts cannot read. */
export type AuthorityMode = 'tokens' | 'cookie'

/** How the authority behaves; each can be changed later with `configure`. */
export interface AuthorityOptions {
  /** @defaultValue 'tokens' */
  readonly mode?: AuthorityMode
  /** What answers say as `expires_in`, whatever it is; undefined leaves it out. @defaultValue 300 */
  readonly expiresIn?: unknown
  /** How long an access token is really taken, in milliseconds. @defaultValue what `expiresIn` says, else 300_000 */
  readonly lifetimeMs?: number
  /** Whether each refresh changes the refresh token, and using an old one ends the session. @defaultValue true */
  readonly rotates?: boolean
  /** For how long the last refresh token is taken once more, in milliseconds. @defaultValue 0 */
  readonly graceMs?: number
  /** Access tokens as random text, or as JWTs with `sub`, `iat` and `exp`. @defaultValue 'opaque' */
  readonly format?: 'opaque' | 'jwt'
  /** Whether refusals leave out `WWW-Authenticate`. @defaultValue false */
  readonly bare?: boolean
  /** Whether calls that change something need a CSRF token, in cookie mode. @defaultValue true */
  readonly csrf?: boolean
  /** How long each answer is on its way, in milliseconds. @defaultValue 0 */
  readonly delayMs?: number
}

/** What the resource wants besides a good token. */
export interface Demand {
  /** Scopes the token must have, separated by spaces (RFC 6750). */
  readonly scope?: string
  /** Of which the sign-in must have been one, separated by spaces (RFC 9470). */
  readonly acrValues?: string
  /** How old the sign-in may be (RFC 9470). */
  readonly maxAgeSeconds?: number
  /** The nonce that a DPoP proof must hold (RFC 9449). Its signature is not looked at. */
  readonly nonce?: string
}

/** The options with everything that was left out. */
export interface Settings extends Required<Omit<AuthorityOptions, 'lifetimeMs'>> {
  readonly lifetimeMs: number | undefined
}

/** What an authority is when nothing is said. */
export const DEFAULTS: Settings = {
  mode: 'tokens',
  expiresIn: 300,
  lifetimeMs: undefined,
  rotates: true,
  graceMs: 0,
  format: 'opaque',
  bare: false,
  csrf: true,
  delayMs: 0,
}
