import type { QueryScope } from '../key.ts'

/**
 * Whether what was kept elsewhere may be kept on: what is of everybody, and what is of whoever is there. As long as that is not known
 * all that has a name waits unshown; what was kept for nobody in particular may be anybody's.
 */
export function mayKeep({ session }: QueryScope, identity: string | null): boolean {
  if (session === undefined) return true
  return session !== null && (identity === null || session === identity)
}

/** Whose a key is, where it is of the queries that go by a name. */
export function scopeIn(api: string, key: unknown): QueryScope | undefined {
  const scope = Array.isArray(key) ? (key[0] as Partial<QueryScope> | null | undefined) : undefined
  return typeof scope === 'object' && scope?.api === api ? (scope as QueryScope) : undefined
}
