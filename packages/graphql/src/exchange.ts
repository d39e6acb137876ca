import type { FairleadError } from '@fairlead/core'
import type { Exchange, Operation, OperationResult } from '@urql/core'
import { CombinedError, makeOperation } from '@urql/core'
import { filter, makeSubject, merge, pipe } from 'wonka'
import { type Carry, type Sink, failed, pathOf } from './carrier.ts'
import { clientDisposed, whereOf } from './errors.ts'
import { type OperationFacts, factsOf } from './facts.ts'
import type { Execution } from './outcome.ts'

/** How many characters the text of an answer had: on its result, which exchanges hand on or copy. */
const CHARS = Symbol('fairlead graphql chars')

/** The failures that urql's errors stand for. */
const failures = new WeakMap<CombinedError, Pick<Execution, 'error' | 'errors'>>()

/** What a result says, whichever exchanges it came through. */
export function executionOf({ data, error, extensions, hasNext, stale }: OperationResult): Execution {
  const facts = { data: data as unknown, extensions, hasNext: hasNext || stale }
  if (!error) return { ...facts, errors: [], error: undefined }
  return { ...facts, ...(failures.get(error) ?? { errors: error.graphQLErrors as never, error: error as never }) }
}

/** About how many characters the data of a result has. */
export function weightOf(result: OperationResult): number {
  return (result as { readonly [CHARS]?: number })[CHARS] ?? JSON.stringify(result.data).length
}

/** As urql's own caches say that there is none. */
const NOT_KEPT: Execution = { data: null, errors: [], extensions: undefined, hasNext: false, error: undefined }

/** Makes the exchange that carries operations: it takes the place of `fetchExchange`. */
export function carrierExchange(
  carryOf: (operation: Operation) => Carry,
  identified: (operation: Operation) => OperationFacts,
  heard: (result: OperationResult) => void = () => {},
  onEnd: (stop: () => void) => void = () => {},
): Exchange {
  return ({ client, forward }) =>
    (operations$) => {
      /** What ends those under way. Plain callbacks: a source for each operation costs more than all the rest. */
      const under = new Map<number, () => void>()
      let isOver = false
      onEnd(() => {
        isOver = true
        for (const end of under.values()) end()
        under.clear()
      })
      const { source: results$, next } = makeSubject<OperationResult>()

      function begin(operation: Operation): void {
        const { key } = operation
        under.get(key)?.()
        const { requestPolicy, url } = operation.context
        const facts = factsFor(operation, identified)
        if (isOver) {
          const error = clientDisposed(whereOf(pathOf(url), facts.document.name))
          return next(resultOf(operation, failed(error), 0))
        }
        // No cache had it.
        if (operation.kind === 'query' && requestPolicy === 'cache-only') return next(resultOf(operation, NOT_KEPT, 0))
        const sink: Sink = {
          result(execution, chars) {
            if (under.get(key) !== end) return
            const result = resultOf(operation, execution, chars)
            try {
              heard(result)
              next(result)
            } catch (error) {
              // A mistake of who listens is no failure of the operation.
              console.error(error)
            }
          },
          end() {
            if (under.get(key) !== end) return
            under.delete(key)
            // What else has heard its last result has heard that it was the last.
            if (operation.kind === 'subscription')
              client.reexecuteOperation(makeOperation('teardown', operation, operation.context))
          },
        }
        const end = carryOf(operation)(facts, sink, requestPolicy === 'network-only')
        under.set(key, end)
      }
      const rest$ = pipe(
        operations$,
        filter((operation) => {
          if (operation.kind !== 'teardown') {
            begin(operation)
            return false
          }
          under.get(operation.key)?.()
          under.delete(operation.key)
          return true
        }),
        forward,
      )
      return merge([results$, rest$])
    }
}

/** The facts an operation carries, unless an exchange has changed what it asks. */
function factsFor(operation: Operation, identified: (operation: Operation) => OperationFacts): OperationFacts {
  const facts = factsOf(operation.context)
  return facts && facts.document.node === operation.query && facts.of === operation.variables
    ? facts
    : identified(operation)
}

/** What urql is given of a result. */
export function resultOf(operation: Operation, execution: Execution, chars: number): OperationResult {
  const { data, errors, extensions, hasNext, error } = execution
  const result: OperationResult & { [CHARS]?: number } = { operation, data, hasNext, stale: false }
  if (error) result.error = combined(error, errors)
  if (extensions) result.extensions = { ...extensions }
  if (chars > 0) result[CHARS] = chars
  return result
}

/** As urql tells errors: those of the server in a list, everything else as the network's. */
function combined(error: FairleadError, errors: Execution['errors']): CombinedError {
  const isServer = 'reason' in error && error.reason === 'errors'
  const made = new CombinedError({ graphQLErrors: errors as never, ...(!isServer && { networkError: error }) })
  failures.set(made, { error, errors })
  return made
}
