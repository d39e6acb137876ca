import type { AnyEndpoint, EndpointInput, Update } from '@fairlead/core'
import type { Mutation, Query, QueryClient } from '@tanstack/query-core'
import type { Targets } from '../effects/targets.ts'
import { invalidate } from '../invalidate.ts'
import type { MutationKeyOf } from '../key.ts'
import { factsOf } from '../mutation-facts.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { type Base, baseOf, dropBase, heldBase, holdBase, show } from './base.ts'
import { type Change, isEqual, isWrittenOver, replay } from './replay.ts'

/** What the mutations that are under way show over the data of the server. */
export interface Layers {
  /** Lays a mutation over the data, above all that began before it. */
  add(mutation: Mutation, updates: readonly Update[]): void
  has(mutation: Mutation): boolean
  /** The layer that shows a call before it is done. */
  find(endpoint: AnyEndpoint, input: EndpointInput | undefined): Mutation | undefined
  /** The server has not done it: what it showed is gone, and nothing else. */
  remove(mutation: Mutation): void
  /**
   * The server has done it. Where its data are on their way, it is shown until they are there.
   *
   * @param isNew - whether what a query waits for was asked for after the server had done it
   */
  done(mutation: Mutation, isNew: (query: Query) => boolean): void
  /** Changes the data of the server in a query, for a write that says so and whose layer is needed there no more. */
  patch(query: Query, change: Change, mutation: Mutation | undefined): void
  /** A query has changed by other means. */
  look(query: Query): void
  /** A query is there. */
  came(query: Query): void
  /** And is no more. */
  gone(query: Query): void
  /** Whoever is there now; what another one laid is gone. */
  moveTo(identity: string | null): void
  close(): void
}

interface Layer {
  readonly mutation: Mutation
  readonly beganAt: number
  readonly updates: readonly Update[]
  readonly endpoint: AnyEndpoint | undefined
  session: string | null
  /** By the hash of a query. */
  parts: Map<string, Part>
  isDone: boolean
}

interface Part {
  readonly change: Change
  /** Whether the data of the server have it. */
  isThere: boolean
}

/** Makes the layers of a client's mutations in a QueryClient. */
export function createLayers({ client, endpoints }: QueryHost, queryClient: QueryClient, targets: Targets): Layers {
  const cache = queryClient.getQueryCache()
  const facts = factsOf(queryClient.getMutationCache())
  const layers = new Map<Mutation, Layer>()
  /** Those who show something. */
  const held = new Set<Query>()

  const over = (query: Query): Layer[] => [...layers.values()].filter(({ parts }) => parts.has(query.queryHash))
  const partOf = ({ parts }: Layer, { queryHash }: Query): Part => parts.get(queryHash) as Part
  const shownOf = (query: Query, base: Base): unknown =>
    replay(
      base.data,
      over(query).map((layer) => partOf(layer, query).change),
    )

  function isCallOf(mutation: Mutation, input: EndpointInput | undefined): boolean {
    const variables = mutation.state.variables as EndpointInput | undefined
    if (variables === undefined || variables === input) return true
    // Another page may have made it, of which this one has a copy.
    return facts.isRestored(mutation) && isEqual(partsOfInput(variables), partsOfInput(input))
  }

  function hold(query: Query): void {
    if (held.has(query)) return
    held.add(query)
    holdBase(query, {
      came() {
        for (const layer of over(query)) if (layer.isDone) partOf(layer, query).isThere = true
        prune(query)
      },
      shown: () => shownOf(query, heldBase(query) as Base),
      after: () => release(query),
    })
  }

  /** Takes away what the data of the server say by themselves. */
  function prune(query: Query): void {
    const older: Change[] = []
    for (const layer of over(query)) {
      const { isThere, change } = partOf(layer, query)
      if (isThere && !isWrittenOver(baseOf(query), change, older)) take(layer, query.queryHash)
      else older.push(change)
    }
  }

  function take(layer: Layer, hash: string): void {
    layer.parts.delete(hash)
    if (layer.isDone && layer.parts.size === 0) layers.delete(layer.mutation)
  }

  function release(query: Query): void {
    if (over(query).length > 0) return
    held.delete(query)
    dropBase(query)
  }

  /** Shows a query as it is to be now. */
  function refresh(query: Query): void {
    const base = heldBase(query)
    if (!base) return
    settle(query, base)
    prune(query)
    show(query, shownOf(query, base))
    release(query)
  }

  /** What the server has done and will not say by itself, now that nothing is on its way, is taken for what it would say. */
  function settle(query: Query, base: Base): void {
    if (query.state.fetchStatus !== 'idle') return
    for (const layer of over(query)) {
      const part = partOf(layer, query)
      if (!layer.isDone || part.isThere) continue
      part.isThere = true
      put(query, base, layer.mutation, part.change)
    }
  }

  /**
   * Changes the base. What has been told before and was wanted later stays; in which order the server took them is not known then, so
   * it is asked.
   */
  function put(query: Query, base: Base, mutation: Mutation | undefined, change: Change): void {
    const all = over(query)
    const at = all.findIndex((layer) => layer.mutation === mutation)
    const later = at < 0 ? [] : all.slice(at + 1).map((layer) => partOf(layer, query))
    const known = later.filter(({ isThere }) => isThere).map((part) => part.change)
    const changed = replay(base.data, [change])
    base.data = replay(changed, known)
    if (!isEqual(base.data, changed)) invalidate(queryClient, new Set([query]))
  }

  function lay(layer: Layer): void {
    layer.parts = partsOf(layer.updates, targets)
    for (const hash of layer.parts.keys()) {
      const query = cache.get(hash)
      if (!query) continue
      hold(query)
      refresh(query)
    }
  }

  function drop(layer: Layer): void {
    const queries = [...layer.parts.keys()].map((hash) => cache.get(hash))
    layers.delete(layer.mutation)
    for (const query of queries) if (query) refresh(query)
  }

  return {
    add(mutation, updates) {
      const [, path] = mutation.options.mutationKey as MutationKeyOf
      const session = identityNow(client.session)
      const layer: Layer = {
        mutation,
        beganAt: mutation.state.submittedAt,
        updates,
        endpoint: endpoints.at(path),
        session,
        parts: new Map(),
        isDone: false,
      }
      const later = [...layers.values()].filter((each) => isLater(each, layer))
      for (const each of [layer, ...later]) {
        layers.delete(each.mutation)
        layers.set(each.mutation, each)
      }
      lay(layer)
    },
    has: (mutation) => layers.has(mutation),
    find: (endpoint, input) =>
      [...layers.values()].find(
        ({ isDone, endpoint: own, mutation }) => !isDone && own === endpoint && isCallOf(mutation, input),
      )?.mutation,
    remove(mutation) {
      const layer = layers.get(mutation)
      if (layer && !layer.isDone) drop(layer)
    },
    done(mutation, isNew) {
      const layer = layers.get(mutation)
      if (!layer || layer.isDone) return
      layer.isDone = true
      for (const [hash, { isThere }] of layer.parts) {
        const query = cache.get(hash)
        if (!query) take(layer, hash)
        else {
          // What was asked for before the server did it may not have it.
          if (!isThere && query.state.fetchStatus === 'fetching' && !isNew(query)) askAnew(query)
          refresh(query)
        }
      }
      if (layer.parts.size === 0) layers.delete(mutation)
    },
    patch(query, change, mutation) {
      const part = mutation && layers.get(mutation)?.parts.get(query.queryHash)
      // It is under way no more, although its mutation has not heard of it.
      if (part) part.isThere = true
      const base = heldBase(query)
      if (!base) return show(query, replay(query.state.data, [change]))
      put(query, base, mutation, change)
      refresh(query)
    },
    look(query) {
      const base = heldBase(query)
      if (!base || base.isBusy) return
      // Reset, or taken over from a store.
      const isForeign = query.state.data !== base.shown
      if (isForeign) base.data = base.shown = query.state.data
      if (isForeign || query.state.fetchStatus === 'idle') refresh(query)
    },
    came(query) {
      if (over(query).length === 0) return
      hold(query)
      refresh(query)
    },
    gone(query) {
      if (held.delete(query)) dropBase(query)
      // What it waited for never comes; other data that are put there later may well be newer.
      for (const layer of over(query)) if (layer.isDone) take(layer, query.queryHash)
    },
    moveTo(identity) {
      const all = [...layers.values()]
      for (const layer of all) {
        if (layer.session === identity) continue
        const isNamed = layer.session === null && identity !== null
        drop(layer)
        if (!isNamed) continue
        layer.session = identity
        layers.set(layer.mutation, layer)
        lay(layer)
      }
    },
    close() {
      for (const layer of layers.values()) drop(layer)
    },
  }
}

/** Whether one began after the other, be it in another page. */
function isLater(one: Layer, other: Layer): boolean {
  return (one.beganAt - other.beganAt || one.mutation.mutationId - other.mutation.mutationId) > 0
}

/** What pages tell each other of an input. */
function partsOfInput({ params, query, body }: EndpointInput = {}): unknown {
  return { params, query, body }
}

/** Asks anew, whatever is under way; who waits for that gets the new answer. */
export function askAnew(query: Query): void {
  void query.cancel({ silent: true })
  query.fetch().catch(() => {})
}

function partsOf(updates: readonly Update[], targets: Targets): Map<string, Part> {
  const changes = new Map<string, Change[]>()
  for (const each of updates)
    for (const hash of targets(each)) changes.set(hash, [...(changes.get(hash) ?? []), each.change as Change])
  return new Map(
    [...changes].map(([hash, all]) => [
      hash,
      { change: all.length === 1 ? (all[0] as Change) : (data) => replay(data, all), isThere: false },
    ]),
  )
}
