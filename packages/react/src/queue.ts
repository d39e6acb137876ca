'use client'

import { type OutboxView, outboxStore, pluginApi, sampledStore } from '@fairlead/query'
import { configError } from '@fairlead/core'
import type { EntrySummary, OutboxApi, QueueApi } from '@fairlead/queue'
import { useMemo } from 'react'
import { useQueryHost } from './provider.ts'
import { useStore } from './use-store.ts'

/** What waits, runs and is held, for each origin. */
export type QueueStatus = ReturnType<QueueApi['snapshot']>

/** How often a queue is looked at. */
export interface QueueStatusOptions {
  /** @defaultValue 250 */
  readonly everyMs?: number | undefined
}

/** What the queue of the nearest provider's client is doing. @throws `config` without a provider, and without `queue()` */
export function useQueueStatus({ everyMs = 250 }: QueueStatusOptions = {}): QueueStatus {
  const host = useQueryHost()
  return useStore(
    useMemo(
      () => sampledStore((pluginApi(host, 'queue') as QueueApi).snapshot, everyMs, host.runtime),
      [host, everyMs],
    ),
  )
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
  const { outbox } = pluginApi(host, 'queue') as QueueApi & { readonly outbox?: OutboxApi }
  if (!outbox) throw configError('the queue has no outbox; give it one: `queue({ outbox: outbox() })`')
  const view = useStore(useMemo(() => outboxStore<EntrySummary>(outbox, host), [outbox, host]))
  const { cancel, replace, retry, discard, pause, resume, flush } = outbox
  return { ...view, cancel, replace, retry, discard, pause, resume, flush }
}
