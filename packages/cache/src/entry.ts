/** One stored answer: what a store keeps under a key, of which a key may have several. */
export interface Entry {
  /** The shape of this record. A store that finds another one has nothing. */
  readonly version: 1
  /** What it is stored under, so that a store which mixes its keys up is found out. */
  readonly key: string
  /** Tells the answers under one key apart: the values of the request fields that Vary names. */
  readonly variant: string
  /** Request fields that Vary names, lower case, with their values in a form that can be compared; null: not sent. */
  readonly vary: readonly (readonly [name: string, value: string | null])[]
  /** The final URL, after redirects. */
  readonly url: string
  readonly status: number
  readonly statusText: string
  /** Lower-case names in the order in which they came; a name may be there more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Milliseconds since the Unix epoch at which the request was sent (RFC 9111 section 4.2.3). */
  readonly requestedAt: number
  /** Milliseconds since the Unix epoch at which the answer's header arrived. */
  readonly receivedAt: number
  /** What invalidates it: its URL, its identity, its tags, its groups, as {@link CacheStore.invalidate} gets them. */
  readonly names: readonly string[]
  /** Milliseconds that it is fresh, where the answer does not say so itself. */
  readonly ttlMs?: number | undefined
  /** Milliseconds that it may be shown after that while it is fetched anew, where the answer does not say so itself. */
  readonly staleMs?: number | undefined
  /** The decoded body; null where there is none. */
  readonly body: Uint8Array<ArrayBuffer> | null
}
