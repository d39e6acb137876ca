import type { Entry } from '../entry.ts'
import { readBooks, startAnew, writeBooks } from './books.ts'
import { changesOf, judge } from './changes.ts'
import { placeOf } from './meta.ts'
import { under } from './read.ts'
import { type Bounds, makeRoom, remove } from './room.ts'
import type { Connection, Meta } from './schema.ts'
import { writing } from './transaction.ts'

/** Of one URL: a server that varies by everything must not fill the store with one key. */
const MAX_VARIANTS = 32

/** Writes an entry in place of its predecessor, unless a name was invalidated since it was asked for. */
export function write(
  connection: Connection,
  meta: Meta,
  body: Entry['body'],
  bounds: Bounds,
  lastEpoch: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return writing(
    connection,
    'relaxed',
    async (transaction) => {
      const [books, changes, siblings] = await Promise.all([
        readBooks(transaction),
        changesOf(transaction, meta.names),
        transaction.objectStore('entries').getAll(under(meta.key)),
      ])
      if (!books || !changes) {
        await startAnew(transaction, lastEpoch)
        return false
      }
      if (judge(books, changes, meta.names, meta.epoch)) return false
      const predecessor = siblings.find(({ variant }) => variant === meta.variant)
      const [leastUsed] = siblings.toSorted((one, other) => one.usedAt - other.usedAt)
      const victim = predecessor ?? (siblings.length >= MAX_VARIANTS ? leastUsed : undefined)
      if (victim) await remove(transaction, books, victim)
      const { maxBytes, maxEntries } = bounds
      await makeRoom(transaction, books, { maxBytes: maxBytes - meta.cost, maxEntries: maxEntries - 1 })
      books.entries++
      books.bytes += meta.cost
      const writes = [
        async () => transaction.objectStore('entries').put(meta),
        async () => body && transaction.objectStore('bodies').put(body, placeOf(meta)),
        async () => writeBooks(transaction, books),
      ]
      await Promise.all(writes.map((act) => act()))
      return true
    },
    signal,
  )
}
