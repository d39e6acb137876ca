import { FairleadError, type ReadOptions, iterate } from '@fairlead/core'
import { type Client, type Operation, type OperationResult, makeOperation } from '@urql/core'
import { onEnd, pipe, subscribe } from 'wonka'
import { failed } from './carrier.ts'
import { clientDisposed, graphqlError, whereOf } from './errors.ts'
import { executionOf } from './exchange.ts'
import { factsOf } from './facts.ts'
import { type GraphQLOutcome, outcomeOf } from './outcome.ts'

/** Hears what becomes of operations, for the program. */
export interface Listening {
  /** The final outcome of an operation. Never rejects. */
  once(operation: Operation, signal: AbortSignal | undefined): Promise<GraphQLOutcome<unknown>>
  /** Each outcome of an operation as it comes. */
  each(operation: Operation, options: ReadOptions): AsyncIterableIterator<GraphQLOutcome<unknown>, undefined>
  /** Ends all: nobody shall wait for what will not come. */
  end(): void
}

/** Makes what hears of the operations of a client. */
export function createListening(urql: Client, path: string): Listening {
  /** Ends what is heard now. */
  const open = new Set<() => void>()
  let isOver = false

  /** Hears the results of an operation; the answer lets go of it, which ends it when nobody else waits for it. */
  function listen(
    operation: Operation,
    next: (result: OperationResult) => void,
    over: (error?: FairleadError) => void,
  ): () => void {
    const end = (): void => over(disposed(operation))
    if (isOver) {
      end()
      return () => {}
    }
    open.add(end)
    const { unsubscribe } = pipe(
      urql.executeRequestOperation(operation),
      onEnd(() => {
        if (open.delete(end)) over()
      }),
      subscribe(next),
    )
    return () => {
      if (!open.delete(end)) return
      unsubscribe()
      // urql ends no mutation by itself.
      if (operation.kind === 'mutation')
        urql.reexecuteOperation(makeOperation('teardown', operation, operation.context))
    }
  }
  /** What a result says; one without data says why. Undefined for one that says nothing yet. */
  function told(result: OperationResult): GraphQLOutcome<unknown> | undefined {
    const execution = executionOf(result)
    const { operation } = result
    if (execution.data ?? execution.error) return outcomeOf(execution)
    if (execution.hasNext) return undefined
    const name = nameOf(operation)
    return outcomeOf(failed(graphqlError(whereOf(path, name), 'not-kept', 'no answer is kept', { operation: name })))
  }
  const nameOf = ({ context }: Operation): string | undefined => factsOf(context)?.document.name
  const disposed = (operation: Operation): FairleadError => clientDisposed(whereOf(path, nameOf(operation)))

  return {
    once: (operation, signal) =>
      new Promise((resolve) => {
        let stop = (): void => {}
        let isGiven = false
        const give = (outcome: GraphQLOutcome<unknown>): void => {
          isGiven = true
          signal?.removeEventListener('abort', aborted)
          resolve(outcome)
          // What is answered at once is not let go of before it is held.
          queueMicrotask(() => stop())
        }
        const aborted = (): void => {
          const where = whereOf(path, nameOf(operation))
          const details = { cause: signal?.reason as unknown }
          give(outcomeOf(failed(new FairleadError('abort', where, 'aborted by the caller', {}, details))))
        }
        if (signal?.aborted) return aborted()
        signal?.addEventListener('abort', aborted)
        stop = listen(
          operation,
          (result) => {
            const outcome = result.stale || result.hasNext ? undefined : told(result)
            if (outcome) give(outcome)
          },
          (error = disposed(operation)) => {
            if (!isGiven) give(outcomeOf(failed(error)))
          },
        )
      }),
    each: (operation, options) =>
      iterate(
        options,
        (next, end) =>
          listen(
            operation,
            (result) => {
              const outcome = told(result)
              if (outcome) next(outcome)
              if (operation.kind === 'subscription' && !result.hasNext) end()
            },
            end,
          ),
        (max) => {
          const what = `${max} results wait for their reader, the most allowed`
          return graphqlError(whereOf(path, nameOf(operation)), 'slow-reader', what, { operation: nameOf(operation) })
        },
      ),
    end() {
      isOver = true
      for (const end of open) end()
    },
  }
}
