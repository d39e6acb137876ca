import { type Invalidation, type Runtime, platformBroadcast, platformLifecycle } from '@fairlead/core'
import { isTags } from './check.ts'

/** The other tabs of a client: they are told what has changed, never what it has become. */
export interface Tabs {
  post(names: readonly string[], mode: Invalidation): void
  close(): void
}

/**
 * Opens the channel to the other tabs.
 *
 * @param lost hears that messages may have been missed: a page that was frozen or a machine that slept got none
 */
export function openTabs(
  { broadcast = platformBroadcast(), lifecycle = platformLifecycle() }: Runtime,
  name: string,
  heard: (names: readonly string[], mode: Invalidation) => void,
  lost: () => void,
): Tabs {
  const channel = broadcast(name, (message) => {
    const { names, mode } = (message ?? {}) as { names?: unknown; mode?: unknown }
    if (isTags(names) && (mode === 'stale' || mode === 'gone')) heard(names, mode)
    else lost()
  })
  const ignore = lifecycle((event) => {
    if (event === 'resumed') lost()
  })
  return {
    post: (names, mode) => channel.post({ names, mode }),
    close() {
      ignore()
      channel.close()
    },
  }
}
