import type { Entry } from '@fairlead/cache'
import { factsOf, fieldOf } from '@fairlead/cache/policy'

/** How long an entry can be of use, in milliseconds from its arrival: fresh, shown while it is not, or asked about. */
export function lifeOf(entry: Entry, keepMs: number): number {
  if (['etag', 'last-modified'].some((name) => fieldOf(entry.headers, name) !== undefined)) return keepMs
  // Whose rules will be asked is not known here.
  const lives = [true, false].map((shared) => {
    const profile = { shared, targets: ['cdn-cache-control'], heuristic: true }
    const { lifetimeMs, ifErrorMs } = factsOf(entry, profile)
    return lifetimeMs + ifErrorMs
  })
  return Math.min(keepMs, Math.max(1_000, ...lives))
}
