import type { CallRequest, EncodedBody, Layer, Next, Reply } from '@fairlead/core'
import type { Lane } from './lane.ts'
import type { CallQueueOptions, QueueOptions } from './options.ts'
import { type Priority, classOf, classOfSignal } from './priority.ts'
import type { WorkOptions } from './scheduler/options.ts'
import type { Place } from './scheduler/scheduler.ts'
import { NOTHING, verdictOf } from './verdict.ts'

/** The layer that lets calls out: breaker, rates, places and what the server says, for each origin. */
export function admitLayer(laneOf: (origin: string) => Lane, { keyOf, maxQueuedBytes }: QueueOptions): Layer {
  return {
    stage: 'admit',
    async handle(request, next) {
      const own = request.options['queue'] as false | CallQueueOptions | undefined
      if (own === false) return next(request)
      const { operation, scope, session } = request
      const signal = request.options['signal'] as AbortSignal | undefined
      const priority = (request.options['priority'] as Priority | undefined) ?? classOfSignal(signal) ?? 'auto'
      const key = own?.key ?? keyOf?.({ ...operation, identity: session.identity })
      // A signal that has a priority may change it while the call waits.
      const work: WorkOptions = {
        ...own,
        key,
        priority,
        bytes: maxQueuedBytes === undefined ? 0 : bytesOf(request.body),
        signal: classOfSignal(signal) === undefined ? undefined : signal,
      }
      const lane = laneOf(operation.origin)
      const startedAt = scope.runtime.now()
      let place: Place
      try {
        // Who would wait only to be turned away then is turned away now.
        if (lane.breaker?.retryAt !== undefined) lane.breaker.enter()
        place = await lane.scheduler.enter(work, (end) => scope.onEnd(end), scope.remainingMs)
      } catch (error) {
        throw lane.refused(request, error)
      }
      lane.admitted(request, scope.runtime.now() - startedAt)
      return travel(lane, withPriority(request, classOf(priority)), place, next)
    },
  }
}

/** One trip in its place, from which everybody learns. */
async function travel(lane: Lane, request: CallRequest, place: Place, next: Next): Promise<Reply> {
  const { breaker, feedback } = lane
  let verdict = NOTHING
  let isUnderWay = false
  let hasLeft = false
  const onTrip = (trip: Promise<Reply>): void => {
    request.onTrip?.(trip)
    isUnderWay = true
    const end = (): void => {
      isUnderWay = false
      // The call has given it up, and it went on until now.
      if (hasLeft) place.release(verdict.lesson)
    }
    trip.then(end, end)
  }
  try {
    // Both may have changed while it waited.
    request.scope.throwIfEnded()
    const pass = breaker?.enter()
    const number = feedback?.admit() ?? 0
    try {
      const reply = await next({ ...request, onTrip })
      verdict = verdictOf(request, reply)
      feedback?.hear(number, reply)
      return reply
    } catch (error) {
      verdict = verdictOf(request, undefined, error)
      throw error
    } finally {
      pass?.settle(verdict.breaker)
    }
  } catch (error) {
    throw lane.refused(request, error)
  } finally {
    hasLeft = true
    if (isUnderWay) place.abandon()
    else place.release(verdict.lesson)
  }
}

/** What a body holds while it waits: a text counts its characters, a form or what is made for each attempt nothing. */
function bytesOf(body: EncodedBody | undefined): number {
  // What names no type is not there before it is opened.
  if (!body?.replayable || !body.type) return 0
  const held = body.open() as { readonly length?: number; readonly byteLength?: number; readonly size?: number }
  return held.byteLength ?? held.size ?? held.length ?? 0
}

/** Tells the browser what the queue knows, unless the call says it itself. */
function withPriority(request: CallRequest, priority: number): CallRequest {
  if (priority === 0 || request.init.priority) return request
  return { ...request, init: { ...request.init, priority: priority > 0 ? 'high' : 'low' } }
}
