import type { CallRequest, Host, Layer, Next, Reply } from '@fairlead/core'
import { FairleadError, configError, detach } from '@fairlead/core'
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
  /** The call itself, once it is made. */
  made?: CallRequest
  isOver?: boolean
}

/**
 * The layer that makes one call of those that ask for `debounce` or `throttle`: the last one's, under its own id, with the
 * longest deadline of those who wait. Who leaves ends its own wait; when all have left, the call ends.
 */
export function gatherLayer({ runtime }: Host): Layer {
  const gates = new Map<string, Gate<Asked, Reply>>()

  async function make(flight: Flight): Promise<Reply> {
    const { request, next } = flight.asked
    const deadlineMs = Math.max(request.scope.remainingMs, (flight.deadlineAt ?? 0) - runtime.now())
    try {
      return await detach(request, { deadlineMs, boundToSession: request.auth === 'session' }, (made) => {
        flight.made = made
        return next(made)
      })
    } finally {
      flight.isOver = true
    }
  }

  function gateOf({ url, session, auth, method, options }: CallRequest): Gate<Asked, Reply> {
    const kind = options['debounce'] === undefined ? 'throttle' : 'debounce'
    const own = options[kind] as DebounceOptions
    // Not the template: what is written to one resource replaces nothing that is written to another.
    const name = own.key ?? `${method} ${url.split('?', 1)[0]}`
    // Nobody gets what was made for another user.
    const key = JSON.stringify([kind, auth, session.identity, session.epoch, name])
    const gate = gates.get(key) ?? createGate(rhythmOfCall(kind, own), make, runtime, () => gates.delete(key))
    gates.set(key, gate)
    return gate
  }

  async function gathered(request: CallRequest, next: Next): Promise<Reply> {
    const { scope, operation, options, streamed } = request
    if (streamed || (options['debounce'] !== undefined && options['throttle'] !== undefined))
      throw configError("'debounce' and 'throttle' fit neither each other nor a streamed view", operation)
    const gate = gateOf(request)
    const flight: Flight = gate.join({ request, next })
    flight.waiting = (flight.waiting ?? 0) + 1
    flight.deadlineAt = Math.max(flight.deadlineAt ?? 0, runtime.now() + scope.remainingMs)
    // It may be under way for somebody with less time.
    flight.made?.scope.limit('total', flight.deadlineAt - runtime.now())
    try {
      return sharedCopy(await scope.race(flight.answer))
    } finally {
      const { made } = flight
      if (made) {
        operation.attempts.push(...made.operation.attempts)
        operation.verdict = made.operation.verdict
      }
      if (--flight.waiting === 0 && !flight.isOver) {
        gate.drop(flight)
        made?.scope.end(new FairleadError('abort', operation, 'nobody waits for it any more'))
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
