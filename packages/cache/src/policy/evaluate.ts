import { type Directives, millisecondsOf, parseDirectives } from './directives.ts'
import type { Facts } from './freshness.ts'
import type { PolicyRequest } from './vary.ts'

/** Why a stored answer is not given as it is. */
export type Doubt = 'stale' | 'no-cache' | 'request' | 'invalidated'

/** What may be done with a stored answer. */
export interface Verdict {
  /** `revalidate-later`: given as it is, and fetched anew behind the caller's back (RFC 5861 section 3). */
  readonly use: 'as-it-is' | 'revalidate-later' | 'validate'
  readonly doubt: Doubt | undefined
  /** Milliseconds (RFC 9111 section 4.2.3). */
  readonly ageMs: number
  /** Milliseconds of freshness left; below 0 when it is stale. */
  readonly ttlMs: number
  /** Whether it may be given when the server fails or cannot be reached (RFC 5861 section 4). */
  readonly onError: boolean
}

/** The directives of a request; `Pragma: no-cache` is one where Cache-Control says nothing (RFC 9111 section 5.4). */
export function requestDirectives({ headers }: Pick<PolicyRequest, 'headers'>): Directives {
  const { 'cache-control': field, pragma } = headers
  return parseDirectives(field ?? (pragma && parseDirectives(pragma).has('no-cache') ? 'no-cache' : undefined))
}

/**
 * Judges a stored answer for a request (RFC 9111 section 4).
 *
 * @param invalidated whether one of its names was made stale since
 */
export function evaluate(facts: Facts, asked: Directives, now: number, invalidated = false): Verdict {
  const { lifetimeMs, initialAgeMs, receivedAt, noCache, mustRevalidate, immutable, whileRevalidateMs, ifErrorMs } =
    facts
  const ageMs = initialAgeMs + Math.max(0, now - receivedAt)
  const ttlMs = lifetimeMs - ageMs
  const staleMs = -ttlMs
  const fresh = ttlMs > 0
  const mayBeStale = !mustRevalidate && !noCache
  const errorMs = Math.max(ifErrorMs, millisecondsOf(asked, 'stale-if-error') || 0)
  const onError = mayBeStale && (fresh || staleMs < errorMs)
  const verdict = (use: Verdict['use'], doubt?: Doubt): Verdict => ({ use, doubt, ageMs, ttlMs, onError })
  if (noCache) return verdict('validate', 'no-cache')
  if (invalidated) return verdict('validate', 'invalidated')
  if (asked.size > 0 && wantsAnother(asked, fresh && immutable, ageMs, ttlMs)) return verdict('validate', 'request')
  if (fresh) return verdict('as-it-is')
  if (!mayBeStale) return verdict('validate', 'stale')
  const accepted = asked.get('max-stale') === '' ? Infinity : millisecondsOf(asked, 'max-stale') || 0
  // Without an argument any age will do; nothing else than the directive itself says so.
  if (asked.has('max-stale') && staleMs <= accepted) return verdict('as-it-is', 'stale')
  // Who says how old an answer may be wants no stale one (RFC 9111 section 5.2.1.1).
  const later = staleMs < whileRevalidateMs && !asked.has('max-age')
  return verdict(later ? 'revalidate-later' : 'validate', 'stale')
}

/** Whether the request asks for a fresher answer than this one (RFC 9111 section 5.2.1). */
function wantsAnother(asked: Directives, steady: boolean, ageMs: number, ttlMs: number): boolean {
  if (asked.has('no-cache')) return true
  // A reload that comes as max-age=0 does not reach what never changes (RFC 8246).
  const maxAgeMs = steady ? undefined : millisecondsOf(asked, 'max-age')
  const minFreshMs = millisecondsOf(asked, 'min-fresh')
  return (maxAgeMs !== undefined && !(ageMs <= maxAgeMs)) || (minFreshMs !== undefined && !(ttlMs >= minFreshMs))
}
