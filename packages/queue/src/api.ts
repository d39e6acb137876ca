import type { Breaker } from './breaker/options.ts'
import type { OutboxApi } from './outbox/api.ts'
import type { Outbox } from './outbox/types.ts'
import type { SchedulerSnapshot } from './scheduler/options.ts'

/** What the queue is doing for one origin. */
export interface LaneSnapshot extends SchedulerSnapshot {
  readonly origin: string
  /** Undefined where there is none. */
  readonly breaker: Pick<Breaker, 'state' | 'retryAt'> | undefined
}

/** What a client's queue can be told and asked, as `client.queue`. */
export interface QueueApi {
  /**
   * What waits, runs and is held, for each origin. There is nothing to subscribe to: how long the oldest waits, what is left of a
   * hold and whether a breaker tries again change with time alone, so who shows it looks again. A look sorts the keys.
   */
  snapshot(): { readonly lanes: readonly LaneSnapshot[] }
  /** Starts no more calls, of a key or of all. What runs goes on. */
  pause(key?: string): void
  resume(key?: string): void
  /** Starts no call before a time, in milliseconds since the Unix epoch, of a key or of all. */
  holdUntil(atMs: number, key?: string): void
  /** Takes no more calls, and settles when all that were taken have ended: before a server stops. */
  drain(): Promise<void>
}

/** The API of a queue with these options: `outbox` is there when one was given. */
// oxlint-disable-next-line typescript/no-empty-object-type -- nothing is added
export type QueueApiOf<O> = QueueApi & (O extends { readonly outbox: Outbox } ? { readonly outbox: OutboxApi } : {})
