import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'
import { readBooks, startAnew, writeBooks } from './books.ts'
import { writeChange } from './changes.ts'
import { clear } from './room.ts'
import type { Books, Connection, Writing } from './schema.ts'
import { writing } from './transaction.ts'

/** Writes invalidations down, which takes no longer for many entries than for few; the epoch after them. */
export function writeChanges(
  connection: Connection,
  changes: readonly StoreChange[],
  lastEpoch: number,
): Promise<number> {
  const isHard = changes.some(({ mode }) => mode === 'gone')
  return writing(connection, isHard ? 'strict' : 'relaxed', async (transaction) => {
    const books = await readBooks(transaction)
    if (!books) return (await startAnew(transaction, lastEpoch)).epoch
    for (const { names, mode } of changes) {
      const each = [...new Set(names)]
      await writeChange(transaction, books, each, mode)
      if (mode === 'gone' && (await areAll(transaction, books, each))) await clear(transaction, books)
    }
    await writeBooks(transaction, books)
    return books.epoch
  })
}

/** Whether one of the names is that of all entries, as the only user's is. */
async function areAll(transaction: Writing, books: Books, names: readonly string[]): Promise<boolean> {
  if (names.includes(EVERYTHING)) return true
  const byName = transaction.objectStore('entries').index('names')
  const counts = await Promise.all(names.map((name) => byName.count(name)))
  return books.entries > 0 && Math.max(...counts, 0) >= books.entries
}
