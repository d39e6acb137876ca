import type { Exchange, Operation, OperationResult } from '@urql/core'
import { makeOperation } from '@urql/core'
import { type Host, sessionEnded } from '@fairlead/core'
import { makeSubject, map, merge, onPush, pipe } from 'wonka'
import { failed } from './carrier.ts'
import { onEpochEnd } from './epochs.ts'
import { whereOf } from './errors.ts'
import { resultOf } from './exchange.ts'
import { factsOf, optionsOf } from './facts.ts'
import { createFlights } from './flights.ts'
import { createLru } from './lru.ts'
import { type EntityTags, tagsOf } from './typenames.ts'

/** The tags of the answer that a result is, with those the caller named; worked out once for each. */
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
    const { tags: named } = optionsOf(result.operation.context)
    try {
      result[TAGS] = tagsOf(result.data, entityTags, new Set(named))
    } catch (error) {
      // A mistake in the program's `entityTags` must not cost it the answer.
      console.error(error)
      result[TAGS] = new Set(named)
    }
    return result[TAGS]
  }
}

/** What the exchanges of one client share. */
export interface ExchangeHost {
  readonly host: Host
  readonly path: string
  readonly tagsOfResult: TagReader
  /** An operation is let go of. */
  over(operation: Operation): void
  /** Called when the client is done with. */
  onEnd(stop: () => void): void
}

interface Used {
  readonly operation: Operation
  tags: ReadonlySet<string>
}

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
  { host, path, tagsOfResult, over, onEnd }: ExchangeHost,
  isCacheForeign: boolean,
): LiveQueries {
  const active = new Map<number, Used>()
  const flights = createFlights()
  let again = (_operation: Operation): void => {}
  /** By identity: the tags of what a foreign cache may keep, and `undefined` for what it must not give any more. */
  const unused = createLru<string, ReadonlySet<string> | 'stale'>(MAX_UNUSED, Infinity)

  /** A foreign cache has what a mutation answered with: only others need to hear of it. */
  let isWritten = false

  function heard(result: OperationResult): void {
    const { operation, data } = result
    if (!data) {
      // A failure is asked anew by what its call names.
      const known = active.get(operation.key)
      if (known?.tags === NO_TAGS) known.tags = new Set(optionsOf(operation.context).tags)
      return
    }
    if (operation.kind === 'query') {
      const tags = tagsOfResult(result)
      const known = active.get(operation.key)
      if (known) known.tags = tags
      const isOld = !result.hasNext && flights.isOvertaken(operation.key, tags)
      const identity = isCacheForeign ? factsOf(operation.context)?.identity : undefined
      if (identity !== undefined) unused.set(identity, isOld ? 'stale' : tags, 0)
      if (!isOld) return
      Object.assign(result, { [OVERTAKEN]: true })
      // Not before urql has let go of this request; and not for one that nobody waits for by then.
      queueMicrotask(() => known && active.get(operation.key) === known && again(operation))
    } else if (operation.kind === 'mutation') {
      const { invalidates = [] } = optionsOf(operation.context)
      isWritten = isCacheForeign
      host.tags.invalidate([...tagsOfResult(result)])
      isWritten = false
      host.tags.invalidate(invalidates)
    }
  }
  /** A query past a foreign cache, where that would give what is stale. */
  function fresh(operation: Operation): Operation {
    const identity = factsOf(operation.context)?.identity
    if (!isCacheForeign || identity === undefined || unused.get(identity) !== 'stale') return operation
    if (!/^cache-(first|and-network)$/.test(operation.context.requestPolicy)) return operation
    return makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' })
  }

  /** The tags of an answer that a cache gave. */
  function keptTags(
    result: OperationResult & { readonly [TAGS]?: ReadonlySet<string> },
  ): ReadonlySet<string> | undefined {
    if (result[TAGS]) return result[TAGS]
    const kept = isCacheForeign ? unused.get(factsOf(result.operation.context)?.identity ?? '') : undefined
    return kept === 'stale' ? undefined : kept
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
          const isStale = (own: ReadonlySet<string>): boolean => tags.some((tag) => own.has(tag))
          for (const [identity, own] of unused.entries())
            if (own !== 'stale' && isStale(own)) unused.set(identity, 'stale', 0)
          // What is on its way is asked anew when it has come.
          for (const [key, { operation, tags: own }] of active)
            if (isStale(own) && !flights.isUnder(key)) again(operation)
        }),
      )
      onEnd(
        onEpochEnd(host, () => {
          unused.clear()
          for (const { operation } of active.values()) {
            // What is nobody's has no user to lose.
            if (optionsOf(operation.context).auth === 'public') continue
            const name = factsOf(operation.context)?.document.name
            tellEnded(resultOf(operation, failed(sessionEnded(whereOf(path, name))), 0))
          }
          // Whoever it is then: the session says so by its state.
          host.session().ready.then(askAll, askAll)
        }),
      )
      onEnd(() => active.clear())
      return (operations$) =>
        merge([
          ended$,
          pipe(
            operations$,
            map((operation) => {
              const { kind, key } = operation
              if (kind === 'teardown') {
                active.delete(key)
                flights.end(key)
                over(operation)
              } else if (kind === 'query') {
                flights.begin(key)
                active.set(key, { operation, tags: active.get(key)?.tags ?? NO_TAGS })
                return fresh(operation)
              }
              return operation
            }),
            forward,
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
