import { identityOf, tagOf } from './names.ts'
import type { MemoryStore } from './tiers/memory.ts'

/** One answer that memory holds, for who looks into the cache. */
export interface CacheEntry {
  /** Without its query, which may hold what a user typed. */
  readonly url: string
  readonly status: number
  readonly tags: readonly string[]
  readonly ageMs: number
  /** In memory, with all that is kept beside the body. */
  readonly bytes: number
  /** Whether a tag of it was invalidated since: it is asked for anew before it is given again. */
  readonly isInvalidated: boolean
  /** Whether it belongs to the session, and not to everybody. */
  readonly isPrivate: boolean
}

/** What memory holds for everybody and for this identity, the least recently used first. */
export function entriesOf(memory: MemoryStore, identity: string, nowMs: number): CacheEntry[] {
  return memory.all().flatMap(({ entry, stale, bytes }) => {
    const { url, status, names, receivedAt } = entry
    const owners = names.map(identityOf).filter((each) => each !== undefined)
    if (owners.length > 0 && !owners.includes(identity)) return []
    return {
      url: url.replace(/[?#].*/s, ''),
      status,
      tags: names.map(tagOf).filter((tag) => tag !== undefined),
      ageMs: Math.max(0, nowMs - receivedAt),
      bytes,
      isInvalidated: stale,
      isPrivate: owners.length > 0,
    }
  })
}
