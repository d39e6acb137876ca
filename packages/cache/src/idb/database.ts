import { abortable, platformRuntime } from '@fairlead/core'
import { openDB } from 'idb'
import { newBooks } from './books.ts'
import { type Connection, DATABASE_VERSION, type Schema, createStores } from './schema.ts'

/** A database that is opened at its first use, and again when the browser has taken it away. */
export interface Database {
  /** Runs with a connection; once more with a new one where the first was lost. */
  use<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T>
  close(): void
}

/** The longest wait for an answer of the database, opening it included. */
const LIMIT_MS = 2_000

const UNAVAILABLE = 'UnavailableError'
/** What the browser says of a connection that it has closed, or whose other end has died. */
const LOST = ['InvalidStateError', 'AbortError', 'UnknownError']

/** Whether there is no database, for a reason of the platform. */
export function isUnavailable(error: unknown): boolean {
  return (error as Error | undefined)?.name === UNAVAILABLE
}

function unavailable(why: string): Error {
  return Object.assign(new Error(`idbStore: the database ${why}`), { name: UNAVAILABLE })
}

/** Makes the access to a database. `lastEpoch` is asked when one has to be made: its clock begins after that. */
export function databaseNamed(name: string, lastEpoch: () => number): Database {
  let opening: Promise<Connection> | undefined
  let isOpen = false
  /** Whether nobody waits for it to open any more. */
  let isLate = false
  let isClosed = false

  function drop(lost: Promise<Connection>): void {
    if (opening === lost) opening = undefined
    lost.then((connection) => connection.close()).catch(() => {})
  }

  function open(): Promise<Connection> {
    isOpen = false
    const made = connect(name, lastEpoch, () => drop(made))
    made
      .then(() => (isOpen = true))
      .catch(() => drop(made))
      .finally(() => (isLate = false))
    return (opening = made)
  }

  async function attempt<T>(work: (connection: Connection) => Promise<T>, isOver: () => boolean): Promise<T> {
    for (let tries = 1; ; tries++) {
      const current = opening ?? open()
      let connection: Connection
      try {
        connection = await current
      } catch (error) {
        throw unavailable(`cannot be opened (${nameOf(error)})`)
      }
      // Nobody hears of what would begin now.
      if (isOver() || isClosed) throw unavailable('was closed')
      try {
        return await work(connection)
      } catch (error) {
        if (isOver() || !LOST.includes(nameOf(error)) || tries === 2) throw error
        drop(current)
      }
    }
  }

  return {
    async use(work, signal) {
      signal?.throwIfAborted()
      if (isClosed) throw unavailable('is closed')
      if (isLate) throw unavailable('does not open; another tab may hold it')
      let isOver = false
      let timer: unknown
      const late = new Promise<never>((_, reject) => {
        timer = platformRuntime.setTimeout(() => {
          // What is opening may still come; a connection that does not answer is as good as lost.
          if (!isOpen) isLate = true
          else if (opening) drop(opening)
          reject(unavailable(`did not answer in ${LIMIT_MS} ms`))
        }, LIMIT_MS)
      })
      const attempted = attempt(work, () => isOver)
      attempted.catch(() => {})
      try {
        return await abortable(Promise.race([attempted, late]), signal)
      } finally {
        isOver = true
        platformRuntime.clearTimeout(timer)
      }
    },
    close() {
      isClosed = true
      if (opening) drop(opening)
    },
  }
}

function nameOf(error: unknown): string {
  return (error as Error | undefined)?.name ?? 'unknown'
}

/** Opens a connection. `lost` is called when it cannot be used any more. */
async function connect(name: string, lastEpoch: () => number, lost: () => void): Promise<Connection> {
  return openDB<Schema>(name, DATABASE_VERSION, {
    upgrade(connection, _from, _to, transaction) {
      // Where they fail, so does the opening.
      transaction.done.catch(() => {})
      createStores(connection)
      transaction
        .objectStore('books')
        .put(newBooks(lastEpoch()), 'books')
        .catch(() => {})
    },
    // Another tab deletes or upgrades the database; it must not wait for this one.
    blocking(_current, _wanted, event) {
      ;(event.target as IDBDatabase).close()
      lost()
    },
    terminated: lost,
  })
}
