import { type SessionView, sessionStore } from '@fairlead/query'
import { useQueryHost } from './plugin.ts'
import { type RefsOf, refsOf } from './refs-of.ts'

/**
 * Who is signed in, as the app's client knows it.
 *
 * @throws `config` without the plugin
 *
 * @example
 * ```ts
 * const { state, identity } = useSession()
 * ```
 */
export function useSession(): RefsOf<SessionView> {
  const store = sessionStore(useQueryHost())
  return refsOf(() => store)
}
