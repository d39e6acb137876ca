import type { AnyEndpoint, TagSource } from '@fairlead/core'
import * as bookings from '../contract/bookings.ts'
import * as harbours from '../contract/harbours.ts'
import * as vessels from '../contract/vessels.ts'
import * as watch from '../contract/watch.ts'

/** The parts of a request, validated, and what it was answered with. */
export interface Answered {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly data: unknown
}

/** A day: what was true in the morning is better than nothing while the harbour cannot be reached. */
const WITHOUT_HARBOUR = 'stale-if-error=86400'

/**
 * How long each answer is good. Vessels move slowly, berths are what people compete for, and who is on watch is asked for
 * each time. What is not here is not stored at all.
 */
const LIFETIMES = new Map<AnyEndpoint, string>([
  [vessels.list, `max-age=10, stale-while-revalidate=30, ${WITHOUT_HARBOUR}`],
  [vessels.byId, `max-age=10, stale-while-revalidate=30, ${WITHOUT_HARBOUR}`],
  [harbours.list, `max-age=5, stale-while-revalidate=15, ${WITHOUT_HARBOUR}`],
  [harbours.berths, `max-age=5, ${WITHOUT_HARBOUR}`],
  [bookings.list, `max-age=5, ${WITHOUT_HARBOUR}`],
  [watch.me, 'no-cache'],
])

/**
 * What a success tells caches: how long it is good (RFC 9111, RFC 5861), for whom, what it is made of, and what it makes
 * stale (RFC 9875). Groups are the contract's own tags, so that a cache that knows no contract does as one that does.
 */
export function cacheFields(endpoint: AnyEndpoint, answered: Answered): Readonly<Record<string, string>> {
  const { auth, tags, invalidates } = endpoint.definition
  const changed = listOf(invalidates, answered)
  if (changed !== '') return { 'cache-group-invalidation': changed }
  const lifetime = LIFETIMES.get(endpoint)
  if (lifetime === undefined) return {}
  const groups = listOf(tags, answered)
  return {
    ...(auth === 'session'
      ? { 'cache-control': `private, ${lifetime}`, vary: 'Authorization' }
      : { 'cache-control': lifetime }),
    ...(groups !== '' && { 'cache-groups': groups }),
  }
}

/** Tags as a List of Strings (RFC 9651 section 3.1). */
function listOf(source: TagSource<never> | undefined, answered: Answered): string {
  const tags =
    typeof source === 'function' ? (source as (call: Answered) => readonly string[])(answered) : (source ?? [])
  // The strings of structured fields are ASCII, and quoted as those of JSON are.
  return tags
    .filter((tag) => /^[\x20-\x7e]+$/.test(tag))
    .map((tag) => JSON.stringify(tag))
    .join(', ')
}
