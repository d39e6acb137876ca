import { readBooks, writeBooks } from './books.ts'
import type { Database } from './database.ts'
import { makeRoom } from './room.ts'
import { type Connection, STORES } from './schema.ts'
import { writing } from './transaction.ts'

/** Whether the browser has no room. */
export function isQuotaError(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'QuotaExceededError'
}

/** Gives back half of what is used; all of it where there is no room for the books of the other half. */
export async function giveBack(database: Database, signal: AbortSignal | undefined): Promise<void> {
  try {
    await database.use(halve, signal)
  } catch (error) {
    if (!isQuotaError(error)) throw error
    await database.use(empty, signal)
  }
}

function halve(connection: Connection): Promise<void> {
  return writing(connection, 'relaxed', async (transaction) => {
    const books = await readBooks(transaction)
    if (!books) return
    await makeRoom(transaction, books, { maxBytes: books.bytes / 2, maxEntries: books.entries / 2 })
    await writeBooks(transaction, books)
  })
}

/** Removes everything, and writes nothing: it needs no room. Whoever finds no books starts anew. */
export function empty(connection: Connection): Promise<void> {
  return writing(connection, 'strict', async (transaction) => {
    await Promise.all(STORES.map((name) => transaction.objectStore(name).clear()))
  })
}
