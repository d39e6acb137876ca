import { evaluate, factsOf, type Fields, type Profile, requestDirectives, whyNotStorable } from '@fairlead/cache/policy'

/** Noon of a Thursday. */
export const NOW = Date.UTC(2026, 0, 1, 12)

/** A date in the preferred form, some seconds from now. */
export function date(fromNowSeconds = 0): string {
  return new Date(NOW + fromNowSeconds * 1_000).toUTCString()
}

export const PRIVATE: Profile = { shared: false, targets: [], heuristic: true }
export const SHARED: Profile = { shared: true, targets: ['cdn-cache-control'], heuristic: true }

/** A request, its answer, and when it is asked for again. */
export interface Given {
  readonly profile?: Profile
  readonly method?: string
  /** Fields of the request for which it is judged. */
  readonly asked?: Readonly<Record<string, string>>
  readonly status?: number
  /** Fields of the answer; several lines as pairs. `Date` is now unless it is given. */
  readonly sent?: Readonly<Record<string, string>> | Fields
  /** Whether the request had credentials to which a shared cache's rules apply. */
  readonly credentials?: boolean
  readonly ttlMs?: number
  readonly staleMs?: number
  /** Seconds between the request and its answer. */
  readonly delay?: number
  /** Seconds after the answer's arrival. */
  readonly after?: number
  readonly invalidated?: boolean
}

/** The answer's fields as the policy gets them. */
function fields(sent: Given['sent'] = {}): Fields {
  const pairs = Array.isArray(sent) ? (sent as Fields) : Object.entries(sent)
  return pairs.some(([name]) => name === 'date') ? pairs : [['date', date()], ...pairs]
}

function answerOf({ status = 200, sent, ttlMs, staleMs, delay = 0 }: Given) {
  return { status, headers: fields(sent), ttlMs, staleMs, requestedAt: NOW - delay * 1_000, receivedAt: NOW }
}

/** What follows from an answer alone. */
export function facts(given: Given) {
  return factsOf(answerOf(given), given.profile ?? PRIVATE)
}

/** Why an answer is not stored, or `'stored'`. */
export function storing(given: Given): string {
  const { profile = PRIVATE, method = 'GET', asked = {}, credentials = false } = given
  const request = { method, url: 'https://a.example/', headers: asked }
  return whyNotStorable(request, answerOf(given), facts(given), profile, credentials) ?? 'stored'
}

/** What is done with the stored answer. */
export function reuse(given: Given) {
  const { asked = {}, after = 0, invalidated } = given
  return evaluate(facts(given), requestDirectives({ headers: asked }), NOW + after * 1_000, invalidated)
}
