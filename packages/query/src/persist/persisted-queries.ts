import type { DehydrateOptions, DehydratedState } from '@tanstack/query-core'
import { hostOfQueries } from '../create-queries.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { dehydrationOf } from './dehydrate.ts'
import { askOtherPages } from './other-pages.ts'
import { mayKeep, scopeIn } from './ownership.ts'

/** What is stored of a QueryClient, as TanStack Query's persisters have it. */
export interface StoredClient {
  readonly timestamp: number
  readonly buster: string
  readonly clientState: DehydratedState
}

/** A persister of TanStack Query. */
export interface QueryPersister {
  persistClient(client: { timestamp: number; buster: string; clientState: DehydratedState }): void | PromiseLike<void>
  restoreClient():
    | { timestamp: number; buster: string; clientState: DehydratedState }
    | undefined
    | PromiseLike<{ timestamp: number; buster: string; clientState: DehydratedState } | undefined>
  removeClient(): void | PromiseLike<void>
}

/** Options for `persistQueryClient` and `PersistQueryClientProvider`. */
export interface PersistedQueries {
  persister: {
    persistClient(client: StoredClient): void | PromiseLike<void>
    restoreClient(): Promise<{ timestamp: number; buster: string; clientState: DehydratedState } | undefined>
    removeClient(): void | PromiseLike<void>
  }
  dehydrateOptions: DehydrateOptions
}

/** What is stored by another version is nobody's: it is asked for anew. */
const FORMAT = 1

type Marked = StoredClient & { readonly fairlead?: unknown }

/**
 * Keeps queries and unfinished mutations in a persister of TanStack Query, so that they are right after a reload: errors are errors,
 * what another user left is neither shown nor kept, writes go on. The end of a session takes what belongs to it out of the store.
 * The same for the same persister, so that it may be called while rendering.
 *
 * @throws `config` for what `createQueries` did not make
 *
 * @example
 * ```ts
 * persistQueryClient({ queryClient, buster: '7', ...persistedQueries(q, persister) })
 * ```
 */
export function persistedQueries(queries: object, persister: QueryPersister): PersistedQueries {
  const host = hostOfQueries(queries)
  const made = host.persisted.get(persister) ?? persisted(host, persister)
  host.persisted.set(persister, made)
  return made
}

function persisted(host: QueryHost, persister: QueryPersister): PersistedQueries {
  const { api, client } = host
  const dehydration = dehydrationOf(host)
  let stored: Marked | undefined

  /** What may be kept of it; the same object where that is all. */
  function own(kept: Marked, identity: string | null): Marked {
    const isOwn = (key: unknown): boolean => {
      const scope = scopeIn(api, key)
      return !scope || mayKeep(scope, identity)
    }
    const before = kept.clientState
    const queries = before.queries.filter(({ queryKey }) => isOwn(queryKey))
    const mutations = before.mutations.filter(({ mutationKey }) => isOwn(mutationKey))
    const isAll = queries.length === before.queries.length && mutations.length === before.mutations.length
    return isAll ? kept : { ...kept, clientState: { queries, mutations } }
  }

  async function wipe(left: Marked): Promise<void> {
    // First, because a persister that writes from time to time must not write the old state after it has been removed.
    await persister.persistClient(left)
    await persister.removeClient()
    await persister.persistClient(left)
  }

  function keepFor(identity: string | null): void {
    if (!stored) return
    const left = own(stored, identity)
    if (left === stored) return
    stored = left
    wipe(left).catch((error: unknown) => console.error(error))
  }
  let known = identityNow(client.session)
  host.stores.add((identity) => {
    // A session has ended, and it is not known yet who comes.
    keepFor(known !== null && identity === null ? '' : identity)
    known = identity
  })

  return {
    persister: {
      persistClient(asked) {
        const { clientState, ...facts } = asked
        stored = own(
          { ...facts, clientState: dehydration.plain(clientState), fairlead: FORMAT },
          identityNow(client.session),
        )
        return persister.persistClient(stored)
      },
      async restoreClient() {
        askOtherPages(host)
        const found: Marked | undefined = await persister.restoreClient()
        if (!found) return undefined
        if (found.fairlead !== FORMAT || !isState(found.clientState)) {
          await persister.removeClient()
          return undefined
        }
        const left = own(found, identityNow(client.session))
        stored = left
        if (left !== found) await wipe(left)
        return left
      },
      removeClient() {
        stored = undefined
        return persister.removeClient()
      },
    },
    dehydrateOptions: dehydration.options,
  }
}

function isState(state: unknown): state is DehydratedState {
  const { queries, mutations } = (state ?? {}) as Partial<DehydratedState>
  return Array.isArray(queries) && queries.every(isEntry) && Array.isArray(mutations) && mutations.every(isEntry)
}

function isEntry(entry: unknown): boolean {
  return typeof (entry as { readonly state?: unknown } | null)?.state === 'object'
}
