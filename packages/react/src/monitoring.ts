'use client'

import { pluginApi, sampledStore } from '@fairlead/query'
import type { Monitoring, Snapshot } from '@fairlead/monitoring'
import { useMemo } from 'react'
import { useQueryHost } from './provider.ts'
import { useStore } from './use-store.ts'

/** How often health is looked at. */
export interface HealthOptions {
  /** @defaultValue 1_000 */
  readonly everyMs?: number | undefined
}

/** How the nearest provider's client fares. @throws `config` without a provider, and without `monitoring()` */
export function useHealth({ everyMs = 1_000 }: HealthOptions = {}): Snapshot {
  const host = useQueryHost()
  return useStore(
    useMemo(() => {
      const { snapshot } = pluginApi(host, 'monitoring') as Monitoring
      return sampledStore(snapshot, everyMs, host.runtime)
    }, [host, everyMs]),
  )
}
