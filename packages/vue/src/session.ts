import { type SessionView, sessionStore } from '@fairlead/query'
import type { ShallowRef } from 'vue'
import { fromStore } from './from-store.ts'
import { useQueryHost } from './plugin.ts'

/**
 * Who is signed in.
 *
 * @throws `config` without the plugin
 *
 * @example
 * ```ts
 * const session = useSession()
 * const greeting = computed(() => (session.value.state === 'authenticated' ? 'Welcome' : 'Please sign in'))
 * ```
 */
export function useSession(): Readonly<ShallowRef<SessionView>> {
  return fromStore(sessionStore(useQueryHost()))
}
