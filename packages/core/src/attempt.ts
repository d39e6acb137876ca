import { isFairleadError } from './errors.ts'
import type { EventStream } from './events.ts'
import { callEvent } from './operation.ts'
import type { Layer } from './plugin.ts'
import type { Reply } from './reply.ts'
import { Scope } from './scope.ts'
import { sessionEnded } from './detach.ts'

/** Waits for the session of a call that has one, captures its epoch, and ends the call with it. */
export const sessionLayer: Layer = {
  stage: 'session',
  name: 'session',
  handle(request, next) {
    const { session } = request.session
    return request.auth === 'public' || session.state === 'anonymous' ? next(request) : inSession()

    async function inSession(): Promise<Reply> {
      if (session.state === 'restoring') await request.scope.race(session.ready)
      const { identity, epoch, signal } = session
      request.scope.follow(signal, () => sessionEnded(request))
      request.scope.throwIfEnded()
      return next({ ...request, session: { identity, epoch, signal, session } })
    }
  },
}

/** Opens an attempt's clock and record when the call has been admitted. */
export function attemptLayer(events: EventStream): Layer {
  return {
    stage: 'attempt',
    name: 'clocks',
    async handle(request, next) {
      const { operation, timeouts } = request
      const { runtime } = request.scope
      const scope = new Scope(runtime, operation, request.scope)
      scope.limit('attempt', timeouts.attemptMs)
      const record: (typeof operation.attempts)[number] = { number: operation.attempts.length + 1, startedAt: runtime.now() }
      operation.attempts.push(record)
      if (events.observed) events.emit({ ...callEvent(request), type: 'attempt:start', attempt: record.number })
      let reply: Reply | undefined
      try {
        scope.throwIfEnded()
        reply = await scope.race(next({ ...request, scope }))
        record.status = reply.status
        // A streamed body has its own clocks and closes the scope at its end.
        if (reply.settled) scope.stop('attempt')
        return reply
      } catch (error) {
        record.error = isFairleadError(error) ? error.kind : 'config'
        throw error
      } finally {
        if (!reply?.settled) scope.close()
        const durationMs = (record.durationMs = runtime.now() - record.startedAt)
        if (events.observed) {
          const bytes = reply?.body instanceof Uint8Array ? reply.body.byteLength : undefined
          const { number: attempt, status, error } = record
          events.emit({ ...callEvent(request), type: 'attempt:end', attempt, durationMs, status, error, bytes })
        }
      }
    },
  }
}
