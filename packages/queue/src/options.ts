import type { BreakerOptions } from './breaker/options.ts'
import type { FeedbackOptions } from './feedback.ts'
import type { HedgeOptions } from './hedge/options.ts'
import type { Outbox } from './outbox/types.ts'
import type { Cost } from './rates/rate-limit.ts'
import type { SchedulerOptions } from './scheduler/options.ts'

/** What the queue does for a client. Bounds hold for each origin by itself. */
export interface QueueOptions extends Omit<SchedulerOptions, 'clock'> {
  /** Whose a call is, where it does not say so itself: keys share what there is. @defaultValue one for all */
  readonly keyOf?: ((call: QueuedCall) => string) | undefined
  /** Whether what servers say (Retry-After, RateLimit) holds up the whole lane. @defaultValue true */
  readonly feedback?: boolean | FeedbackOptions | undefined
  /** @defaultValue false */
  readonly breaker?: boolean | BreakerOptions | undefined
  /** For safe calls only. @defaultValue false */
  readonly hedge?: boolean | HedgeOptions | undefined
  /** Writes that outlive the page: `outbox({ store: idbOutbox() })`. @defaultValue none */
  readonly outbox?: Outbox | undefined
}

/** What is known of a call that asks to be let through. */
export interface QueuedCall {
  readonly method: string
  readonly template: string
  readonly origin: string
  /** The session's user, opaque; empty without one. */
  readonly identity: string
}

/** What one call says to the queue. */
export interface CallQueueOptions {
  readonly key?: string | undefined
  /** What the rates are charged. @defaultValue 1 call */
  readonly cost?: Cost | undefined
  /** How many places it takes. @defaultValue 1 */
  readonly weight?: number | undefined
  readonly maxWaitMs?: number | undefined
}
