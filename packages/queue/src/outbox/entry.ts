import type { HeaderFields } from '@fairlead/core'

/** Where an entry is on its way: `dead` ones are kept for a person to look at and hold up nobody. */
export type EntryState = 'pending' | 'sending' | 'dead'

/** What the last try came to. */
export interface EntryFailure {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly status?: number | undefined
  /** The error's kind, where there was no answer. */
  readonly kind?: string | undefined
}

/** A write as it is stored: plain data that survives the program. */
export interface OutboxEntry {
  readonly id: string
  /** Its place in line, given by the store: a later entry has a larger one. */
  readonly seq: number
  /** Entries of a lane go out one after the other, in their order; lanes do not wait for each other. */
  readonly lane: string
  /** Whose write it is: sent for this identity only. Empty for a public one. */
  readonly identity: string
  readonly method: string
  /** The path template: shown in messages, where the URL is not. */
  readonly template: string
  readonly url: string
  /** Without credentials, which are those of the moment it is sent. */
  readonly headers: HeaderFields
  readonly body: Uint8Array<ArrayBuffer> | undefined
  /** The Idempotency-Key it is sent with, every time (draft-ietf-httpapi-idempotency-key-header). */
  readonly key: string
  /** As its caller gave them, so that its effects can be told when that caller is gone; absent where JSON cannot write them. */
  readonly input?: { readonly params?: unknown; readonly query?: unknown } | undefined
  /** What its success changes, as far as the contract could tell without the answer. */
  readonly tags: readonly string[]
  /** A pending entry with the same one is replaced or merged with. */
  readonly merge: string | undefined
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number
  readonly state: EntryState
  readonly attempts: number
  /** Not sent before; milliseconds since the Unix epoch. */
  readonly notBefore: number
  /** Who sends it, and until when nobody else may think they gave it up. */
  readonly lease: { readonly owner: string; readonly until: number } | undefined
  readonly failure: EntryFailure | undefined
}
