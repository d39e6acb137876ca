import type { Invalidation } from '@fairlead/core'
import type { Entry } from './entry.ts'

/** An entry as a store found it. */
export interface Found {
  readonly entry: Entry
  /** Whether one of its names was invalidated as `stale` after it was asked for. */
  readonly stale: boolean
}

/** What a store has under a key. */
export interface Lookup {
  /** The store's epoch at the moment of the look-up: what is fetched because of it is stored with this number. */
  readonly epoch: number
  /** All variants, without those of which a name was invalidated as `gone`. */
  readonly found: readonly Found[]
}

/** A value at once, or later. */
export type Awaitable<T> = T | PromiseLike<T>

/**
 * A place for answers. It has a clock of its own, the epoch, that every invalidation moves on by one; for each name it
 * knows the epoch of the last invalidation. So whether an answer was asked for before or after a write is a comparison of
 * two numbers, and costs nothing but that.
 *
 * A store may fail, hang or forget whenever it likes: the cache goes to the network. It may not answer with what it was told
 * is gone.
 */
export interface CacheStore {
  /** All that is stored under a key. */
  get(key: string, signal?: AbortSignal): Awaitable<Lookup>
  /**
   * Stores an answer in place of the one with the same key and variant, unless one of its names was invalidated after
   * `epoch`: then it stores nothing and answers false.
   */
  set(entry: Entry, epoch: number, signal?: AbortSignal): Awaitable<boolean>
  /** Removes one variant, or all that is under a key. */
  delete(key: string, variant?: string, signal?: AbortSignal): Awaitable<void>
  /**
   * Makes everything with one of these names stale or gone, now and where it is on its way. The name `*` is that of all
   * entries. What is `gone` is removed as soon as can be, because it may belong to a user who has left.
   */
  invalidate(names: readonly string[], mode: Invalidation, signal?: AbortSignal): Awaitable<void>
  /** Hears of invalidations by others who share the store; `'lost'` where some may have been missed. */
  subscribe?(listener: (change: StoreChange | 'lost') => void): () => void
  /**
   * Resolves when the listeners have heard of all that was invalidated before it was called; at once where they have. Where
   * there is one, an answer in memory is given after it alone, and asked about where it fails.
   */
  sync?(): Awaitable<void>
  /** Waits for the turn to ask the server for what is under a key, of all who share the store. The wait has an end. */
  lease?(key: string, signal?: AbortSignal): Awaitable<Turn>
  /** Lets go of connections. The entries stay. */
  close?(): Awaitable<void>
}

/**
 * What comes of waiting for one's turn. A function: it is one's own, and is given back with whether the answer is stored,
 * without a word where there was none. `look`: another one has had it, so there may be something in the store. `go`: it is
 * worth no more waiting.
 */
export type Turn = ((isStored?: boolean) => void) | 'look' | 'go'

/** An invalidation by somebody else. */
export interface StoreChange {
  readonly names: readonly string[]
  readonly mode: Invalidation
}
