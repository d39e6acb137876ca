import { platformRuntime } from '@fairlead/core'
import type { StoreChange } from '../store.ts'
import type { Books, Note, Reading, Writing } from './schema.ts'

/**
 * The books of a database without entries. Its clock begins at the time of day: a database that was deleted under its users
 * begins later than the one before, so that what was asked for then is not taken for something of now.
 */
export function newBooks(lastEpoch: number): Books {
  const epoch = Math.max(platformRuntime.now(), lastEpoch + 1)
  return { version: 1, epoch, floor: epoch, leaving: 0, names: 0, entries: 0, bytes: 0 }
}

/** The books; undefined where they cannot be read. */
export async function readBooks(transaction: Reading): Promise<Books | undefined> {
  const books: unknown = await transaction.objectStore('books').get('books')
  return isBooks(books) ? books : undefined
}

/** The books and all notes, in one request; undefined where one cannot be read. */
export async function readLedger(
  transaction: Reading,
): Promise<{ readonly books: Books; readonly notes: readonly Note[] } | undefined> {
  const records: readonly unknown[] = await transaction.objectStore('books').getAll()
  const books = records.find(isBooks)
  const notes = records.filter(isNote)
  return books && notes.length === records.length - 1 ? { books, notes } : undefined
}

function isNote(value: unknown): value is Note {
  const { id, changes } = (value ?? {}) as Partial<Note>
  return typeof id === 'string' && Array.isArray(changes) && changes.every(isStoreChange)
}

function isStoreChange(value: unknown): boolean {
  const { names, mode } = (value ?? {}) as Partial<StoreChange>
  return Array.isArray(names) && (mode === 'stale' || mode === 'gone')
}

function isBooks(value: unknown): value is Books {
  const { version, epoch, floor, leaving, names, entries, bytes } = (value ?? {}) as Partial<Books>
  return version === 1 && [epoch, floor, leaving, names, entries, bytes].every((each) => Number.isSafeInteger(each))
}

/** Writes the books. */
export async function writeBooks(transaction: Writing, books: Books): Promise<void> {
  await transaction.objectStore('books').put(books, 'books')
}

/** Empties a database whose clock or names cannot be read: nobody knows what of its entries is gone. */
export async function startAnew(transaction: Writing, lastEpoch: number): Promise<Books> {
  const books = newBooks(lastEpoch)
  await Promise.all([
    transaction.objectStore('entries').clear(),
    transaction.objectStore('bodies').clear(),
    transaction.objectStore('names').clear(),
    transaction.objectStore('books').clear(),
    writeBooks(transaction, books),
  ])
  return books
}
