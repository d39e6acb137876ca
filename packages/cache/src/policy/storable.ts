import { type Answer, type Facts, type Profile, isCacheableByDefault } from './freshness.ts'
import { allows, MAX_FIELD_CHARS, parseDirectives } from './directives.ts'
import { fieldOf } from './fields.ts'
import { type PolicyRequest, varyNames } from './vary.ts'

/** Why an answer is not stored. */
export type Refusal =
  | 'method'
  | 'status'
  | 'request-no-store'
  | 'no-store'
  | 'private'
  | 'credentials'
  | 'vary'
  | 'groups'
  | 'not-cacheable'
  | 'useless'

/**
 * Statuses whose meaning this cache knows, beside those that may be stored by default: what `must-understand` asks about
 * (RFC 9111 section 5.2.2.3).
 */
const UNDERSTOOD = [302, 303, 307, 400, 401, 403, 503]

/** Where a lifetime comes from that the server has given. */
const EXPLICIT = ['s-maxage', 'max-age', 'expires']

/** Why an answer may not be stored (RFC 9111 section 3); undefined: it may. */
export function whyNotStorable(
  request: PolicyRequest,
  answer: Answer,
  facts: Facts,
  profile: Profile,
  credentials: boolean,
): Refusal | undefined {
  const { directives } = facts
  const { status, headers } = answer
  // The caller has seen to it that the answer to a POST is about its own URL (RFC 9110 section 9.3.3).
  if (request.method !== 'GET' && !(request.method === 'POST' && EXPLICIT.includes(facts.source))) return 'method'
  // Who asks again for the same part may have it; an answer to a condition is nobody else's.
  const isPart = 'range' in request.headers && fieldOf(headers, 'content-range') !== undefined
  if (status < 200 || status > 599 || status === 304 || status === 412) return 'status'
  if ((status === 206 || status === 416) && !isPart) return 'status'
  if (parseDirectives(request.headers['cache-control']).has('no-store')) return 'request-no-store'
  // A cache that understands the status ignores the no-store which is there for those that do not.
  if (allows(directives, 'must-understand')) {
    if (!isCacheableByDefault(status) && !UNDERSTOOD.includes(status)) return 'status'
  } else if (directives.has('no-store')) return 'no-store'
  if ((profile.shared || credentials) && directives.has('private')) return 'private'
  if (credentials && !['public', 's-maxage', 'must-revalidate'].some((name) => allows(directives, name)))
    return 'credentials'
  if (!varyNames(headers)) return 'vary'
  // What cannot be named cannot be invalidated.
  if (Number(fieldOf(headers, 'cache-groups')?.length) > MAX_FIELD_CHARS) return 'groups'
  const said = facts.source !== 'none' && facts.source !== 'heuristic'
  if (
    !said &&
    !isCacheableByDefault(status) &&
    !allows(directives, 'public') &&
    !(directives.has('private') && !profile.shared)
  )
    return 'not-cacheable'
  const lasts = !facts.noCache && facts.lifetimeMs + facts.ifErrorMs > 0
  return lasts || fieldOf(headers, 'etag') || fieldOf(headers, 'last-modified') ? undefined : 'useless'
}
