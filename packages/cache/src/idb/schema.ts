import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb'
import type { Entry } from '../entry.ts'
import type { StoreChange } from '../store.ts'

/** The version of the database. Another shape of a record has a version of its own, and is as good as not there. */
export const DATABASE_VERSION = 1

/** What is known of an entry without its body, which only who wants it reads. */
export interface Meta extends Omit<Entry, 'body'> {
  /** null where there is no body. */
  readonly bodyBytes: number | null
  /** The epoch at which it was asked for. */
  readonly epoch: number
  /** Bytes that it counts for. */
  readonly cost: number
  /** Milliseconds since the Unix epoch, not exact: a use soon after another one is not written. */
  readonly usedAt: number
}

/** Where an entry is. */
export type Place = [key: string, variant: string]

/** When a name was invalidated last, in either way; 0: never. */
export interface Change {
  readonly stale: number
  readonly gone: number
  /** The later of both. */
  readonly at: number
}

/** What is kept once: the clock, and what all entries and names come to. */
export interface Books {
  readonly version: 1
  epoch: number
  /** What was asked for before this epoch counts as gone: it is not known any more what happened to it. */
  floor: number
  /** The epoch at which entries were last gone that are still on the disk; 0: there are none. */
  leaving: number
  names: number
  entries: number
  bytes: number
}

/** Invalidations that somebody has begun to write down. They are in force, and whoever finds them writes them down. */
export interface Note {
  /** Who has begun, and has one note at most. */
  readonly id: string
  readonly changes: readonly StoreChange[]
}

/** What the database holds. */
export interface Schema extends DBSchema {
  entries: { key: Place; value: Meta; indexes: { names: string; usedAt: number } }
  bodies: { key: Place; value: Uint8Array<ArrayBuffer> }
  names: { key: string; value: Change; indexes: { at: number } }
  books: { key: string; value: Books | Note }
}

/** All stores: every judgement sees the clock, the names and the entries at one moment. */
export const STORES = ['entries', 'bodies', 'names', 'books'] as const

export type Connection = IDBPDatabase<Schema>
export type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>
export type Reading = IDBPTransaction<Schema, typeof STORES, 'readonly' | 'readwrite'>

/** Makes the stores of a new database. */
export function createStores(connection: Connection): void {
  const entries = connection.createObjectStore('entries', { keyPath: ['key', 'variant'] })
  entries.createIndex('names', 'names', { multiEntry: true })
  entries.createIndex('usedAt', 'usedAt')
  connection.createObjectStore('bodies')
  connection.createObjectStore('names').createIndex('at', 'at')
  connection.createObjectStore('books')
}
