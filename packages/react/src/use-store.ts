import type { Store } from '@fairlead/query'
import { useSyncExternalStore } from 'react'

/** What a store says now, on a server as well. */
export function useStore<T>({ subscribe, get }: Store<T>): T {
  return useSyncExternalStore(subscribe, get, get)
}
