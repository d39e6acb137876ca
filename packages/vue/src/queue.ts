import { type OutboxView, outboxStore, pluginApi, sampledStore } from '@fairlead/query'
import { configError } from '@fairlead/core'
import type { EntrySummary, OutboxApi, QueueApi } from '@fairlead/queue'
import { everyMsOf } from './looks.ts'
import { useQueryHost } from './plugin.ts'
import { type RefsOf, refsOf } from './refs-of.ts'

/** What waits, runs and is held, for each origin. */
export type QueueStatus = ReturnType<QueueApi['snapshot']>

/** How often a queue is looked at. */
export interface QueueStatusOptions {
  /** @defaultValue 250 */
  readonly everyMs?: number | undefined
}

/**
 * What the queue of the app's client is doing.
 *
 * @throws `config` for an unknown option, without the plugin, and without `queue()`
 *
 * @example
 * ```ts
 * const { lanes } = useQueueStatus()
 * ```
 */
export function useQueueStatus(options: QueueStatusOptions = {}): RefsOf<QueueStatus> {
  const host = useQueryHost()
  const { snapshot } = pluginApi(host, 'queue') as QueueApi
  const store = sampledStore(snapshot, everyMsOf('useQueueStatus', options, 250), host.runtime)
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
  const { outbox } = pluginApi(host, 'queue') as QueueApi & { readonly outbox?: OutboxApi }
  if (!outbox) throw configError('the queue has no outbox; give it one: `queue({ outbox: outbox() })`')
  const store = outboxStore<EntrySummary>(outbox, host)
  const { cancel, replace, retry, discard, pause, resume, flush } = outbox
  return { ...refsOf(() => store), cancel, replace, retry, discard, pause, resume, flush }
}
