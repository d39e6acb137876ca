import { type Mutation, type QueryClient, onlineManager } from '@tanstack/query-core'
import { type AnyEndpoint, FairleadError, abortable } from '@fairlead/core'
import type { MutationKeyOf } from '../key.ts'
import { isRepeatable, keepKey, keptKey, wantedKey } from './idempotency.ts'
import { factsOf } from '../mutation-facts.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { mayKeep, scopeIn } from './ownership.ts'

/** Goes on with mutations that were taken up from a store. */
export interface Restored {
  /** From now on they are sent. The answer ends that. */
  begin(): () => void
  close(): void
}

/**
 * Gives each mutation the key that makes it repeatable, where its endpoint wants one, before it begins; and goes on with those that
 * come from a store: what waited, and what was under way where repeating it is safe. What is not ends with an error that says so.
 */
export function watchMutations(host: QueryHost, queryClient: QueryClient, isConnected: () => boolean): Restored {
  const { api, client, endpoints, runtime } = host
  const cache = queryClient.getMutationCache()
  const facts = factsOf(cache)
  const waiting = new Set<Mutation>()
  let begun: AbortController | undefined

  function look(mutation: Mutation): void {
    const { mutationKey } = mutation.options
    if (!isConnected() || !scopeIn(api, mutationKey)) return
    const endpoint = endpoints.at((mutationKey as MutationKeyOf)[1])
    const { status } = mutation.state
    // TanStack Query has one state for what begins now, and another for what was begun elsewhere.
    if (status === 'idle') keepKey(mutation, wantedKey(mutation, endpoint, runtime.randomUUID))
    else if (status === 'pending' && facts.isResting(mutation)) {
      keepKey(mutation, keptKey(mutation.state))
      waiting.add(mutation)
      goOn()
    }
  }

  function goOn(): void {
    if (!begun || waiting.size === 0) return
    abortable(client.session.ready, begun.signal).then(work, () => {})
  }

  function work(): void {
    const identity = identityNow(client.session)
    for (const mutation of waiting) {
      waiting.delete(mutation)
      // Somebody was faster, or it was taken away.
      if (!cache.getAll().includes(mutation) || mutation.state.status !== 'pending') continue
      const [scope, path] = mutation.options.mutationKey as MutationKeyOf
      if (identity === null || !mayKeep(scope, identity)) cache.remove(mutation)
      else resume(mutation, endpoints.at(path))
    }
  }

  function resume(mutation: Mutation, endpoint: AnyEndpoint | undefined): void {
    const isSafe = mutation.state.isPaused || (endpoint && isRepeatable(mutation, endpoint))
    if (!isSafe) {
      const error = interrupted(endpoint)
      const { retry: _retry, ...options } = mutation.options
      mutation.setOptions({ ...options, networkMode: 'always', mutationFn: () => Promise.reject(error) })
    } else if (!onlineManager.isOnline()) {
      // As one that waits for the network, which it does.
      mutation.state = { ...mutation.state, isPaused: true }
      return
    }
    mutation.continue().catch(() => {})
  }

  for (const mutation of cache.getAll()) {
    if (!mutation.options.mutationFn && scopeIn(api, mutation.options.mutationKey)) {
      const { _defaulted, ...options } = mutation.options
      mutation.setOptions(queryClient.defaultMutationOptions(options))
    }
    look(mutation)
  }
  const close = cache.subscribe((event) => {
    if (event.type === 'added') look(event.mutation)
  })
  return {
    close,
    begin() {
      const own = new AbortController()
      begun = own
      goOn()
      return () => {
        own.abort()
        if (begun === own) begun = undefined
      }
    },
  }
}

function interrupted(endpoint: AnyEndpoint | undefined): FairleadError {
  return new FairleadError(
    'rejected',
    endpoint && { method: endpoint.method, template: endpoint.path },
    'it was under way when the page ended and is not safe to repeat; whether the server has done it is not known',
    { reason: 'interrupted' },
  )
}
