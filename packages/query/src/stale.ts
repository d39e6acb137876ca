import type { AnyEndpoint, TagChange } from '@fairlead/core'
import type { Query, QueryClient } from '@tanstack/query-core'
import { type EndpointKey, isKeyOf } from './key.ts'
import type { QueryHost } from './query-host.ts'

/** Makes what turns changed tags into queries that are asked anew: once for all that change in one turn. */
export function createStaleMaker(host: QueryHost, queryClient: QueryClient): (change: TagChange) => void {
  const stale = new Set<string>()
  const gone = new Set<string>()
  let isDue = false

  function work(): void {
    isDue = false
    const [old, dead] = [new Set(stale), new Set(gone)]
    stale.clear()
    gone.clear()
    const has =
      (tags: ReadonlySet<string>) =>
      (query: Query): boolean =>
        isKeyOf(host.api, query.queryKey) && tagsOf(host, query).some((tag) => tags.has(tag))
    // What may not be shown any more is taken away before it is asked for anew.
    if (dead.size > 0) {
      const predicate = has(dead)
      queryClient.removeQueries({ type: 'inactive', predicate })
      queryClient.resetQueries({ predicate }).catch(ignored)
    }
    if (old.size > 0) queryClient.invalidateQueries({ predicate: has(old) }).catch(ignored)
  }
  return ({ tags, mode }) => {
    for (const tag of tags) (mode === 'gone' ? gone : stale).add(tag)
    if (isDue) return
    isDue = true
    queueMicrotask(work)
  }
}

/** The tags of what a query has asked for. */
function tagsOf(host: QueryHost, { queryKey, state }: Query): readonly string[] {
  const [, path, input, kind] = queryKey as EndpointKey
  const endpoint = host.endpoints.at(path)
  const source = endpoint?.definition.tags as Source | undefined
  if (typeof source !== 'function') return source ?? []
  try {
    return source({ ...input, data: dataFor(endpoint as AnyEndpoint, kind, state.data) })
  } catch (error) {
    console.error(error)
    return []
  }
}

type Source = readonly string[] | ((facts: object) => readonly string[])

/** What tags may look at is what the server said: neither pages nor what a contract has made of it. */
function dataFor({ definition }: AnyEndpoint, kind: EndpointKey[3], data: unknown): unknown {
  return kind === 'query' && !definition.transform ? data : undefined
}

function ignored(): void {
  // The queries tell of their failures themselves.
}
