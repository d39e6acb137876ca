import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'
import { readBooks, startAnew, writeBooks } from './books.ts'
import { areTooMany, changed, forget } from './changes.ts'
import { placeOf } from './meta.ts'
import { clear, remove } from './room.ts'
import type { Books, Connection, Meta, Writing } from './schema.ts'
import { finish, writing } from './transaction.ts'

/** So many entries leave the disk together with their names. More would keep look-ups waiting, and leave in portions. */
const AT_ONCE = 100

/**
 * Writes invalidations down, and removes what is gone where that is little or all; the books after that. What has to be read
 * is read first: a page that is left may not live to see another answer.
 */
export function writeChanges(
  connection: Connection,
  changes: readonly StoreChange[],
  lastEpoch: number,
): Promise<Books> {
  const gone = namesOf(changes.filter(({ mode }) => mode === 'gone'))
  return writing(connection, gone.length > 0 ? 'strict' : 'relaxed', async (transaction) => {
    const store = transaction.objectStore('names')
    const byName = transaction.objectStore('entries').index('names')
    const [books, known, counts] = await Promise.all([
      readBooks(transaction),
      Promise.all(namesOf(changes).map(async (name) => [name, (await store.get(name)) as unknown] as const)),
      Promise.all(gone.map(async (name) => [name, await byName.count(name)] as const)),
    ])
    if (!books) return startAnew(transaction, lastEpoch)
    const used = counts.filter(([, count]) => count > 0)
    // One of the names may be that of all entries, as the only user's is.
    const areAll = gone.includes(EVERYTHING) || (books.entries > 0 && used.some(([, count]) => count >= books.entries))
    const areMany = !areAll && used.reduce((sum, [, count]) => sum + count, 0) > AT_ONCE
    const metas = areAll || areMany ? [] : await metasWith(transaction, used)
    let writes = [...changed(books, new Map(known), changes)].map(
      ([name, each]) =>
        () =>
          store.put(each, name),
    )
    if (areMany) books.leaving = books.epoch
    if (areTooMany(books)) {
      await Promise.all(writes.map(async (write) => write()))
      await forget(transaction, books)
      writes = []
    }
    await finish(transaction, [
      ...writes,
      ...metas.map((meta) => () => remove(transaction, books, meta)),
      ...(areAll ? [() => clear(transaction, books)] : []),
      () => writeBooks(transaction, books),
    ])
    return books
  })
}

function namesOf(changes: readonly StoreChange[]): readonly string[] {
  return [...new Set(changes.flatMap(({ names }) => names))]
}

async function metasWith(
  transaction: Writing,
  used: readonly (readonly [name: string, count: number])[],
): Promise<readonly Meta[]> {
  const byName = transaction.objectStore('entries').index('names')
  const metas = (await Promise.all(used.map(([name]) => byName.getAll(name)))).flat()
  // One may be there under several names, and is taken off the books once.
  return [...new Map(metas.map((meta) => [JSON.stringify(placeOf(meta)), meta])).values()]
}
