import { type Mutation, type QueryClient, onlineManager } from '@tanstack/query-core'
import { type AnyEndpoint, type EndpointInput, FairleadError, abortable } from '@fairlead/core'
import { attempt } from '../attempt.ts'
import type { MutationKeyOf } from '../key.ts'
import { holdBack } from './hold-back.ts'
import { isRepeatable, keepKey, keptKey, wantedKey } from './idempotency.ts'
import { factsOf } from '../mutation-facts.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { type OtherPages, openPages, sharedBy } from './other-pages.ts'
import { mayKeep, scopeIn } from './ownership.ts'
import { nameWrite, writeIdOf } from './write-id.ts'

/** Goes on with mutations that were taken up from a store. */
export interface Restored {
  /** From now on they are sent. The answer ends that. */
  begin(): () => void
  close(): void
}

/**
 * Gives each mutation the key that makes it repeatable, where its endpoint wants one, before it begins; and goes on with those that
 * come from a store: what waited, and what was under way where repeating it is safe. What is not ends with an error that says so.
 *
 * @param done - another page has done a write that this one has a copy of
 */
export function watchMutations(
  host: QueryHost,
  queryClient: QueryClient,
  isConnected: () => boolean,
  done: (endpoint: AnyEndpoint, input: EndpointInput | undefined) => void,
): Restored {
  const { api, client, endpoints, runtime } = host
  const cache = queryClient.getMutationCache()
  const facts = factsOf(cache)
  const shared = sharedBy(runtime)
  /** Taken up from a store, and not begun. */
  const waiting = new Map<Mutation, (() => void) | undefined>()
  /** Those of them that no other page has. */
  const ours = new Set<Mutation>()
  let pages: OtherPages | undefined
  let begun: AbortController | undefined

  function look(mutation: Mutation): void {
    const { mutationKey } = mutation.options
    if (!isConnected() || !scopeIn(api, mutationKey)) return
    const endpoint = endpoints.at((mutationKey as MutationKeyOf)[1])
    // TanStack Query has one state for what begins now, and another for what was begun elsewhere.
    if (mutation.state.status === 'idle') {
      keepKey(mutation, wantedKey(mutation, endpoint, runtime.randomUUID))
      nameWrite(mutation, runtime.randomUUID())
    } else if (facts.isResting(mutation)) takeUp(mutation)
  }

  function takeUp(mutation: Mutation): void {
    keepKey(mutation, keptKey(mutation.state))
    const writeId = writeIdOf(mutation)
    const isHere = writeId !== undefined && cache.getAll().find((each) => writeIdOf(each) === writeId) !== mutation
    const mayBeElsewhere = writeId !== undefined && shared !== undefined
    waiting.set(mutation, isHere || mayBeElsewhere ? holdBack(mutation) : undefined)
    // Not at once: others have yet to be told that it has come.
    if (isHere) queueMicrotask(() => cache.remove(mutation))
    else goOn(mutation)
  }

  function goOn(mutation: Mutation): void {
    if (!begun) return
    const { signal } = begun
    const proceed = (): void => {
      ours.add(mutation)
      abortable(client.session.ready, signal).then(work, () => {})
    }
    if (pages) abortable(pages.claim(mutation), signal).then(proceed, () => {})
    else proceed()
  }

  function work(): void {
    const identity = identityNow(client.session)
    for (const mutation of ours) {
      ours.delete(mutation)
      // Somebody was faster, or it was taken away.
      if (!waiting.has(mutation) || !facts.isResting(mutation)) continue
      const [scope, path] = mutation.options.mutationKey as MutationKeyOf
      if (identity === null || !mayKeep(scope, identity)) cache.remove(mutation)
      else resume(mutation, endpoints.at(path))
    }
  }

  function resume(mutation: Mutation, endpoint: AnyEndpoint | undefined): void {
    const isSafe = mutation.state.isPaused || (endpoint && isRepeatable(mutation, endpoint))
    waiting.get(mutation)?.()
    waiting.delete(mutation)
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

  function endedElsewhere(mutation: Mutation, isDone: boolean): void {
    const [, path] = mutation.options.mutationKey as MutationKeyOf
    const endpoint = endpoints.at(path)
    if (isDone && endpoint) done(endpoint, mutation.state.variables as EndpointInput | undefined)
    cache.remove(mutation)
    // What has the same `scope` waited for it.
    cache.runNext(mutation).catch(() => {})
  }

  for (const mutation of cache.getAll()) {
    if (!mutation.options.mutationFn && scopeIn(api, mutation.options.mutationKey)) {
      const { _defaulted, ...options } = mutation.options
      mutation.setOptions(queryClient.defaultMutationOptions(options))
    }
    look(mutation)
  }
  const unsubscribe = cache.subscribe((event) => {
    if (event.type === 'added') look(event.mutation)
    else if (event.type === 'removed') waiting.delete(event.mutation)
  })
  return {
    begin() {
      const own = new AbortController()
      begun = own
      // Without them it is as if there were no other pages.
      attempt(() => (pages = shared && openPages(host, queryClient, shared, endedElsewhere)))
      for (const mutation of waiting.keys()) goOn(mutation)
      return () => {
        own.abort()
        pages?.close()
        pages = undefined
        begun = undefined
      }
    },
    // Whoever tells what is held back to go on now would have it fail, with nobody to send it; so it stays as it is, in the store too.
    close: unsubscribe,
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
