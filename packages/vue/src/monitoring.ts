import { pluginApi, sampledStore } from '@fairlead/query'
import type { Monitoring, Snapshot } from '@fairlead/monitoring'
import { everyMsOf } from './looks.ts'
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
 * @throws `config` for an unknown option, without the plugin, and without `monitoring()`
 *
 * @example
 * ```ts
 * const { origins, alerts } = useHealth()
 * ```
 */
export function useHealth(options: HealthOptions = {}): RefsOf<Snapshot> {
  const host = useQueryHost()
  const { snapshot } = pluginApi(host, 'monitoring') as Monitoring
  const store = sampledStore(snapshot, everyMsOf('useHealth', options, 1_000), host.runtime)
  return refsOf(() => store)
}
