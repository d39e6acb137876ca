import { sessionEnded } from '@fairlead/core'
import { type Mutation, type QueryClient, focusManager, onlineManager } from '@tanstack/query-core'
import { attempt } from './attempt.ts'
import type { MutationKeyOf } from './key.ts'
import { factsOf, isPending } from './mutation-facts.ts'
import { scopeIn } from './persist/ownership.ts'
import type { QueryHost } from './query-host.ts'
import { identityNow } from './session.ts'

/** The mutations of a client in a QueryClient, as sessions come and go. */
export interface SessionMutations {
  /** Another user, or nobody, is there: what the one before did is neither shown nor sent. */
  moveTo(identity: string | null): void
  close(): void
}

/** Makes what gives mutations to those who begin them, and ends those of a session. */
export function watchSessionMutations(
  { api, client, endpoints }: QueryHost,
  queryClient: QueryClient,
  isConnected: () => boolean,
): SessionMutations {
  const cache = queryClient.getMutationCache()
  const facts = factsOf(cache)
  /** Those that somebody waits for. What waits for the network settles when it returns, if it is told to. */
  const leaving = new Set<Mutation>()
  let release = (): void => {}

  function end(mutation: Mutation): void {
    const { state, options } = mutation
    const [, path] = options.mutationKey as MutationKeyOf
    const { method = '', path: template = path.join('.') } = endpoints.at(path) ?? {}
    facts.end(mutation)
    for (const observer of facts.observersOf(mutation)) attempt(() => observer.reset())
    cache.remove(mutation)
    if (!isPending(mutation) || facts.isResting(mutation)) return
    // Should it be taken up again after all, even for the same user.
    const refused = { mutationFn: () => Promise.reject(sessionEnded({ method, template })), retry: false }
    // What waits ends when somebody else is there; what its page did with that is no more.
    const { onError: _onError, onSettled: _onSettled, ...rest } = options
    mutation.setOptions({ ...(state.isPaused ? rest : options), ...refused })
    leaving.add(mutation)
  }

  function settle(): void {
    for (const mutation of leaving) void mutation.continue().then(forget, forget)
    function forget(): void {
      for (const each of leaving) if (!isPending(each)) leaving.delete(each)
      if (leaving.size === 0) release()
    }
  }

  function follow(): void {
    release()
    if (leaving.size === 0) return
    const ends = [onlineManager.subscribe(settle), focusManager.subscribe(settle)]
    release = () => {
      for (const each of ends) each()
    }
    settle()
  }

  /** The key of what is named for somebody else; undefined for all other. Nobody renders a button anew because a user has come. */
  function ownKey(key: unknown): MutationKeyOf | undefined {
    const scope = isConnected() ? scopeIn(api, key) : undefined
    const session = identityNow(client.session)
    if (!scope || scope.session === undefined || session === null || scope.session === session) return undefined
    return [{ api, session }, (key as MutationKeyOf)[1]]
  }

  const stop = cache.subscribe((event) => {
    const { type, mutation } = event
    // One that somebody presses again has another mutation, which is added first.
    if (type !== 'added' && type !== 'observerAdded') return
    if (mutation?.state.status !== 'idle') return
    const { options } = type === 'added' ? mutation : event.observer
    const mutationKey = ownKey(options.mutationKey)
    // In place: an observer whose key is set anew forgets the mutation that it shows.
    if (mutationKey) options.mutationKey = mutationKey
  })

  return {
    moveTo(identity) {
      for (const mutation of cache.getAll()) {
        const scope = scopeIn(api, mutation.options.mutationKey)
        if (!scope || scope.session === undefined || scope.session === identity) continue
        // Whoever is there now has begun it.
        if (scope.session === null) {
          const [, path] = mutation.options.mutationKey as MutationKeyOf
          mutation.setOptions({ ...mutation.options, mutationKey: [{ api, session: identity }, path] })
        } else end(mutation)
      }
      follow()
    },
    close() {
      stop()
      release()
    },
  }
}
