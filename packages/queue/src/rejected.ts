import { FairleadError, type RejectedError, type Where } from '@fairlead/core'

/** Why the queue did not let a call through. */
export type QueueReason =
  /** More would wait than may. */
  | 'queue-full'
  /** It made room for another one. */
  | 'shed'
  /** It could not, or did not, get its turn in the time it has. */
  | 'wait-too-long'
  /** The server asked for silence for longer than the call may wait. */
  | 'rate-held'
  /** The server has failed too often lately. */
  | 'breaker-open'
  /** The queue has been closed. */
  | 'closed'

/** A call that the queue refused. Nothing was sent. */
export interface QueueError extends RejectedError {
  readonly reason: QueueReason | (string & {})
  /** How many were before it when it was refused, where it would have waited. */
  readonly position?: number
  /** Milliseconds it would have waited, as far as could be told. */
  readonly projectedWaitMs?: number
}

/** What a refusal says beside its reason. */
export interface RefusalFacts {
  /** Milliseconds since the Unix epoch. */
  readonly retryAt?: number | undefined
  readonly position?: number | undefined
  readonly projectedWaitMs?: number | undefined
}

/** Makes the error of a refusal: what happened and when to come back. */
export function rejected(reason: QueueReason, what: string, facts: RefusalFacts = {}, where?: Where): FairleadError {
  return new FairleadError('rejected', where, what, { reason, retryable: true, ...facts })
}
