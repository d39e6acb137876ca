'use client'

import { type SampleOptions, everyMsOf, snapshotStore } from '@fairlead/query'
import type { Snapshot } from '@fairlead/monitoring'
import { useMemo } from 'react'
import { useQueryHost } from './provider.ts'
import { useStore } from './use-store.ts'

/**
 * How the nearest provider's client fares, looked at every second.
 *
 * @throws `config` for an unknown option, without a provider, and without `monitoring()`
 */
export function useHealth(options: SampleOptions = {}): Snapshot {
  const host = useQueryHost()
  const everyMs = everyMsOf('useHealth', options, 1_000)
  return useStore(useMemo(() => snapshotStore<Snapshot>(host, 'monitoring', everyMs), [host, everyMs]))
}
