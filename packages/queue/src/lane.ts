import { type CallRequest, FairleadError, type Host, type RejectedError, isFairleadError } from '@fairlead/core'
import { createBreaker } from './breaker/breaker.ts'
import type { Breaker } from './breaker/options.ts'
import { type Feedback, createFeedback } from './feedback.ts'
import type { QueueOptions } from './options.ts'
import type { RefusalFacts } from './rejected.ts'
import { type PlaceScheduler, createPlaceScheduler } from './scheduler/scheduler.ts'

/** All that stands between the calls to one origin and their way out. */
export interface Lane {
  readonly origin: string
  readonly scheduler: PlaceScheduler
  readonly breaker: Breaker | undefined
  readonly feedback: Feedback | undefined
  /** Tells that a call may go, and how long it has waited for that. */
  admitted(request: CallRequest, waitMs: number): void
  /** Tells that a call was refused; answers the error as its caller shall see it. Other errors are left alone. */
  refused(request: CallRequest, error: unknown): unknown
}

/** Makes the lane of an origin. */
export function createLane(origin: string, options: QueueOptions, { runtime, emit }: Host): Lane {
  const { keyOf: _keyOf, feedback = true, breaker = false, hedge: _hedge, outbox: _outbox, ...bounds } = options
  const scheduler = createPlaceScheduler({ ...bounds, clock: runtime })
  let limit = 0

  function tell(
    what: string,
    details: Readonly<Record<string, string | number | undefined>>,
    operationId?: string,
  ): void {
    emit(() => ({
      type: `plugin:queue:${what}`,
      at: runtime.now(),
      ...(operationId && { operationId }),
      details: { origin, ...details },
    }))
  }

  const shared = typeof feedback === 'object' ? feedback.shared : undefined
  function hold(untilMs: number, toldMs?: number): void {
    scheduler.holdUntil(untilMs)
    if (toldMs !== undefined) shared?.hold(origin, toldMs)
    tell('hold', { untilMs })
  }
  const heldUntil = (): number => scheduler.snapshot().heldUntil ?? 0

  const own = typeof breaker === 'object' ? breaker : {}
  function changed(state: Breaker['state']): void {
    tell('breaker', { state })
    own.onChange?.(state)
  }

  return {
    origin,
    scheduler,
    breaker: breaker === false ? undefined : createBreaker({ ...own, onChange: changed }, runtime),
    feedback:
      feedback === false ? undefined : createFeedback(feedback === true ? {} : feedback, runtime, hold, heldUntil),
    admitted({ operation }, waitMs) {
      const now = scheduler.limit()
      if (now !== limit && typeof bounds.concurrency === 'function') tell('limit', { limit: now })
      limit = now
      if (waitMs > 0) tell('wait', { waitMs }, operation.id)
    },
    refused({ operation }, error) {
      if (!isFairleadError(error) || error.kind !== 'rejected' || error.method) return error
      const { message, reason, retryAt, position, projectedWaitMs } = error as RejectedError & RefusalFacts
      const facts = { reason, retryAt, position, projectedWaitMs }
      tell('refused', facts, operation.id)
      return new FairleadError('rejected', operation, message, facts)
    },
  }
}
