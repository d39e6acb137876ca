import type { CacheStore } from './store.ts'

/** How a call uses the cache, in the words of Fetch. @see {@link https://fetch.spec.whatwg.org/#concept-request-cache-mode} */
export type CacheMode = 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached'

/** What one call, or each call of an endpoint, says about caching. */
export interface CallCacheOptions {
  /**
   * `no-store` looks up and stores nothing, `reload` fetches and stores, `no-cache` asks the server before it answers from
   * the store, `force-cache` takes what is there however old, `only-if-cached` answers 504 rather than ask. @defaultValue
   * that of `init.cache`, else `'default'`
   */
  readonly mode?: CacheMode | undefined
  /** Milliseconds that an answer is fresh whose server says nothing about it. @defaultValue the plugin's */
  readonly ttlMs?: number | undefined
  /** Milliseconds after that in which it may be shown while it is fetched anew. @defaultValue the plugin's */
  readonly staleMs?: number | undefined
  /** Tags of the answer, beside those of the endpoint. */
  readonly tags?: readonly string[] | undefined
}

/** How much the memory tier holds. */
export interface MemoryOptions {
  /** Bytes of all entries together, their headers and decoded values included as an estimate. @defaultValue 33_554_432 */
  readonly maxBytes?: number
  /** @defaultValue 5_000 */
  readonly maxEntries?: number
  /** Bytes of one entry's body; a larger one is not stored. @defaultValue 4_194_304 */
  readonly maxEntryBytes?: number
}

/** How a client's cache works. */
export interface CacheOptions {
  /**
   * Whose cache it is (RFC 9111 section 1): `private` is one program's on behalf of its users, whose answers are kept
   * apart by identity; `shared` keeps only what every user may see. @defaultValue `'private'`
   */
  readonly type?: 'private' | 'shared'
  readonly memory?: MemoryOptions
  /** A second tier that outlives the page or is shared by processes, for example `idbStore()`. */
  readonly store?: CacheStore
  /** Milliseconds that a success is fresh whose server says nothing about it. @defaultValue none */
  readonly ttlMs?: number
  /** Milliseconds after that in which it may be shown while it is fetched anew. @defaultValue none */
  readonly staleMs?: number
  /**
   * Whether an answer with `Last-Modified` and without freshness is taken as fresh for a tenth of its age, a day at most
   * (RFC 9111 section 4.2.2). @defaultValue true
   */
  readonly heuristic?: boolean
  /** Fields that a shared cache obeys before Cache-Control, first match first (RFC 9213). @defaultValue `['cdn-cache-control']` */
  readonly targets?: readonly string[]
  /** The longest wait for the second tier, in milliseconds. @defaultValue 50 */
  readonly storeDeadlineMs?: number
  /**
   * Whether a JSON answer from the store keeps its decoded and validated value, deeply frozen, for all who ask.
   * @defaultValue true
   */
  readonly decoded?: boolean
  /** Keeps an edge runtime alive until work that nobody waits for is done. @defaultValue nothing is kept alive */
  readonly waitUntil?: (work: Promise<unknown>) => void
}
