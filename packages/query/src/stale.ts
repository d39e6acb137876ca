import type { AnyEndpoint, TagChange } from '@fairlead/core'
import type { Query, QueryClient } from '@tanstack/query-core'
import { type EndpointKey, isKeyOf } from './key.ts'
import { invalidate } from './invalidate.ts'
import { baseOf } from './layers/base.ts'
import type { QueryHost } from './query-host.ts'

/** Tags that have changed, and the queries that have them. */
export interface Stale {
  add(change: TagChange): void
  /** The queries that have one of the tags. */
  having(tags: ReadonlySet<string>): ReadonlySet<Query>
  /**
   * Has queries asked anew: once for all that has changed since. Answers those. What is on its way is only marked: whoever knows what
   * it was asked for decides.
   */
  work(): readonly Query[]
}

/** Makes what turns changed tags into queries that are asked anew. */
export function createStale(host: QueryHost, queryClient: QueryClient): Stale {
  let stale = new Set<string>()
  let gone = new Set<string>()

  const having = (tags: ReadonlySet<string>): ReadonlySet<Query> =>
    new Set(
      tags.size === 0
        ? []
        : queryClient
            .getQueryCache()
            .getAll()
            .filter((query) => isKeyOf(host.api, query.queryKey) && tagsOf(host, query).some((tag) => tags.has(tag))),
    )
  return {
    having,
    add({ tags, mode }) {
      for (const tag of tags) (mode === 'gone' ? gone : stale).add(tag)
    },
    work() {
      const dead = having(gone)
      const old = having(stale)
      stale = new Set()
      gone = new Set()
      // What may not be shown any more is taken away before it is asked for anew.
      if (dead.size > 0) {
        const predicate = (query: Query): boolean => dead.has(query)
        queryClient.removeQueries({ type: 'inactive', predicate })
        queryClient.resetQueries({ predicate }).catch(() => {})
      }
      const idle = new Set<Query>()
      for (const query of old) {
        if (dead.has(query)) continue
        if (query.state.fetchStatus === 'fetching') query.invalidate()
        else idle.add(query)
      }
      invalidate(queryClient, idle)
      return [...old, ...dead]
    },
  }
}

/** The tags of what a query has asked for. */
function tagsOf(host: QueryHost, query: Query): readonly string[] {
  const [, path, input, kind] = query.queryKey as EndpointKey
  const endpoint = host.endpoints.at(path)
  const source = endpoint?.definition.tags as Source | undefined
  if (typeof source !== 'function') return source ?? []
  try {
    return source({ ...input, data: dataFor(endpoint as AnyEndpoint, kind, baseOf(query)) })
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
