import type { AuthState } from '@fairlead/auth'
import { useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** Where the session stands. */
export function useSession(): AuthState {
  const { client } = useControlRoom()
  return useSyncExternalStore(client.auth.subscribe, () => client.auth.state)
}

/** The name of whoever is on watch, if somebody is. */
export function nameOf(state: AuthState): string | undefined {
  const { profile } = state as { profile?: { readonly name?: unknown } }
  return typeof profile?.name === 'string' ? profile.name : undefined
}
