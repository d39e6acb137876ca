import { type Host, type Layer, type Reply, outcomeOf } from '@fairlead/core'
import { createContests } from './contest.ts'
import type { HedgeOptions } from './options.ts'

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'QUERY']

/**
 * The layer that begins slow calls a second time, from the budget that retries have too: safe ones, whose body is read in
 * the try. The time of a call begins when it is let out, so that none is hedged behind itself.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 */
export function hedgeLayer({ runtime, budget, emit }: Host, options: boolean | HedgeOptions = false): Layer {
  const contest = createContests(typeof options === 'object' ? options : {}, runtime)
  return {
    stage: 'recover',
    name: 'hedge',
    handle(request, next) {
      const { operation, body, method, scope, streamed, classify } = request
      const own = (request.options['hedge'] ?? options) as boolean | { readonly delayMs?: number }
      if (!own || streamed || !SAFE.includes(method) || body?.replayable === false) return next(request)
      return contest<Reply>({
        key: `${method} ${operation.origin}${operation.template}`,
        scope,
        delayMs: (own as { readonly delayMs?: number }).delayMs,
        begin: (child, watch) =>
          next({
            ...request,
            scope: child,
            onTrip(trip) {
              request.onTrip?.(trip)
              watch?.(trip)
            },
          }),
        judge: (reply) => outcomeOf({ reply }, classify),
        maySpend: () => !scope.endedBy && budget.withdraw(operation.origin, runtime.now()),
        onEnd: (delayMs, won) =>
          emit(() => ({
            type: 'plugin:queue:hedge',
            operationId: operation.id,
            at: runtime.now(),
            details: { delayMs, won },
          })),
      })
    },
  }
}
