import type { OperationRecord } from './records.ts'
import type { Alert, Snapshot, Threshold } from './snapshot.ts'

/** How much is remembered, and what is told of it. */
export interface MonitoringOptions {
  /** Calls in the timeline, the latest. @defaultValue 500 */
  readonly maxOperations?: number | undefined
  /** Endpoints with figures of their own; the rest is `(other)`. @defaultValue 200 */
  readonly maxEndpoints?: number | undefined
  /** What the figures of health are of. @defaultValue 60_000 */
  readonly windowMs?: number | undefined
  readonly thresholds?: readonly Threshold[] | undefined
}

/** What is known of a client's calls, as `client.monitoring`. */
export interface Monitoring {
  snapshot(): Snapshot
  /** The latest calls, oldest first. The records are live: those under way change. */
  timeline(): readonly Readonly<OperationRecord>[]
  /** Told that something has changed; what changes in one go is told once. The answer unsubscribes. */
  subscribe(listener: () => void): () => void
  /** Told of each threshold that is crossed, and that is no more. The answer unsubscribes. */
  onAlert(listener: (alert: Alert) => void): () => void
}
