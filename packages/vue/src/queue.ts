import { type OutboxView, type SampleOptions, everyMsOf, outboxOf, outboxStore, snapshotStore } from '@fairlead/query'
import type { EntrySummary, OutboxApi, QueueApi } from '@fairlead/queue'
import { useQueryHost } from './plugin.ts'
import { type RefsOf, refsOf } from './refs-of.ts'

/** What waits, runs and is held, for each origin. */
export type QueueStatus = ReturnType<QueueApi['snapshot']>

/**
 * What the queue of the app's client is doing, looked at every 250 ms.
 *
 * @throws `config` for an unknown option, without the plugin, and without `queue()`
 *
 * @example
 * ```ts
 * const { lanes } = useQueueStatus()
 * ```
 */
export function useQueueStatus(options: SampleOptions = {}): RefsOf<QueueStatus> {
  const host = useQueryHost()
  const store = snapshotStore<QueueStatus>(host, 'queue', everyMsOf('useQueueStatus', options, 250))
  return refsOf(() => store)
}

/** The kept writes of the present user, and what can be done with them. */
export type OutboxState = RefsOf<OutboxView<EntrySummary>> &
  Pick<OutboxApi, 'cancel' | 'replace' | 'retry' | 'discard' | 'pause' | 'resume' | 'flush'>

/**
 * The writes that are kept until they can be sent.
 *
 * @throws `config` without the plugin, and without `queue({ outbox })`
 *
 * @example
 * ```ts
 * const { entries, retry, discard } = useOutbox()
 * ```
 */
export function useOutbox(): OutboxState {
  const host = useQueryHost()
  const outbox = outboxOf(host) as OutboxApi
  const store = outboxStore<EntrySummary>(outbox, host)
  const { cancel, replace, retry, discard, pause, resume, flush } = outbox
  return { ...refsOf(() => store), cancel, replace, retry, discard, pause, resume, flush }
}
