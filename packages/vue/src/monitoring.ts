import { type SampleOptions, everyMsOf, snapshotStore } from '@fairlead/query'
import type { Snapshot } from '@fairlead/monitoring'
import { useQueryHost } from './plugin.ts'
import { type RefsOf, refsOf } from './refs-of.ts'

/**
 * How the app's client fares, looked at every second.
 *
 * @throws `config` for an unknown option, without the plugin, and without `monitoring()`
 *
 * @example
 * ```ts
 * const { origins, alerts } = useHealth()
 * ```
 */
export function useHealth(options: SampleOptions = {}): RefsOf<Snapshot> {
  const host = useQueryHost()
  const store = snapshotStore<Snapshot>(host, 'monitoring', everyMsOf('useHealth', options, 1_000))
  return refsOf(() => store)
}
