import type { EntryFailure, OutboxEntry } from './entry.ts'
import type { OutboxStore } from './store.ts'

/** An answer that the server will repeat however often it is asked, such as 409 or 422. */
export interface Conflict {
  readonly entry: OutboxEntry
  readonly status: number
  readonly headers: Headers
  /** The body: JSON as data, anything else as text. */
  readonly data: unknown
}

/**
 * What shall become of a refused entry: `dead` keeps it aside, `drop` forgets it, `retry` sends it again with the same key
 * (a 409 that says the first try is still under way), and a body sends a changed write under a new key.
 */
export type Resolution = 'dead' | 'drop' | 'retry' | { readonly body: unknown }

/** How an outbox works. */
export interface OutboxOptions {
  /** @defaultValue memory, which does not survive the program */
  readonly store?: OutboxStore | undefined
  /** Tabs and programs with the same name and store take turns. @defaultValue the client's origin */
  readonly name?: string | undefined
  /** @defaultValue 1_000 */
  readonly maxEntries?: number | undefined
  /** Of bodies. @defaultValue 10 MiB */
  readonly maxBytes?: number | undefined
  /** The longest first wait after a failure; each further one may be twice as long. @defaultValue 1_000 */
  readonly baseMs?: number | undefined
  /** The longest wait of all. @defaultValue 300_000 */
  readonly maxMs?: number | undefined
  /** An entry that was tried this often without an answer is set aside. @defaultValue Infinity */
  readonly maxAttempts?: number | undefined
  /** How long a program that stopped answering keeps an entry, where there are no locks to tell. @defaultValue 60_000 */
  readonly leaseMs?: number | undefined
  /** Decides about entries that the server refuses (4xx). @defaultValue `'dead'` for all */
  readonly resolve?: ((conflict: Conflict) => Resolution | Promise<Resolution>) | undefined
  /** What becomes of the writes of a user whose session ends. @defaultValue `'keep'`: they wait for the same user */
  readonly onSessionEnd?: 'keep' | 'discard' | ((entries: readonly OutboxEntry[]) => 'keep' | 'discard') | undefined
}

/** What is said about one write. */
export interface SendOptions {
  /** How long to wait for the answer before the receipt is answered instead. @defaultValue 5_000 */
  readonly waitMs?: number | undefined
  /** Entries of a lane keep their order. @defaultValue the path template */
  readonly lane?: string | undefined
  /** Writes of the same name (and lane) that still wait are replaced by this one, or merged with it by `combine`. */
  readonly merge?: string | undefined
  /** Makes one JSON body of the waiting one's and this one's. @defaultValue this one's alone */
  readonly combine?: ((waiting: unknown, now: unknown) => unknown) | undefined
  /** The key, where the program has one already. @defaultValue a fresh UUID */
  readonly idempotencyKey?: string | undefined
  /** Ends the wait; the write stays in line. */
  readonly signal?: AbortSignal | undefined
}

/** An entry as a person may see it: no URL, no headers, no body. */
export type EntrySummary = Pick<
  OutboxEntry,
  'id' | 'lane' | 'method' | 'template' | 'createdAt' | 'state' | 'attempts' | 'notBefore'
> & { readonly failure: EntryFailure | undefined }
