import type { CallRequest, Host, Layer, Next, Operation, Reply, Scope } from '@fairlead/core'
import { configError, detach } from '@fairlead/core'
import { type Gate, type Turn, createGate } from './gate.ts'
import type { DebounceOptions } from './options.ts'
import { rhythmOfCall } from './rhythm.ts'
import { sharedCopy } from './shared-copy.ts'

interface Asked {
  readonly request: CallRequest
  readonly next: Next
}

/** One call for several callers. */
interface Flight extends Turn<Asked, Reply> {
  waiting?: number
  /** When the last of the callers' deadlines is; milliseconds since the Unix epoch. */
  deadlineAt?: number
  /** Of the call itself, once it is made. */
  ending?: AbortController
  operation?: Operation
  scope?: Scope
  isOver?: boolean
}

/**
 * The layer that makes one call of those that ask for `debounce` or `throttle`: the last one's, under its own id, with the
 * longest deadline of those who wait. Who leaves ends its own wait; when all have left, the call ends.
 */
export function gatherLayer({ runtime }: Host): Layer {
  const gates = new Map<string, Gate<Asked, Reply>>()

  function make(flight: Flight): Promise<Reply> {
    const { request, next } = flight.asked
    const { scope, auth } = request
    const deadlineMs = Math.max(scope.remainingMs, (flight.deadlineAt ?? 0) - runtime.now())
    const { signal } = (flight.ending = new AbortController())
    return detach(request, { signal, deadlineMs, boundToSession: auth === 'session' }, (detached) => {
      flight.operation = detached.operation
      flight.scope = detached.scope
      return next(detached)
    }).finally(() => {
      flight.isOver = true
    })
  }

  function gateOf(
    kind: 'debounce' | 'throttle',
    own: number | DebounceOptions,
    request: CallRequest,
  ): Gate<Asked, Reply> {
    const { operation, session, auth, method } = request
    const name = (own as DebounceOptions).key ?? `${method} ${operation.origin}${operation.template}`
    // Nobody gets what was made for another user.
    const key = JSON.stringify([kind, auth, session.identity, session.epoch, name])
    let gate = gates.get(key)
    if (!gate) {
      gate = createGate(rhythmOfCall(kind, own), make, runtime, () => gates.delete(key))
      gates.set(key, gate)
    }
    return gate
  }

  async function gathered(request: CallRequest, next: Next): Promise<Reply> {
    const { scope, operation, options, streamed } = request
    const { debounce, throttle } = options as Record<'debounce' | 'throttle', number | DebounceOptions | undefined>
    const kind = debounce === undefined ? 'throttle' : 'debounce'
    const misfit = streamed ? 'a streamed view' : debounce !== undefined && throttle !== undefined ? "'throttle'" : ''
    if (misfit) throw configError(`'${kind}' does not fit ${misfit}`, operation)
    const gate = gateOf(kind, (debounce ?? throttle) as number | DebounceOptions, request)
    const flight: Flight = gate.join({ request, next })
    const { waiting = 0, deadlineAt = 0 } = flight
    flight.waiting = waiting + 1
    flight.deadlineAt = Math.max(deadlineAt, runtime.now() + scope.remainingMs)
    // It is under way for somebody with less time.
    if (flight.scope && flight.scope.remainingMs < scope.remainingMs) flight.scope.limit('total', scope.remainingMs)
    try {
      return sharedCopy(await scope.race(flight.answer))
    } finally {
      if (flight.operation) {
        operation.attempts.push(...flight.operation.attempts)
        operation.verdict = flight.operation.verdict
      }
      if (--flight.waiting === 0 && !flight.isOver) {
        gate.drop(flight)
        flight.ending?.abort(new DOMException('nobody waits for it any more', 'AbortError'))
      }
    }
  }

  return {
    stage: 'intercept',
    name: 'gather',
    handle(request, next) {
      const { debounce, throttle } = request.options
      return debounce === undefined && throttle === undefined ? next(request) : gathered(request, next)
    },
  }
}
