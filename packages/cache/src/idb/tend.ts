import { readLedger, startAnew, writeBooks } from './books.ts'
import { changesOf, judge } from './changes.ts'
import { entryOf, isMeta } from './meta.ts'
import { type Read, isUsedAnew } from './read.ts'
import { remove } from './room.ts'
import type { Books, Connection, Place, Writing } from './schema.ts'
import { writing } from './transaction.ts'

/** Does what a look-up has left to do, having looked again: others may have been here since. */
export function tend(connection: Connection, { used, unfit, broken }: Read, now: number, lastEpoch: number) {
  return writing(connection, 'relaxed', async (transaction) => {
    const books = (await readLedger(transaction))?.books
    if (!books || (broken && !(await changesOf(transaction, broken))))
      return void (await startAnew(transaction, lastEpoch))
    const entries = transaction.objectStore('entries')
    for (const place of used) {
      const meta = await entries.get(place)
      if (isMeta(meta) && isUsedAnew(meta, now)) await entries.put({ ...meta, usedAt: now })
    }
    for (const place of unfit) await removeUnfit(transaction, books, place)
    if (unfit.length > 0) await writeBooks(transaction, books)
  })
}

async function removeUnfit(transaction: Writing, books: Books, place: Place): Promise<void> {
  const record = await transaction.objectStore('entries').get(place)
  if (record === undefined) return
  if (isMeta(record)) {
    const changes = await changesOf(transaction, record.names)
    const isGone = changes && judge(books, changes, record.names, record.epoch) === 'gone'
    const body = await transaction.objectStore('bodies').get(place)
    if (!isGone && entryOf(record, body)) return
  }
  await remove(transaction, books, record)
}
