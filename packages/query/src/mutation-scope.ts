import type { AnyEndpoint } from '@fairlead/core'
import type { QueryScope } from './key.ts'
import type { QueryHost } from './query-host.ts'
import { identityNow } from './session.ts'

/**
 * Whose a mutation is. One that is made while it is not known who is there is theirs who turn out to be: a key that changed then
 * would make hooks forget the mutation that they show.
 */
export function mutationScope(host: QueryHost, endpoint: AnyEndpoint): QueryScope {
  const scope = host.scope(endpoint)
  if (scope.session !== null) return scope
  const { session } = host.client
  const { signal } = session
  let known: string | null = null
  return {
    api: scope.api,
    get session() {
      // Whoever comes later is not who was waited for.
      if (known === null && session.signal === signal && !signal.aborted) known = identityNow(session)
      return known
    },
  }
}
