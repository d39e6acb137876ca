import { createLru } from './lru.ts'

/** Tags that callers have named for an answer, by its identity: those of all of them, because they share it. */
export interface NamedTags {
  add(identity: string, tags: readonly string[]): void
  /** Whether one of these tags was named. */
  hasAny(identity: string, tags: Iterable<string>): boolean
}

/** Of identities and tags that are remembered, all together. */
const MAX_CHARS = 4 * 1024 * 1024

/** Makes what remembers named tags, of at most so many answers, those asked for lately. */
export function createNamedTags(maxAnswers: number): NamedTags {
  const named = createLru<string, ReadonlySet<string>>(maxAnswers, MAX_CHARS)
  return {
    add(identity, tags) {
      if (tags.length === 0) return
      const all = new Set([...(named.get(identity) ?? []), ...tags])
      let chars = identity.length
      for (const tag of all) chars += tag.length
      named.set(identity, all, chars)
    },
    hasAny(identity, tags) {
      const own = named.peek(identity)
      if (own) for (const tag of tags) if (own.has(tag)) return true
      return false
    },
  }
}
