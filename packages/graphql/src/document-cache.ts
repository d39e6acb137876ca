import type { Exchange, Operation, OperationResult } from '@urql/core'
import { makeOperation } from '@urql/core'
import { map, onPush, pipe } from 'wonka'
import { answeredOr } from './answered.ts'
import type { Documents } from './document.ts'
import { onEpochEnd } from './epochs.ts'
import { weightOf } from './exchange.ts'
import { FACTS, factsOf } from './facts.ts'
import { type ExchangeHost, isHit, isOvertaken, withTags } from './live-queries.ts'
import { createLru } from './lru.ts'

/** What the document cache may keep. */
export interface DocumentCacheOptions {
  /** @defaultValue 10_000 */
  readonly maxResults?: number | undefined
  /** Characters of the answers' text, all together. @defaultValue 16 Mi */
  readonly maxChars?: number | undefined
}

interface Kept {
  readonly data: unknown
  readonly extensions: OperationResult['extensions']
  readonly tags: ReadonlySet<string>
}

/**
 * Makes the exchange that keeps whole answers: by exact identity, for one user, in bounded memory, until a tag of theirs is
 * invalidated. Answers with errors are not kept.
 */
export function documentCache(
  { host, tagsOfResult, named, onEnd }: ExchangeHost,
  documents: Documents,
  { maxResults = 10_000, maxChars = 16 * 1024 * 1024 }: DocumentCacheOptions,
): Exchange {
  return ({ client, forward }) => {
    const kept = createLru<string, Kept>(maxResults, maxChars)
    /** In whose time an operation went out: what the server said to one user is not kept for the next. */
    const epochs = new Map<number, number>()
    onEnd(
      host.tags.subscribe(({ tags }) => {
        for (const [identity, each] of kept.entries())
          if (isHit(named, identity, each.tags, tags)) kept.delete(identity)
      }),
    )
    onEnd(onEpochEnd(host, kept.clear))
    onEnd(kept.clear)

    /** The kept answer; `undefined` for an operation that has to be asked. */
    function answerTo(operation: Operation): OperationResult | undefined {
      const { requestPolicy } = operation.context
      const facts = factsOf(operation.context)
      if (operation.kind !== 'query' || !facts || requestPolicy === 'network-only') return undefined
      const found = kept.get(facts.identity)
      // Also where nothing else may be asked: what is further in may have an answer.
      if (!found) return undefined
      const isStale = requestPolicy === 'cache-and-network'
      if (isStale)
        client.reexecuteOperation(
          makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }),
        )
      const answer: OperationResult = {
        operation: withContext(operation, { meta: { ...operation.context.meta, cacheOutcome: 'hit' } }),
        data: found.data,
        ...(found.extensions && { extensions: found.extensions }),
        hasNext: false,
        stale: isStale,
      }
      return withTags(answer, found.tags)
    }

    /** The operation as it is asked: with the types of what it asks for, so that the answer says what makes it stale. */
    function asked(operation: Operation): Operation {
      const { kind, key, context } = operation
      if (kind === 'teardown') epochs.delete(key)
      if (kind !== 'query' && kind !== 'mutation') return operation
      if (kind === 'query') epochs.set(key, host.session().epoch)
      const facts = factsOf(context)
      if (!facts || facts.failure || facts.document.documentId !== undefined) return operation
      const document = documents.of(operation.query).typed()
      const meta = { ...context.meta, cacheOutcome: 'miss' as const }
      return { ...withContext(operation, { meta, [FACTS]: { ...facts, document } }), query: document.node }
    }

    function keep(result: OperationResult): void {
      const { operation, data, error, hasNext, stale, extensions } = result
      const facts = factsOf(operation.context)
      if (operation.kind !== 'query' || !facts || hasNext || stale) return
      const begun = epochs.get(operation.key)
      epochs.delete(operation.key)
      if (error || !data || begun !== host.session().epoch || isOvertaken(result)) return
      kept.set(
        facts.identity,
        { data, extensions, tags: tagsOfResult(result) },
        weightOf(result) + facts.identity.length,
      )
    }

    return (operations$) => answeredOr(operations$, answerTo, (rest$) => pipe(rest$, map(asked), forward, onPush(keep)))
  }
}

function withContext(operation: Operation, more: object): Operation {
  return { ...operation, context: { ...operation.context, ...more } }
}
