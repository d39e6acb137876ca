import type { Grant, Tokens } from './strategy.ts'
import { claimsOf } from './jwt.ts'

/** A server that gives less would be asked for tokens without end. */
const MIN_LIFETIME_MS = 1_000
/** Longer lifetimes are mistakes, and would overflow dates and timers. */
const MAX_LIFETIME_MS = 365 * 24 * 3_600_000

/**
 * How long a token lives, in milliseconds. From `expires_in`, else from the difference of a JWT's own two times: neither
 * needs our clock to be right. What is no lifetime (0, negative, no number) is unknown: the token is used until refused.
 */
export function lifetimeOf({ expiresIn, accessToken }: Pick<Grant, 'expiresIn' | 'accessToken'>): number | undefined {
  const { exp, iat } = claimsOf(accessToken)
  const seconds = Number((expiresIn ?? '') === '' ? Number(exp) - Number(iat) : expiresIn)
  return seconds > 0 ? Math.min(Math.max(seconds * 1000, MIN_LIFETIME_MS), MAX_LIFETIME_MS) : undefined
}

/** Share of the lifetime that is left when a refresh begins in the background; for long ones a minute. */
const LEAD = 0.2
const MAX_LEAD_MS = 60_000
/** Share that a token must still live to be sent. */
const MARGIN = 0.1
const MAX_MARGIN_MS = 5_000

/** When to refresh in the background: spread by a tenth, so that tabs and servers do not come in the same instant. */
export function refreshTimeOf(tokens: Tokens, random: number): number {
  return early(tokens, LEAD * (0.9 + 0.2 * random), MAX_LEAD_MS * (0.9 + 0.2 * random))
}

/** From when on the token is not sent any more. */
export function deadTimeOf(tokens: Tokens): number {
  // A credential that is fetched at its first use is dead from the start, whatever becomes of the clock.
  return tokens.expiresAt === tokens.receivedAt ? 0 : early(tokens, MARGIN, MAX_MARGIN_MS)
}

function early({ expiresAt = Infinity, receivedAt }: Tokens, share: number, maxMs: number): number {
  return expiresAt - Math.min((expiresAt - receivedAt) * share, maxMs)
}
