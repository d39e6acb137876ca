import type { Query, QueryClient } from '@tanstack/query-core'

/** Has queries asked for anew: now where they are looked at, else when they will be. How that ends is in their state. */
export function invalidate(queryClient: QueryClient, queries: ReadonlySet<Query>): void {
  if (queries.size > 0) queryClient.invalidateQueries({ predicate: (query) => queries.has(query) }).catch(() => {})
}
