import { pluginApi, sampledStore } from '@fairlead/query'
import type { Monitoring, Snapshot } from '@fairlead/monitoring'
import { useQueryHost } from './plugin.ts'
import { type RefsOf, refsOf } from './refs-of.ts'

/** How often health is looked at. */
export interface HealthOptions {
  /** @defaultValue 1_000 */
  readonly everyMs?: number | undefined
}

/**
 * How the app's client fares.
 *
 * @throws `config` without the plugin, and without `monitoring()`
 *
 * @example
 * ```ts
 * const { origins, alerts } = useHealth()
 * ```
 */
export function useHealth({ everyMs = 1_000 }: HealthOptions = {}): RefsOf<Snapshot> {
  const host = useQueryHost()
  const { snapshot } = pluginApi(host, 'monitoring') as Monitoring
  const store = sampledStore(snapshot, everyMs, host.runtime)
  return refsOf(() => store)
}
