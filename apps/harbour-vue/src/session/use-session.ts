import type { AuthState } from '@fairlead/auth'
import { nameOf } from 'harbour-room/session/session-words'
import { type ComputedRef, computed } from 'vue'
import { useControlRoom } from '../harbour/context.ts'
import { useStore } from '../harbour/use-store.ts'

/** Where the session stands. */
export function useSession(): ComputedRef<AuthState> {
  const { client } = useControlRoom()
  return useStore(client.auth.subscribe, () => client.auth.state)
}

/** The name of whoever is on watch, if somebody is. */
export function useOfficer(): ComputedRef<string | undefined> {
  const session = useSession()
  return computed(() => nameOf(session.value))
}
