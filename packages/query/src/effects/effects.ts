import { type Push, type TagChange, type Update, type Write, hostOf } from '@fairlead/core'
import { type Query, type QueryClient, notifyManager } from '@tanstack/query-core'
import { type Layers, askAnew, createLayers } from '../layers/layers.ts'
import type { Change } from '../layers/replay.ts'
import { watchLayers } from '../layers/watch.ts'
import type { QueryHost } from '../query-host.ts'
import { createStale } from '../stale.ts'
import { createAsking, isOneMorePage } from './asking.ts'
import { createLate } from './late.ts'
import { openTabs } from './other-tabs.ts'
import { createPaths } from './paths.ts'
import { createTargets } from './targets.ts'

/** What writes and pushes mean for the queries of a QueryClient. */
export interface Effects {
  /** The server has done a mutation's call. `data`: as far as its answer is known here. */
  done(endpoint: Write['endpoint'], input: Write['input'] | undefined, data?: unknown): void
  moveTo(identity: string | null): void
  close(): void
}

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
  const asking = createAsking(queryClient)
  const late = createLate(cache, layers, asking)
  let writes: (Push | Write)[] = []
  let isDue = false

  /** Changes the queries that a write or a push names; answers those whose answers may not have it. */
  function change(told: Push | Write): readonly Query[] {
    // Another user is there by now.
    if (told.identity !== client.session.identity) return []
    const mutation = 'endpoint' in told ? layers.find(told.endpoint, told.input) : undefined
    const changed: Query[] = []
    try {
      for (const each of 'endpoint' in told ? updatesOf(told) : told.updates)
        for (const hash of targets(each)) {
          const found = cache.get(hash)
          if (!found) continue
          const made = each.change as Change
          layers.patch(found, made, mutation)
          if ('endpoint' in told || !late.keep(found, made)) changed.push(found)
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
      const changed = new Set(done.flatMap(change))
      for (const query of new Set([...changed, ...stale.work()])) {
        if (cache.get(query.queryHash) !== query) continue
        const before = underWay.get(query)
        // What was asked for before the server did it would bring the old data back.
        if (before && query.promise === before) {
          // But an answer that is awaited is shown first: else one that hears of changes all the time would never have any.
          const isFirst = query.state.data === undefined || isOneMorePage(query)
          if (isFirst || (asking.isAwaited(query) && !changed.has(query))) {
            asking.owe(query, before)
            continue
          }
          askAnew(query)
        }
        asking.asked(query)
      }
    })
  }
  function due(): void {
    if (isDue) return
    isDue = true
    queueMicrotask(work)
  }
  function wrote(told: Push | Write): void {
    writes.push(told)
    due()
  }
  function tagged(tags: TagChange): void {
    stale.add(tags)
    due()
  }

  const watched = watchLayers(host, queryClient, layers)
  const tabs = openTabs(host, paths, { wrote, tagged })
  const ends = [
    core.writes.subscribe((told) => {
      wrote(told)
      // A push comes to each tab by itself.
      if ('endpoint' in told) tabs.wrote(told)
    }),
    core.tags.subscribe((tags) => {
      tagged(tags)
      tabs.tagged(tags)
    }),
    tabs.close,
    watched.close,
  ]
  return {
    done(endpoint, input, data) {
      const mutation = layers.find(endpoint, input)
      if (!mutation) return
      work()
      // What has been asked for because of another write may be older than this one.
      const own = stale.having(madeStaleBy(endpoint, { ...input, data }))
      layers.done(mutation, (query) => own.has(query) && asking.isNew(query))
    },
    moveTo: watched.moveTo,
    close() {
      for (const end of ends) end()
    },
  }
}

/** The tags that a write makes stale. A mistake in them has been told of when it was done. */
function madeStaleBy({ definition: { invalidates } }: Write['endpoint'], facts: object): ReadonlySet<string> {
  try {
    return new Set(typeof invalidates === 'function' ? invalidates(facts as never) : invalidates)
  } catch {
    return new Set()
  }
}

function updatesOf({ endpoint, input: { params, query, body }, data }: Write): readonly Update[] {
  const updates = endpoint.definition.updates as ((facts: object) => readonly Update[]) | undefined
  return updates?.({ params, query, body, data }) ?? []
}
