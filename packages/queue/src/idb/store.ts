import { configError } from '@fairlead/core'
import { check, isText } from '../check.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import type { OutboxBounds, OutboxStore } from '../outbox/store.ts'
import { type Row, type Rows, databaseNamed } from './database.ts'

/** Where a browser keeps writes. */
export interface IdbOutboxOptions {
  /** The name of the database. @defaultValue 'fairlead-outbox' */
  readonly name?: string | undefined
}

/**
 * Writes in IndexedDB, which outlive the page and are shared by all tabs of an origin. Where the browser has no database or no
 * room for a write, that one is rejected: nothing is said to be stored that is not.
 *
 * @throws `config` for an unknown option, and where there is no IndexedDB: on a server
 *
 * @example
 * ```ts
 * queue({ outbox: outbox({ store: idbOutbox() }) })
 * ```
 */
export function idbOutbox(options: IdbOutboxOptions = {}): OutboxStore {
  const { name = 'fairlead-outbox' } = check('idbOutbox', options, { name: isText })
  if (typeof indexedDB === 'undefined') throw configError('idbOutbox: there is no IndexedDB here')
  const { transact, close } = databaseNamed(name)

  return {
    // Pages that are not secure have no Web Locks, and share the database all the same.
    isShared: !('locks' in navigator),
    async add(entry, bounds) {
      const row = rowOf(entry)
      return transact('readwrite', async (rows) => {
        // Also after a connection that was lost while it was written down.
        const known = await rows.index('id').get(entry.id)
        if (known) return entryOf(known)
        return (await fits(rows, row.bytes, bounds)) ? { ...entry, seq: await rows.add(row) } : undefined
      })
    },
    update: (id, change) =>
      transact('readwrite', async (rows) => {
        const row = await rows.index('id').get(id)
        const entry = row && entryOf(row)
        const changed = entry && change(entry)
        if (changed === null) await rows.delete(entry?.seq ?? 0)
        else if (changed && changed !== entry) await rows.put({ ...rowOf(changed), seq: changed.seq })
        return changed ?? undefined
      }),
    list: () => transact('readonly', async (rows) => (await rows.getAll()).map(entryOf)),
    close,
  }
}

/** Copies a body, which else would be stored with all of the buffer it is a part of. */
function rowOf(entry: OutboxEntry): Row {
  const body = entry.body?.slice()
  return { id: entry.id, bytes: body?.byteLength ?? 0, entry: { ...entry, body } }
}

function entryOf({ entry, seq = 0 }: Row): OutboxEntry {
  return { ...entry, seq }
}

/** Whether there is room; reads no entry for it. */
async function fits(rows: Rows, bytes: number, { maxEntries, maxBytes }: OutboxBounds): Promise<boolean> {
  if ((await rows.count()) >= maxEntries) return false
  let left = maxBytes - bytes
  let cursor = await rows.index('bytes').openKeyCursor(null, 'prev')
  while (cursor && left >= 0) {
    left -= cursor.key
    cursor = await cursor.continue()
  }
  return left >= 0
}
