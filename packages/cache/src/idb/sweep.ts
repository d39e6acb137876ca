import { readBooks, writeBooks } from './books.ts'
import { changesOf, judge } from './changes.ts'
import type { Database } from './database.ts'
import { writeChanges } from './invalidate.ts'
import { isMeta, placeOf } from './meta.ts'
import { remove } from './room.ts'
import { type Connection, type Meta, type Place, STORES } from './schema.ts'
import { writing } from './transaction.ts'

/** Looked at, and removed, at once: look-ups wait no longer than that takes. */
const PORTION = 100

/** Does what is noted, and removes all that is gone, and cannot be read any more, from the disk. */
export async function sweep(database: Database, lastEpoch: number): Promise<void> {
  const { leaving } = await database.use((connection) => writeChanges(connection, { id: '', changes: [] }, lastEpoch))
  if (leaving === 0) return
  let after: Place | undefined
  do {
    const { gone, last } = await database.use((connection) => goneAfter(connection, after))
    if (gone.length > 0) await database.use((connection) => removeEach(connection, gone))
    after = last
  } while (after)
  await database.use((connection) => strikeOut(connection, leaving))
}

/** What is gone in the portion after a place, and the last of that portion; it only reads, so no look-up waits. */
async function goneAfter(
  connection: Connection,
  after: Place | undefined,
): Promise<{ readonly gone: readonly Meta[]; readonly last?: Place | undefined }> {
  const transaction = connection.transaction(STORES)
  transaction.done.catch(() => {})
  const range = after && IDBKeyRange.lowerBound(after, true)
  const [books, metas] = await Promise.all([
    readBooks(transaction),
    transaction.objectStore('entries').getAll(range, PORTION),
  ])
  const last = metas.at(-1)
  const names = metas.filter(isMeta).flatMap((meta) => meta.names)
  const changes = books && (await changesOf(transaction, names))
  // Without its books it is emptied by the next look-up.
  if (!books || !last) return { gone: [] }
  const isGone = (meta: Meta): boolean =>
    !changes || !isMeta(meta) || judge(books, changes, meta.names, meta.epoch) === 'gone'
  return { gone: metas.filter(isGone), last: placeOf(last) }
}

function removeEach(connection: Connection, gone: readonly Meta[]): Promise<void> {
  return writing(connection, 'relaxed', async (transaction) => {
    const entries = transaction.objectStore('entries')
    const [books, ...metas] = await Promise.all([
      readBooks(transaction),
      ...gone.map(async (meta) => entries.get(placeOf(meta))),
    ])
    if (!books) return
    // Another one may have come in its place since.
    const old = metas.flatMap((meta, index) => (meta && Object.is(meta.epoch, gone[index]?.epoch) ? [meta] : []))
    await Promise.all(old.map((meta) => remove(transaction, books, meta)))
    await writeBooks(transaction, books)
  })
}

/** Writes down that nothing is left, unless something has been gone since. */
function strikeOut(connection: Connection, leaving: number): Promise<void> {
  return writing(connection, 'relaxed', async (transaction) => {
    const books = await readBooks(transaction)
    if (books?.leaving === leaving) await writeBooks(transaction, { ...books, leaving: 0 })
  })
}
