import type { Operation, OperationResult } from '@urql/core'
import { type Source, filter, makeSubject, merge, pipe } from 'wonka'

/** The results of operations: of those that are answered here, at once, and of the rest, which goes further in. */
export function answeredOr(
  operations$: Source<Operation>,
  answerTo: (operation: Operation) => OperationResult | undefined,
  further: (rest$: Source<Operation>) => Source<OperationResult>,
): Source<OperationResult> {
  const { source: answers$, next: tell } = makeSubject<OperationResult>()
  const rest$ = pipe(
    operations$,
    // Looked at once: whoever hears an answer may change what the next look would find.
    filter((operation) => {
      const answer = answerTo(operation)
      if (answer) tell(answer)
      return !answer
    }),
  )
  return merge([answers$, further(rest$)])
}
