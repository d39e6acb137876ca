import type { OutboxEntry } from './entry.ts'

/** How much a store may hold. */
export interface OutboxBounds {
  readonly maxEntries: number
  /** Of bodies. */
  readonly maxBytes: number
}

/**
 * Keeps the entries of an outbox. What a promise has answered survives the program. Several programs or tabs may use one
 * store at the same time: each member is one transaction.
 */
export interface OutboxStore {
  /**
   * Whether programs use it at the same time that share no locks (Web Locks reach all tabs of an origin). An entry that
   * another one is sending is then left to it until its lease has run out. @defaultValue false
   */
  readonly isShared?: boolean
  /**
   * Stores an entry at the end of the line and answers it with its place; undefined, and nothing stored, if it is full. An
   * entry whose id is there is answered as it is stored: asking again after a failure stores nothing twice.
   */
  add(entry: OutboxEntry, bounds: OutboxBounds): Promise<OutboxEntry | undefined>
  /**
   * Reads, changes and writes one entry. `change` answers the entry as it shall be, null to delete it, or the same entry
   * to leave it as it is; it runs inside the transaction, at once, possibly more than once. Answers what is stored after:
   * undefined if there is none.
   */
  update(id: string, change: (entry: OutboxEntry) => OutboxEntry | null): Promise<OutboxEntry | undefined>
  /** All entries, first come first. */
  list(): Promise<readonly OutboxEntry[]>
  close?(): void | Promise<void>
}
