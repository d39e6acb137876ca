'use client'

import { type OutboxView, type SampleOptions, everyMsOf, outboxOf, outboxStore, snapshotStore } from '@fairlead/query'
import type { EntrySummary, OutboxApi, QueueApi } from '@fairlead/queue'
import { useMemo } from 'react'
import { useQueryHost } from './provider.ts'
import { useStore } from './use-store.ts'

/** What waits, runs and is held, for each origin. */
export type QueueStatus = ReturnType<QueueApi['snapshot']>

/**
 * What the queue of the nearest provider's client is doing, looked at every 250 ms.
 *
 * @throws `config` for an unknown option, without a provider, and without `queue()`
 */
export function useQueueStatus(options: SampleOptions = {}): QueueStatus {
  const host = useQueryHost()
  const everyMs = everyMsOf('useQueueStatus', options, 250)
  return useStore(useMemo(() => snapshotStore<QueueStatus>(host, 'queue', everyMs), [host, everyMs]))
}

/** The kept writes of the present user, and what can be done with them. */
export type OutboxState = OutboxView<EntrySummary> &
  Pick<OutboxApi, 'cancel' | 'replace' | 'retry' | 'discard' | 'pause' | 'resume' | 'flush'>

/**
 * The writes that are kept until they can be sent.
 *
 * @throws `config` without a provider, and without `queue({ outbox })`
 */
export function useOutbox(): OutboxState {
  const host = useQueryHost()
  const outbox = outboxOf(host) as OutboxApi
  const view = useStore(useMemo(() => outboxStore<EntrySummary>(outbox, host), [outbox, host]))
  const { cancel, replace, retry, discard, pause, resume, flush } = outbox
  return { ...view, cancel, replace, retry, discard, pause, resume, flush }
}
