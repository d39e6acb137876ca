import { platformRuntime } from '@fairlead/core'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Entry } from '../../coordinator.ts'
import { authError } from '../../errors.ts'

/** What the database holds: entries by key. */
export interface Schema extends DBSchema {
  entries: { key: string; value: Entry }
}

/** A database that is open while it is used. */
export interface Database {
  /** Runs with an open connection; once more with a new one where the browser took it away. */
  use<T>(work: (connection: IDBPDatabase<Schema>) => Promise<T>): Promise<T>
  close(): void
}

const VERSION = 1

/** Makes the access to a database, which is opened at the first use. */
export function databaseNamed(name: string, openTimeoutMs: number): Database {
  let opening: Promise<IDBPDatabase<Schema>> | undefined
  let isClosed = false

  function open(): Promise<IDBPDatabase<Schema>> {
    const made = connect(name, openTimeoutMs, () => {
      if (opening === made) opening = undefined
    })
    return (opening = made)
  }

  return {
    async use(work) {
      for (let tries = 1; ; tries++) {
        if (isClosed) throw storeError('is closed')
        const current = opening ?? open()
        const connection = await current
        try {
          return await work(connection)
        } catch (error) {
          // The connection was closed between two uses: nothing of the work has begun.
          if ((error as Error).name !== 'InvalidStateError' || tries === 2) throw failed('does not work', error)
          if (opening === current) opening = undefined
        }
      }
    },
    close() {
      isClosed = true
      void opening?.then(
        (connection) => connection.close(),
        () => {},
      )
      opening = undefined
    },
  }
}

/** Opens a connection. `lost` is called when it cannot be used any more. */
async function connect(name: string, timeoutMs: number, lost: () => void): Promise<IDBPDatabase<Schema>> {
  let isLate = false
  const attempt = (async () => {
    const connection = await openDB<Schema>(name, VERSION, {
      upgrade(database) {
        if (!database.objectStoreNames.contains('entries')) database.createObjectStore('entries')
      },
      // Another tab deletes or upgrades the database; it must not wait for this one.
      blocking(_current, _wanted, event) {
        ;(event.target as IDBDatabase).close()
        lost()
      },
      terminated: lost,
    })
    if (isLate) connection.close()
    return connection
  })()
  let timer: unknown
  const late = new Promise<never>((_, reject) => {
    timer = platformRuntime.setTimeout(() => {
      isLate = true
      reject(storeError(`did not open within ${timeoutMs} ms; another tab may hold it`))
    }, timeoutMs)
  })
  try {
    return await Promise.race([attempt, late])
  } catch (error) {
    lost()
    throw failed('cannot be opened', error)
  } finally {
    platformRuntime.clearTimeout(timer)
  }
}

/** An error of ours as it is; one of the browser by its name, because its message may quote what was to be stored. */
function failed(what: string, error: unknown): Error {
  const { name, kind } = error as { readonly name?: string; readonly kind?: string }
  return kind ? (error as Error) : storeError(`${what} (${name ?? 'unknown'})`)
}

function storeError(what: string): Error {
  return authError('store-failed', `the token database ${what}`)
}
