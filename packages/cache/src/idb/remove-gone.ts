import type { StoreChange } from '../store.ts'
import { readBooks, writeBooks } from './books.ts'
import type { Database } from './database.ts'
import { remove } from './room.ts'
import { type Connection, type Place, STORES } from './schema.ts'
import { writing } from './transaction.ts'

/** Removed at once: look-ups wait no longer than that takes. */
const PORTION = 100

/** Removes what is gone, and cannot be read any more, from the disk. */
export async function removeGone(database: Database, changes: readonly StoreChange[], before: number): Promise<void> {
  const names = new Set(changes.flatMap((change) => (change.mode === 'gone' ? change.names : [])))
  if (names.size === 0) return
  const places = await database.use((connection) => placesOf(connection, [...names]))
  for (let start = 0; start < places.length; start += PORTION) {
    const portion = places.slice(start, start + PORTION)
    await database.use((connection) => removeOld(connection, portion, before))
  }
}

async function placesOf(connection: Connection, names: readonly string[]): Promise<readonly Place[]> {
  const transaction = connection.transaction(STORES)
  transaction.done.catch(() => {})
  const byName = transaction.objectStore('entries').index('names')
  const places = (await Promise.all(names.map((name) => byName.getAllKeys(name)))).flat()
  // One may be there under several names, and is taken off the books once.
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
}

function removeOld(connection: Connection, places: readonly Place[], before: number): Promise<void> {
  return writing(connection, 'relaxed', async (transaction) => {
    const books = await readBooks(transaction)
    if (!books) return
    const entries = transaction.objectStore('entries')
    const metas = await Promise.all(places.map((place) => entries.get(place)))
    // Another one may have come in its place since.
    const old = metas.filter((meta) => meta !== undefined).filter(({ epoch }) => !(epoch >= before))
    await Promise.all(old.map((meta) => remove(transaction, books, meta)))
    await writeBooks(transaction, books)
  })
}
