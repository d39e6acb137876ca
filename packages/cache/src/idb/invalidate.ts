import { EVERYTHING } from '../names.ts'
import type { StoreChange } from '../store.ts'
import { readLedger, startAnew, writeBooks } from './books.ts'
import { areTooMany, changed, forget } from './changes.ts'
import { placeOf } from './meta.ts'
import { leaveNote } from './notes.ts'
import { clear, remove } from './room.ts'
import type { Books, Connection, Meta, Note, Writing } from './schema.ts'
import { finish, writing } from './transaction.ts'

/** So many entries leave the disk together with their names. More would keep look-ups waiting, and leave in portions. */
const AT_ONCE = 100

/** Writes invalidations and all that is noted down, and removes what is gone where that is little or all; the books then. */
export function writeChanges(connection: Connection, own: Note, lastEpoch: number): Promise<Books> {
  if (own.changes.length > 0) leaveNote(connection, own)
  const isHard = own.changes.some(({ mode }) => mode === 'gone')
  return writing(connection, isHard ? 'strict' : 'relaxed', async (transaction) => {
    const ledger = await readLedger(transaction)
    if (!ledger) return startAnew(transaction, lastEpoch)
    const { books, notes } = ledger
    const changes = [...notes.filter(({ id }) => id !== own.id), own].flatMap((note) => note.changes)
    if (changes.length === 0) return books
    const gone = namesOf(changes.filter(({ mode }) => mode === 'gone'))
    const store = transaction.objectStore('names')
    const byName = transaction.objectStore('entries').index('names')
    const [known, counts] = await Promise.all([
      Promise.all(namesOf(changes).map(async (name) => [name, (await store.get(name)) as unknown] as const)),
      Promise.all(gone.map(async (name) => [name, await byName.count(name)] as const)),
    ])
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
      ...notes.map(
        ({ id }) =>
          () =>
            transaction.objectStore('books').delete(id),
      ),
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
