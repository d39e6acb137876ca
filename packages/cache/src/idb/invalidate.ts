import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'
import { readBooks, startAnew, writeBooks } from './books.ts'
import { writeChange } from './changes.ts'
import { clear, remove } from './room.ts'
import type { Books, Connection, Writing } from './schema.ts'
import { writing } from './transaction.ts'

/** Writes invalidations down, and removes what is gone; the epoch after them. */
export function applyChanges(
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
      if (mode === 'gone') await removeNamed(transaction, books, each)
    }
    await writeBooks(transaction, books)
    return books.epoch
  })
}

async function removeNamed(transaction: Writing, books: Books, names: readonly string[]): Promise<void> {
  if (names.includes(EVERYTHING)) return clear(transaction, books)
  const byName = transaction.objectStore('entries').index('names')
  for (const name of names) {
    // One name after the other: an entry with two of them is taken off the books once.
    const metas = await byName.getAll(name)
    await Promise.all(metas.map((meta) => remove(transaction, books, meta)))
  }
}
