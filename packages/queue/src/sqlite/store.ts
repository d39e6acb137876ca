import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { configError } from '@fairlead/core'
import { check, isText } from '../check.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import { storeFailure } from '../outbox/store-failure.ts'
import type { OutboxStore } from '../outbox/store.ts'
import { type Row, columnsOf, entryOf } from './row.ts'

/** Where a server keeps writes. */
export interface SqliteOutboxOptions {
  /** The file. It is made where it is not there, for its owner's eyes only. */
  readonly path: string
}

/** How long one process waits for another one's write, each of which takes milliseconds. */
const BUSY_MS = 5_000
/** What SQLite says of a disk without room. */
const SQLITE_FULL = 13

/**
 * Writes in a SQLite file, which outlive the process and the machine's power. Several processes may use one file.
 *
 * @throws `config` for a path that is no text or cannot be opened, and for an unknown option
 *
 * @example
 * ```ts
 * queue({ outbox: outbox({ store: sqliteOutbox({ path: 'outbox.db' }) }) })
 * ```
 */
export function sqliteOutbox(options: SqliteOutboxOptions): OutboxStore {
  const { path } = check('sqliteOutbox', options, { path: isText })
  const database = open(path)
  const byId = database.prepare('SELECT seq, bytes, entry, body FROM outbox WHERE id = ?')
  const all = database.prepare('SELECT id, seq, bytes, entry, body FROM outbox ORDER BY seq')
  const sums = database.prepare('SELECT count(*) AS entries, total(bytes) AS bytes FROM outbox')
  const insert = database.prepare('INSERT INTO outbox (bytes, entry, body, id) VALUES (?, ?, ?, ?)')
  const replace = database.prepare('UPDATE outbox SET bytes = ?, entry = ?, body = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM outbox WHERE id = ?')
  let isClosed = false

  function find(id: string): OutboxEntry | undefined {
    const row = byId.get(id)
    return row && entryOf(id, row as unknown as Row)
  }

  /** One transaction, which nobody else's comes between. */
  function locked<T>(work: () => T): T {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      try {
        database.exec('ROLLBACK')
      } catch {
        // SQLite has done so itself.
      }
      throw error
    }
  }

  return {
    isShared: true,
    add: async (entry, { maxEntries, maxBytes }) =>
      told(() =>
        locked(() => {
          const known = find(entry.id)
          if (known) return known
          const { entries, bytes } = sums.get() as { readonly entries: number; readonly bytes: number }
          if (entries >= maxEntries || bytes + (entry.body?.byteLength ?? 0) > maxBytes) return undefined
          return { ...entry, seq: Number(insert.run(...columnsOf(entry)).lastInsertRowid) }
        }),
      ),
    update: async (id, change) =>
      told(() =>
        locked(() => {
          const entry = find(id)
          const changed = entry && change(entry)
          if (changed === null) remove.run(id)
          else if (changed && changed !== entry) replace.run(...columnsOf(changed))
          return changed ?? undefined
        }),
      ),
    list: async () => told(() => all.all().flatMap((row) => entryOf(row['id'] as string, row as unknown as Row) ?? [])),
    close() {
      if (!isClosed) database.close()
      isClosed = true
    },
  }
}

function open(path: string): DatabaseSync {
  try {
    // SQLite would let everybody read it, and gives its other files the rights of this one.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
    const database = new DatabaseSync(path)
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = FULL`)
    try {
      database.exec('PRAGMA journal_mode = WAL')
    } catch {
      // Another process is doing so for all, and SQLite does not wait for it here.
    }
    database.exec(`CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
      bytes INTEGER, entry TEXT NOT NULL, body BLOB) STRICT`)
    return database
  } catch (error) {
    throw configError(`sqliteOutbox: \`path\` cannot be opened (${(error as Error).message})`)
  }
}

/** Runs; what the database says becomes an error that says what the store did: nothing. */
function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown }
    if (code !== 'ERR_SQLITE_ERROR' && code !== 'ERR_INVALID_STATE') throw error
    throw storeFailure('sqliteOutbox', errcode === SQLITE_FULL ? 'outbox-full' : 'outbox-unavailable', error)
  }
}
