import type { Exchange, Operation, OperationResult } from '@urql/core'
import { makeOperation } from '@urql/core'
import { type Host, sessionEnded } from '@fairlead/core'
import { filter, makeSubject, map, merge, onPush, pipe } from 'wonka'
import { failed } from './carrier.ts'
import { onEpochEnd } from './epochs.ts'
import { whereOf } from './errors.ts'
import { resultOf } from './exchange.ts'
import { factsOf, optionsOf } from './facts.ts'
import { createFlights } from './flights.ts'
import { createLru } from './lru.ts'
import type { NamedTags } from './named-tags.ts'
import { type EntityTags, tagsOf } from './typenames.ts'

/** The tags of the answer that a result is; worked out once for each. */
export type TagReader = (result: OperationResult) => ReadonlySet<string>

/** On a result that was overtaken by an invalidation: it is shown, and not kept. */
const OVERTAKEN = Symbol('fairlead graphql overtaken')

/** Whether an answer may be from before a change that its tags tell of. */
export function isOvertaken(result: OperationResult): boolean {
  return OVERTAKEN in result
}

/** The tags of a result, where they have been read. */
const TAGS = Symbol('fairlead graphql tags')
const NO_TAGS: ReadonlySet<string> = new Set()

/** Puts the tags of a kept answer onto a result made of it. */
export function withTags(result: OperationResult, tags: ReadonlySet<string>): OperationResult {
  return Object.assign(result, { [TAGS]: tags })
}

/** Makes what reads tags off answers. */
export function createTagReader(entityTags: EntityTags | undefined): TagReader {
  return (result: OperationResult & { [TAGS]?: ReadonlySet<string> }) => {
    if (result[TAGS]) return result[TAGS]
    try {
      result[TAGS] = tagsOf(result.data, entityTags)
    } catch (error) {
      // A mistake in the program's `entityTags` must not cost it the answer.
      console.error(error)
      result[TAGS] = NO_TAGS
    }
    return result[TAGS]
  }
}

/** Whether one of these tags is among those of an answer, or was named by who asked for it. */
export function isHit(named: NamedTags, identity: string, own: ReadonlySet<string>, tags: Iterable<string>): boolean {
  for (const tag of tags) if (own.has(tag)) return true
  return named.hasAny(identity, tags)
}

/** What the exchanges of one client share. */
export interface ExchangeHost {
  readonly host: Host
  readonly path: string
  readonly tagsOfResult: TagReader
  readonly named: NamedTags
  /** An operation is let go of. */
  over(operation: Operation): void
  /** Called when the client is done with. */
  onEnd(stop: () => void): void
}

interface Used {
  operation: Operation
  readonly identity: string
  tags: ReadonlySet<string>
  /** Answers in a row that were overtaken. */
  overtaken: number
  /** It will be asked anew then. */
  timer: unknown
}

/** How long a query rests that was overtaken again and again: what changes all the time would be asked for all the time. */
const BASE_REST_MS = 1_000
const MAX_REST_MS = 30_000

/** Answers whose tags are remembered when nobody uses them any more, for a cache that knows of no tags. */
const MAX_UNUSED = 10_000

/** What keeps queries up to date: an exchange outside of all caches, and an ear inside, where answers say what they are made of. */
export interface LiveQueries {
  readonly exchange: Exchange
  /** Told of each result before any cache has seen it. */
  heard(result: OperationResult): void
}

/**
 * Makes what keeps queries up to date: those in use are asked anew when one of their tags is invalidated, by a
 * mutation here, a REST call or a message elsewhere. When the session ends, what they show goes at once, and they are asked
 * anew for whoever comes next.
 *
 * @param isCacheForeign whether the cache inside keeps answers without regard to tags: then a query that was not in use
 * goes past it when it is next asked, and what a mutation answers with is that cache's to spread
 */
export function liveQueries(
  { host, path, tagsOfResult, named, over, onEnd }: ExchangeHost,
  isCacheForeign: boolean,
): LiveQueries {
  const active = new Map<number, Used>()
  const flights = createFlights()
  let again = (_operation: Operation): void => {}
  /** By identity: the tags of what a foreign cache may keep, and `undefined` for what it must not give any more. */
  const unused = createLru<string, ReadonlySet<string> | 'stale'>(MAX_UNUSED, Infinity)

  /** Queries that have been told that their session has ended: what still comes for them is of that session. */
  const gone = new Set<number>()
  /** A foreign cache has what a mutation answered with: only others need to hear of it. */
  let isWritten = false

  function heard(result: OperationResult): void {
    const { operation, data } = result
    if (!data) return
    if (operation.kind === 'query') {
      const identity = identityOf(operation)
      // Read when it is whole: until then, what is invalidated is noted for it.
      if (result.hasNext) return kept(identity, 'stale')
      const tags = tagsOfResult(result)
      const known = active.get(operation.key)
      if (known) known.tags = tags
      const isOld = isHit(named, identity, tags, flights.meanwhile(operation.key))
      kept(identity, isOld ? 'stale' : tags)
      if (isOld) {
        Object.assign(result, { [OVERTAKEN]: true })
        if (known) askLater(known)
      } else if (known) known.overtaken = 0
    } else if (operation.kind === 'mutation') {
      const { invalidates = [] } = optionsOf(operation.context)
      isWritten = isCacheForeign
      host.tags.invalidate([...tagsOfResult(result)])
      isWritten = false
      host.tags.invalidate(invalidates)
    }
  }
  /** What a foreign cache may have by now. */
  function kept(identity: string, tags: ReadonlySet<string> | 'stale'): void {
    if (isCacheForeign && identity !== '') unused.set(identity, tags, 0)
  }
  /** Asks anew a query that was overtaken: the first time at once, and then after a rest that grows. */
  function askLater(used: Used): void {
    const rests = used.overtaken++
    const ask = (): void => {
      used.timer = undefined
      // Not for one that nobody waits for by then.
      if (active.get(used.operation.key) === used) again(used.operation)
    }
    // Not before urql has let go of this request.
    if (rests === 0) queueMicrotask(ask)
    else used.timer ??= host.runtime.setTimeout(ask, Math.min(MAX_REST_MS, BASE_REST_MS * 2 ** (rests - 1)))
  }
  function letRest(used: Used | undefined): void {
    host.runtime.clearTimeout(used?.timer)
    if (used) used.timer = undefined
  }
  /** A query past a foreign cache, where that would give what is stale. */
  function fresh(operation: Operation): Operation {
    if (!isCacheForeign || unused.get(identityOf(operation)) !== 'stale') return operation
    if (!/^cache-(first|and-network)$/.test(operation.context.requestPolicy)) return operation
    return makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' })
  }

  /** The tags of an answer that a cache gave. */
  function keptTags(
    result: OperationResult & { readonly [TAGS]?: ReadonlySet<string> },
  ): ReadonlySet<string> | undefined {
    if (result[TAGS]) return result[TAGS]
    const known = isCacheForeign ? unused.get(identityOf(result.operation)) : undefined
    return known === 'stale' ? undefined : known
  }

  function begin(operation: Operation): void {
    const { key } = operation
    flights.begin(key)
    gone.delete(key)
    const used = active.get(key)
    if (used) {
      letRest(used)
      used.operation = operation
    } else
      active.set(key, { operation, identity: identityOf(operation), tags: NO_TAGS, overtaken: 0, timer: undefined })
  }
  function end(key: number): void {
    letRest(active.get(key))
    active.delete(key)
    flights.end(key)
    gone.delete(key)
  }

  return {
    heard,
    exchange({ client, forward }) {
      const { source: ended$, next: tellEnded } = makeSubject<OperationResult>()
      again = (operation) => {
        const context = { ...operation.context, requestPolicy: 'network-only' as const }
        client.reexecuteOperation(makeOperation('query', operation, context))
      }
      const askAll = (): void => {
        for (const { operation } of active.values()) again(operation)
      }
      onEnd(
        host.tags.subscribe(({ tags }) => {
          flights.invalidated(tags)
          if (isWritten) return
          for (const [identity, own] of unused.entries())
            if (own !== 'stale' && isHit(named, identity, own, tags)) unused.set(identity, 'stale', 0)
          // What is on its way is asked anew when it has come, and what rests when it has rested.
          for (const [key, { operation, identity, tags: own, timer }] of active)
            if (timer === undefined && !flights.isUnder(key) && isHit(named, identity, own, tags)) again(operation)
        }),
      )
      onEnd(
        onEpochEnd(host, () => {
          unused.clear()
          for (const used of active.values()) {
            const { operation } = used
            letRest(used)
            // What is nobody's has no user to lose.
            if (optionsOf(operation.context).auth === 'public') continue
            gone.add(operation.key)
            const name = factsOf(operation.context)?.document.name
            tellEnded(resultOf(operation, failed(sessionEnded(whereOf(path, name))), 0))
          }
          // Whoever it is then: the session says so by its state.
          host.session().ready.then(askAll, askAll)
        }),
      )
      onEnd(() => {
        for (const used of active.values()) letRest(used)
        active.clear()
      })
      return (operations$) =>
        merge([
          ended$,
          pipe(
            operations$,
            map((operation) => {
              const { kind, key } = operation
              if (kind === 'teardown') {
                end(key)
                over(operation)
              } else if (kind === 'query') {
                begin(operation)
                return fresh(operation)
              }
              return operation
            }),
            forward,
            filter(({ operation }) => !gone.has(operation.key)),
            onPush((result) => {
              const { operation, hasNext, data } = result
              if (!hasNext) flights.end(operation.key)
              const known = active.get(operation.key)
              // Answered from a cache, it has what it was made of from there.
              if (known?.tags === NO_TAGS && data) known.tags = keptTags(result) ?? NO_TAGS
            }),
          ),
        ])
    },
  }
}

function identityOf({ context }: Operation): string {
  return factsOf(context)?.identity ?? ''
}
