import { type Broadcast, type EndpointInput, type Locks, platformBroadcast, platformLocks } from '@fairlead/core'
import {
  type Mutation,
  type MutationCacheNotifyEvent,
  type QueryClient,
  environmentManager,
  hydrate,
} from '@tanstack/query-core'
import { attempt } from '../attempt.ts'
import type { MutationKeyOf } from '../key.ts'
import { factsOf, isPending } from '../mutation-facts.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import { mayKeep, scopeIn } from './ownership.ts'
import { type DehydratedMutation, dehydrateMutation } from './plain-mutation.ts'
import { writeIdOf } from './write-id.ts'

/** What pages of an origin share beside the store. */
export interface Shared {
  readonly locks: Locks
  readonly broadcast: Broadcast
}

/** Which page sends a write that several have in their stores. */
export interface OtherPages {
  /** Waits until no other page has a write that was taken up from a store: it has died, or has not begun. */
  claim(mutation: Mutation): Promise<void>
  close(): void
}

/** What pages tell each other: `ask` for what they know of one write, or of all. */
interface Message {
  readonly ask?: unknown
  readonly writeId?: unknown
  readonly is?: unknown
  readonly kept?: unknown
}

interface Claim {
  readonly mutation: Mutation
  /** No other page has it, or this one needs it no more. */
  readonly turn: Promise<void>
  isOurs: boolean
  end?: 'done' | 'gone'
  timer?: unknown
  release(): void
}

/**
 * How long a page keeps a write to itself that has ended: until others have heard of it, and the store has. Whoever finds an older state in
 * the store meanwhile asks, and is told.
 */
const HEARD_MS = 10_000

/** How long a write is under way before others are told, in whose stored state it else would be missing. Most have an answer by then. */
const SLOW_MS = 1_000

/** Locks and messages of the pages of an origin; undefined where there is nobody to share with, or no way to. */
export function sharedBy({ locks, broadcast }: QueryHost['runtime']): Shared | undefined {
  // The requests of a server are no pages.
  const isPage = !environmentManager.isServer()
  const own = locks ?? (isPage && 'locks' in navigator ? platformLocks() : undefined)
  const told = broadcast ?? (isPage ? platformBroadcast() : undefined)
  return own && told && { locks: own, broadcast: told }
}

const channelOf = (api: string): string => `fairlead:writes:${api}`

/** Asks the other pages for all that is under way there: this one stores from now on, and would write over what it does not know. */
export function askOtherPages({ api, runtime }: QueryHost): void {
  const shared = sharedBy(runtime)
  if (!shared) return
  attempt(() => {
    const channel = shared.broadcast(channelOf(api), () => {})
    channel.post({ ask: 'all' } satisfies Message)
    channel.close()
  })
}

/**
 * Has one page send a write: the one that began it, as long as it lives, then one of those that have taken it up. What waits for the
 * network, or is under way for a while, is told to the others, whose stored state else would be without it.
 *
 * @param ended - a write has ended in another page
 */
export function openPages(
  host: QueryHost,
  queryClient: QueryClient,
  { locks, broadcast }: Shared,
  ended: (mutation: Mutation, isDone: boolean) => void,
): OtherPages {
  const { api, client, endpoints, runtime, stores } = host
  const cache = queryClient.getMutationCache()
  const facts = factsOf(cache)
  const claims = new Map<string, Claim>()
  const channel = broadcast(channelOf(api), hear)

  function post(message: Message): void {
    try {
      channel.post(message)
    } catch {
      // All of it cannot be copied, so nobody has it but from the store.
      const { kept, ...rest } = message
      if (kept) post(rest)
    }
  }

  function claim(mutation: Mutation): Promise<void> {
    const writeId = writeIdOf(mutation)
    if (writeId === undefined) return Promise.resolve()
    const known = claims.get(writeId)
    if (known) return known.turn
    const [turn, over, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), new AbortController()]
    const release = (): void => {
      given.abort()
      over.resolve()
      turn.resolve()
    }
    const made: Claim = { mutation, turn: turn.promise, isOurs: !facts.isResting(mutation), release }
    const take = (): void => {
      made.isOurs = true
      turn.resolve()
    }
    claims.set(writeId, made)
    if (made.isOurs) made.timer = runtime.setTimeout(() => tell(writeId, made), SLOW_MS)
    else post({ ask: writeId })
    locks
      .request(`fairlead:write:${api}:${writeId}`, { signal: given.signal }, () => {
        take()
        return over.promise
      })
      // Where no lock is to be had it is as if nobody else were there.
      .catch(() => given.signal.aborted || take())
    return made.turn
  }

  function tell(writeId: string, { mutation, end }: Claim): void {
    const { isPaused } = mutation.state
    if (end) return post({ writeId, is: end })
    // What is nobody's yet is not stored; header fields may be secret, and stay where they are.
    const isNamed = scopeIn(api, mutation.options.mutationKey)?.session !== null
    const isKept = isNamed && (mutation.state.variables as EndpointInput | undefined)?.headers === undefined
    const kept = isKept ? dehydrateMutation(queryClient, mutation) : undefined
    post({ writeId, is: isPaused ? 'waiting' : 'sent', kept })
  }

  function finish(writeId: string, claimed: Claim, end: 'done' | 'gone'): void {
    if (claimed.end) return
    claimed.end = end
    runtime.clearTimeout(claimed.timer)
    tell(writeId, claimed)
    claimed.timer = runtime.setTimeout(() => drop(writeId, claimed), HEARD_MS)
  }

  function drop(writeId: string, { timer, release }: Claim): void {
    runtime.clearTimeout(timer)
    claims.delete(writeId)
    release()
  }

  function follow(event: MutationCacheNotifyEvent): void {
    const { mutation } = event
    if (!mutation || (event.type !== 'updated' && event.type !== 'removed')) return
    const type = event.type === 'updated' ? event.action.type : 'removed'
    if (type === 'pending') begin(mutation)
    const writeId = writeIdOf(mutation)
    const claimed = claims.get(writeId ?? '')
    if (writeId === undefined || claimed?.mutation !== mutation) return
    // What has not begun here is given up, which is not its end: it may be somebody's who is in another page.
    if (type === 'removed' && facts.isResting(mutation)) drop(writeId, claimed)
    else if (type === 'success') finish(writeId, claimed, 'done')
    else if (type === 'error' || type === 'removed') finish(writeId, claimed, 'gone')
    else if (type === 'continue' || mutation.state.isPaused) tell(writeId, claimed)
  }

  function hear(message: unknown): void {
    const { ask, writeId, is, kept } = (message ?? {}) as Message
    for (const [each, claimed] of claims) if (claimed.isOurs && (ask === 'all' || ask === each)) tell(each, claimed)
    const copy = claims.get(writeId as string)
    const isUnderWay = is === 'waiting' || is === 'sent'
    if (!copy && isUnderWay) takeUp(kept as DehydratedMutation | undefined)
    if (!copy || copy.isOurs) return
    if (is === 'done' || is === 'gone') ended(copy.mutation, is === 'done')
    // As that it is stored, and goes on when this page has it.
    else if (isUnderWay) copy.mutation.state = { ...copy.mutation.state, isPaused: is === 'waiting' }
  }

  /** Takes up what is under way in another page as if it came from the store. */
  function takeUp(kept: DehydratedMutation | undefined): void {
    const scope = scopeIn(api, kept?.mutationKey)
    if (!kept || !scope || stores.size === 0 || !mayKeep(scope, identityNow(client.session))) return
    const [, path] = kept.mutationKey as MutationKeyOf
    if (!Array.isArray(path) || !endpoints.at(path) || writeIdOf(kept) === undefined || !isPending(kept)) return
    hydrate(queryClient, { queries: [], mutations: [kept] })
  }

  function begin(mutation: Mutation): void {
    // Where nothing is stored nobody else can have it.
    if (stores.size > 0 && scopeIn(api, mutation.options.mutationKey)) void claim(mutation)
  }

  for (const mutation of cache.getAll()) if (isPending(mutation) && !facts.isResting(mutation)) begin(mutation)
  const unsubscribe = cache.subscribe(follow)
  post({ ask: 'all' })
  return {
    claim,
    close() {
      unsubscribe()
      for (const [writeId, claimed] of claims) drop(writeId, claimed)
      channel.close()
    },
  }
}
