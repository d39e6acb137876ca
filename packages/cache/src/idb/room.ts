import { placeOf } from './meta.ts'
import type { Books, Meta, Writing } from './schema.ts'

/** How much a store holds. */
export interface Bounds {
  readonly maxBytes: number
  readonly maxEntries: number
}

/** Read at once: enough for most entries to make room, and little to read. */
const BATCH = 16

/** Removes an entry and takes it off the books. */
export async function remove(transaction: Writing, books: Books, meta: Meta): Promise<void> {
  books.entries = Math.max(0, books.entries - 1)
  // A record that was written by somebody else may say anything.
  books.bytes = Math.max(0, books.bytes - (meta.cost > 0 ? meta.cost : 0))
  const place = placeOf(meta)
  await Promise.all([transaction.objectStore('entries').delete(place), transaction.objectStore('bodies').delete(place)])
}

/** Removes the least recently used until the rest is within the bounds. */
export async function makeRoom(transaction: Writing, books: Books, bounds: Bounds): Promise<void> {
  const isOver = (): boolean => books.bytes > bounds.maxBytes || books.entries > bounds.maxEntries
  const byUse = transaction.objectStore('entries').index('usedAt')
  while (isOver()) {
    const oldest = await byUse.getAll(undefined, BATCH)
    if (oldest.length === 0) return clear(transaction, books)
    const removals: Promise<void>[] = []
    for (const meta of oldest) {
      if (!isOver()) break
      removals.push(remove(transaction, books, meta))
    }
    await Promise.all(removals)
  }
}

/** Removes all entries, also those that no index knows. */
export async function clear(transaction: Writing, books: Books): Promise<void> {
  books.entries = 0
  books.bytes = 0
  books.leaving = 0
  await Promise.all([transaction.objectStore('entries').clear(), transaction.objectStore('bodies').clear()])
}
