import { platformRuntime } from '@fairlead/core'
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb'
import type { OutboxEntry } from '../outbox/entry.ts'
import { storeFailure } from '../outbox/store-failure.ts'

/** An entry as the database has it: what it is found and counted by stands beside it. */
export interface Row {
  /** Given by the database. */
  readonly seq?: number
  readonly id: string
  /** Of the body. */
  readonly bytes: number
  readonly entry: OutboxEntry
}

interface Schema extends DBSchema {
  entries: { key: number; value: Row; indexes: { id: string; bytes: number } }
}

type Connection = IDBPDatabase<Schema>

/** The rows as one transaction sees them. */
export type Rows = IDBPObjectStore<Schema, ['entries'], 'entries', 'readwrite'>

/** A database that is opened at its first use, and again when the browser has taken it away. */
export interface Database {
  /**
   * Works in one transaction: what it writes is on the disk once this has answered, and undone where it throws. Works once
   * more in a new one where the connection was lost.
   *
   * @throws `rejected` where the browser has no database or no room
   */
  transact<T>(mode: 'readonly' | 'readwrite', work: (rows: Rows) => Promise<T>): Promise<T>
  close(): void
}

/** The longest wait for the database, opening it included. */
const LIMIT_MS = 5_000

/** What the browser says of a connection that it has closed, or whose other end has died. */
const LOST = ['InvalidStateError', 'AbortError', 'UnknownError']

/** Makes the access to a database. */
export function databaseNamed(name: string): Database {
  let opening: Promise<Connection> | undefined
  let isClosed = false

  function drop(lost: Promise<Connection> | undefined): void {
    if (opening === lost) opening = undefined
    lost?.then((connection) => connection.close()).catch(() => {})
  }

  function open(): Promise<Connection> {
    const made = connect(name, () => drop(made))
    made.catch(() => drop(made))
    return made
  }

  return {
    async transact(mode, work) {
      let stop: (() => void) | undefined
      let isOver = false

      async function attempt(current: Promise<Connection>) {
        const connection = await current
        // Nobody hears of what would begin now.
        if (isOver || isClosed) throw new DOMException('The store is closed', 'NotAllowedError')
        const transaction = connection.transaction('entries', mode, { durability: 'strict' })
        // It fails with the work, which is awaited first.
        transaction.done.catch(() => {})
        stop = () => transaction.abort()
        try {
          const result = await work(transaction.store as Rows)
          await transaction.done
          return result
        } catch (error) {
          tryTo(stop)
          throw error
        }
      }

      async function attempts() {
        for (let tries = 1; ; tries++) {
          const current = (opening ??= open())
          try {
            return await attempt(current)
          } catch (error) {
            if (isOver || tries === 2 || !LOST.includes((error as Error).name)) throw error
            drop(current)
          }
        }
      }

      let timer: unknown
      const late = new Promise<never>((_, reject) => {
        timer = platformRuntime.setTimeout(() => {
          isOver = true
          // One that is being written down cannot be stopped, and ends.
          if (stop && !tryTo(stop)) return
          drop(opening)
          reject(new DOMException('The database does not answer', 'TimeoutError'))
        }, LIMIT_MS)
      })
      try {
        if (isClosed) throw new DOMException('The store is closed', 'NotAllowedError')
        return await Promise.race([attempts(), late])
      } catch (error) {
        if (!(error instanceof DOMException)) throw error
        const isFull = error.name === 'QuotaExceededError'
        throw storeFailure('idbOutbox', isFull ? 'outbox-full' : 'outbox-unavailable', error)
      } finally {
        platformRuntime.clearTimeout(timer)
      }
    },
    close() {
      isClosed = true
      drop(opening)
    },
  }
}

function tryTo(act: () => void): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}

/** Opens a connection. `lost` is called when it cannot be used any more. */
async function connect(name: string, lost: () => void): Promise<Connection> {
  return openDB<Schema>(name, 1, {
    upgrade(connection, _from, _to, transaction) {
      // Where it fails, so does the opening.
      transaction.done.catch(() => {})
      const rows = connection.createObjectStore('entries', { keyPath: 'seq', autoIncrement: true })
      rows.createIndex('id', 'id', { unique: true })
      rows.createIndex('bytes', 'bytes')
    },
    // Another tab deletes the database or makes a newer one of it; it must not wait for this one.
    blocking(_current, _wanted, event) {
      ;(event.target as IDBDatabase).close()
      lost()
    },
    terminated: lost,
  })
}
