import { type TagChange, type Update, type Write, hostOf } from '@fairlead/core'
import { type Query, type QueryClient, notifyManager } from '@tanstack/query-core'
import { type Layers, askAnew, createLayers } from '../layers/layers.ts'
import { watchLayers } from '../layers/watch.ts'
import type { QueryHost } from '../query-host.ts'
import { createStale } from '../stale.ts'
import { openTabs } from './other-tabs.ts'
import { createPaths } from './paths.ts'
import { createTargets } from './targets.ts'

/** What writes mean for the queries of a QueryClient. */
export interface Effects {
  /** The server has done a mutation's call. */
  done(endpoint: Write['endpoint'], input: Write['input'] | undefined): void
  moveTo(identity: string | null): void
  close(): void
}

type Updates = (facts: object) => readonly Update[]

/**
 * Does what endpoints declare, whoever tells of it: a call, a replay, a push, another tab. All that is told in one turn is done at
 * once, so that nothing is asked for twice.
 */
export function watchEffects(host: QueryHost, queryClient: QueryClient): Effects {
  const { client } = host
  const core = hostOf(client)
  const cache = queryClient.getQueryCache()
  const paths = createPaths(core.contract)
  const targets = createTargets(host, queryClient, paths)
  const layers: Layers = createLayers(host, queryClient, targets)
  const stale = createStale(host, queryClient)
  /** What has been asked for because of effects, by query: it has them. */
  const asked = new WeakMap<Query, Promise<unknown>>()
  let writes: Write[] = []
  let isDue = false

  const isNew = (query: Query): boolean => asked.get(query) === query.promise

  /** Changes the queries that a write names; answers them. */
  function change(write: Write): readonly Query[] {
    const { endpoint, input, data, identity } = write
    // Another user is there by now.
    if (identity !== client.session.identity) return []
    const { params, query, body } = input
    const changed: Query[] = []
    try {
      for (const each of (endpoint.definition.updates as Updates | undefined)?.({ params, query, body, data }) ?? [])
        for (const hash of targets(each)) {
          const found = cache.get(hash)
          if (!found) continue
          layers.patch(found, each.change as never, layers.find(endpoint, input))
          changed.push(found)
        }
    } catch (error) {
      console.error(error)
    }
    return changed
  }

  function work(): void {
    if (!isDue) return
    isDue = false
    const done = writes
    writes = []
    const underWay = new Map<Query, Promise<unknown> | undefined>(
      cache.getAll().map((query) => [query, query.state.fetchStatus === 'fetching' ? query.promise : undefined]),
    )
    notifyManager.batch(() => {
      for (const query of new Set([...done.flatMap(change), ...stale.work()])) {
        if (cache.get(query.queryHash) !== query) continue
        const before = underWay.get(query)
        // What was asked for before the server did it would bring the old data back.
        if (before && query.promise === before) {
          if (query.state.data === undefined) {
            // Whatever comes is shown first: else one that hears of changes all the time would never have any.
            before.then(() => anew(query), ignored)
            continue
          }
          askAnew(query)
        }
        if (query.promise) asked.set(query, query.promise)
      }
    })
  }
  function anew(query: Query): void {
    queryClient.invalidateQueries({ predicate: (each) => each === query }).catch(ignored)
  }
  function due(): void {
    if (isDue) return
    isDue = true
    queueMicrotask(work)
  }
  function wrote(write: Write): void {
    writes.push(write)
    due()
  }
  function tagged(tags: TagChange): void {
    stale.add(tags)
    due()
  }

  const watched = watchLayers(host, queryClient, layers, isNew)
  const tabs = openTabs(host, paths, { wrote, tagged })
  const ends = [
    core.writes.subscribe((write) => {
      wrote(write)
      tabs.wrote(write)
    }),
    core.tags.subscribe((tags) => {
      tagged(tags)
      tabs.tagged(tags)
    }),
    tabs.close,
    watched.close,
  ]
  return {
    done(endpoint, input) {
      const mutation = layers.find(endpoint, input)
      if (!mutation) return
      work()
      layers.done(mutation, isNew)
    },
    moveTo: watched.moveTo,
    close() {
      for (const end of ends) end()
    },
  }
}

function ignored(): void {
  // The queries tell of their failures themselves.
}
