import type { Exchange, Operation } from '@urql/core'
import { filter, fromValue, makeSubject, merge, pipe, publish, share, switchMap, tap } from 'wonka'
import { onEpochEnd } from './epochs.ts'
import type { ExchangeHost } from './live-queries.ts'

/** Makes an exchange that is begun anew for each user, so that what it has kept for one is not there for the next. */
export function perEpoch({ host, onEnd }: Pick<ExchangeHost, 'host' | 'onEnd'>, exchange: Exchange): Exchange {
  return ({ client, forward, dispatchDebug }) =>
    (operations$) => {
      const { source: sent$, next: send } = makeSubject<Operation>()
      const results$ = share(forward(sent$))
      // Heard by somebody also in the moment in which one exchange takes the place of another.
      publish(results$)
      const { source: epochs$, next: begin } = makeSubject<undefined>()
      onEnd(onEpochEnd(host, () => begin(undefined)))
      const operationsOfAll$ = share(operations$)
      publish(operationsOfAll$)
      return pipe(
        merge([fromValue(undefined), epochs$]),
        switchMap(() =>
          exchange({
            client,
            dispatchDebug,
            forward: (own$) =>
              merge([
                pipe(
                  own$,
                  tap(send),
                  filter(() => false),
                ) as never,
                results$,
              ]),
          })(operationsOfAll$),
        ),
      )
    }
}
