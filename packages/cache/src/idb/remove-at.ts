import { readBooks, writeBooks } from './books.ts'
import { under } from './read.ts'
import { remove } from './room.ts'
import type { Connection } from './schema.ts'
import { writing } from './transaction.ts'

/** Removes one variant, or all that is under a key. */
export function removeAt(connection: Connection, key: string, variant: string | undefined): Promise<void> {
  return writing(connection, 'relaxed', async (transaction) => {
    const range = variant === undefined ? under(key) : IDBKeyRange.only([key, variant])
    const metas = await transaction.objectStore('entries').getAll(range)
    if (metas.length === 0) return
    const books = await readBooks(transaction)
    // Those that cannot be read are made anew by the next look-up.
    if (!books) return
    await Promise.all(metas.map((meta) => remove(transaction, books, meta)))
    await writeBooks(transaction, books)
  })
}
