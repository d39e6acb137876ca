import type { AuthState } from '@fairlead/auth'
import { useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** Where the session stands. */
export function useSession(): AuthState {
  const { client } = useControlRoom()
  return useSyncExternalStore(client.auth.subscribe, () => client.auth.state)
}
