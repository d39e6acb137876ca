import type { Query } from '@tanstack/query-core'
import type { EndpointKey, QueryScope } from './key.ts'

type Placeholder = (data: unknown, query: Query | undefined) => unknown

/** What was shown before may stand in for what is asked for now, but never another user's. */
export function ownPlaceholder(
  { placeholderData }: { readonly placeholderData?: unknown },
  { api, session }: QueryScope,
): object {
  if (typeof placeholderData !== 'function') return {}
  const own: Placeholder = (data, query) => {
    const before = (query?.queryKey as EndpointKey | undefined)?.[0]
    const isOwn = before?.api === api && before.session === session
    return (placeholderData as Placeholder)(isOwn ? data : undefined, isOwn ? query : undefined)
  }
  return { placeholderData: own }
}
