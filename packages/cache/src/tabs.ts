import { type Invalidation, type Runtime, platformBroadcast, platformLifecycle } from '@fairlead/core'
import { attempt } from './attempt.ts'
import { isTags } from './check.ts'
import type { StoreChange } from './store.ts'

/** The other tabs of a client: they are told what has changed, never what it has become. */
export interface Tabs {
  post(names: readonly string[], mode: Invalidation): void
  close(): void
}

/**
 * Opens the channel to the other tabs. A channel that cannot be opened or fails reaches nobody, and costs nobody a call.
 *
 * @param lost hears that messages may have been missed: a page that was frozen or a machine that slept got none
 */
export function openTabs(
  { broadcast = platformBroadcast(), lifecycle = platformLifecycle() }: Runtime,
  name: string,
  heard: (names: readonly string[], mode: Invalidation) => void,
  lost: () => void,
): Tabs {
  const channel = attempt(() =>
    broadcast(name, (message) => {
      const change = attempt(() => readChange(message))
      if (change) heard(change.names, change.mode)
      else lost()
    }),
  )
  const ignore = lifecycle((event) => {
    if (event === 'resumed') lost()
  })
  return {
    post: (names, mode) => attempt(() => channel?.post({ names, mode })),
    close() {
      ignore()
      attempt(() => channel?.close())
    },
  }
}

/** What a message says; undefined where it says nothing that is known, such as that messages were lost. */
export function readChange(message: unknown): StoreChange | undefined {
  const { names, mode } = (message ?? {}) as { names?: unknown; mode?: unknown }
  return isTags(names) && (mode === 'stale' || mode === 'gone') ? { names, mode } : undefined
}
