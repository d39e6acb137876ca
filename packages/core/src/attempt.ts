import { sessionEnded } from './detach.ts'
import { isFairleadError } from './errors.ts'
import type { Layer, Next } from './plugin.ts'
import type { Reply } from './reply.ts'
import type { CallRequest } from './request.ts'
import { Scope } from './scope.ts'
import { capture } from './session.ts'

/** Waits for the session of a call that has one, captures its epoch, and ends the call with it. */
export const sessionLayer: Layer = {
  stage: 'session',
  name: 'session',
  handle(request, next) {
    return request.auth === 'public' ? next(request) : inSession(request, next)
  },
}

async function inSession(request: CallRequest, next: Next): Promise<Reply> {
  const { scope } = request
  const { session, signal } = request.session
  if (signal?.aborted) throw sessionEnded(request.operation)
  if (session.state === 'restoring') await scope.race(session.ready)
  scope.follow(session.signal, () => sessionEnded(request.operation))
  scope.throwIfEnded()
  return next({ ...request, session: capture(session) })
}

/** Opens an attempt's clock and record when the call has been admitted. */
export const attemptLayer: Layer = {
  stage: 'attempt',
  name: 'clocks',
  async handle(request, next) {
    const { operation, timeouts, events } = request
    const { runtime } = request.scope
    const scope = new Scope(runtime, operation, request.scope)
    scope.limit('attempt', timeouts.attemptMs)
    const attempt = operation.attempts.length + 1
    const record: (typeof operation.attempts)[number] = { number: attempt, startedAt: runtime.now() }
    operation.attempts.push(record)
    events.tell?.(operation, 'attempt:start', { attempt })
    let reply: Reply | undefined
    try {
      scope.throwIfEnded()
      const trip = next({ ...request, scope, attempt })
      request.onTrip?.(trip)
      reply = await scope.race(trip)
      record.status = reply.status
      return reply
    } catch (error) {
      record.error = isFairleadError(error) ? error.kind : 'config'
      throw error
    } finally {
      // A streamed body has its own clocks and closes the scope at its end.
      if (reply?.settled) scope.stop('attempt')
      else scope.close()
      const { status, error, startedAt } = record
      const durationMs = (record.durationMs = runtime.now() - startedAt)
      if (events.tell) {
        const bytes = (reply?.body as Uint8Array | undefined)?.byteLength
        const serverTiming = reply?.headers.get('server-timing') ?? undefined
        events.tell(operation, 'attempt:end', { attempt, durationMs, status, error, bytes, serverTiming })
      }
    }
  },
}
