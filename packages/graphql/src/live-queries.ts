import type { Exchange, Operation, OperationResult } from '@urql/core'
import { makeOperation } from '@urql/core'
import { type Host, sessionEnded } from '@fairlead/core'
import { makeSubject, merge, onPush, pipe, tap } from 'wonka'
import { failed } from './carrier.ts'
import { onEpochEnd } from './epochs.ts'
import { whereOf } from './errors.ts'
import { resultOf } from './exchange.ts'
import { factsOf, optionsOf } from './facts.ts'
import { type EntityTags, tagsOf } from './typenames.ts'

/** The tags of the answer that a result is, with those the caller named; worked out once for each. */
export type TagReader = (result: OperationResult) => ReadonlySet<string>

/** Makes what reads tags off answers. */
export function createTagReader(entityTags: EntityTags | undefined): TagReader {
  const known = new WeakMap<object, ReadonlySet<string>>()
  return ({ data, operation }) => {
    const own = typeof data === 'object' && data !== null ? (data as object) : undefined
    const found = own && known.get(own)
    const tags = found ?? tagsOf(own, entityTags)
    if (own && !found) known.set(own, tags)
    const { tags: named } = optionsOf(operation.context)
    return named ? new Set([...tags, ...named]) : tags
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

/**
 * Makes the exchange that keeps queries in use up to date: they are asked anew when one of their tags is invalidated, by a
 * mutation here, a REST call or a message elsewhere. When the session ends, what they show goes at once, and they are asked
 * anew for whoever comes next.
 */
export function liveQueries({ host, path, tagsOfResult, over, onEnd }: ExchangeHost): Exchange {
  return ({ client, forward }) => {
    const active = new Map<number, { readonly operation: Operation; tags: ReadonlySet<string> }>()
    const { source: ended$, next: tellEnded } = makeSubject<OperationResult>()
    const again = (operation: Operation): void =>
      client.reexecuteOperation(
        makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }),
      )
    const askAll = (): void => {
      for (const { operation } of active.values()) again(operation)
    }
    onEnd(
      host.tags.subscribe(({ tags }) => {
        for (const each of active.values()) if (tags.some((tag) => each.tags.has(tag))) again(each.operation)
      }),
    )
    onEnd(
      onEpochEnd(host, () => {
        for (const { operation } of active.values()) {
          const name = factsOf(operation.context)?.document.name
          tellEnded(resultOf(operation, failed(sessionEnded(whereOf(path, name))), 0))
        }
        // Whoever it is then: the session says so by its state.
        host.session().ready.then(askAll, askAll)
      }),
    )
    onEnd(() => active.clear())

    function heard(result: OperationResult): void {
      const { operation, data } = result
      if (!data) return
      if (operation.kind === 'query') {
        const known = active.get(operation.key)
        if (known) known.tags = tagsOfResult(result)
      } else if (operation.kind === 'mutation') {
        const { invalidates = [] } = optionsOf(operation.context)
        host.tags.invalidate([...tagsOfResult(result), ...invalidates])
      }
    }
    return (operations$) =>
      merge([
        ended$,
        pipe(
          operations$,
          tap((operation) => {
            const { kind, key } = operation
            if (kind === 'teardown') {
              active.delete(key)
              over(operation)
            } else if (kind === 'query') active.set(key, { operation, tags: active.get(key)?.tags ?? new Set() })
          }),
          forward,
          onPush(heard),
        ),
      ])
  }
}
