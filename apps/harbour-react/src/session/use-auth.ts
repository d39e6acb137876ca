import type { AuthState } from '@fairlead/auth'
import { nameOf } from 'harbour-room/session/session-words'
import { useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** Where the session stands, with whose it is, how long its token is good, and why it has ended. */
export function useAuth(): AuthState {
  const { client } = useControlRoom()
  return useSyncExternalStore(client.auth.subscribe, () => client.auth.state)
}

/** The name of whoever is on watch, if somebody is. */
export function useOfficer(): string | undefined {
  return nameOf(useAuth())
}
