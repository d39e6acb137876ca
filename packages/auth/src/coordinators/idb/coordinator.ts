import { configError, platformLocks, platformRuntime } from '@fairlead/core'
import type { Coordinator } from '../../coordinator.ts'
import { createChanges } from '../changes.ts'
import { databaseNamed } from './database.ts'

/** Where a browser keeps tokens. */
export interface IdbCoordinatorOptions {
  /** The name of the database, of the locks and of the channel. Programs of one origin with different users need their own. @defaultValue 'fairlead-auth' */
  readonly name?: string
  /** The longest wait for the database to open, in milliseconds. @defaultValue 5_000 */
  readonly openTimeoutMs?: number
}

/**
 * Tokens in IndexedDB, shared by all tabs of an origin: Web Locks let one tab in at a time, a write is compared and set in
 * one transaction, and other tabs hear of it through BroadcastChannel, by its key alone. Keeps what can be cloned, such as
 * keys that cannot be read out. Without Web Locks (a page that is not secure) tabs are not kept apart.
 *
 * Its promises are rejected with `auth`, reason `store-failed`, where the browser has no database, as in some private modes.
 *
 * @throws `config` where there is no IndexedDB: on a server
 *
 * @example
 * ```ts
 * auth({ strategy, coordinator: idbCoordinator() })
 * ```
 */
export function idbCoordinator(options: IdbCoordinatorOptions = {}): Coordinator {
  const { name = 'fairlead-auth', openTimeoutMs = 5_000 } = options
  if (typeof indexedDB === 'undefined')
    throw configError('idbCoordinator: there is no IndexedDB here; use memoryCoordinator on a server')
  const database = databaseNamed(name, openTimeoutMs)
  const changes = createChanges(`fairlead:auth:${name}`)
  const locks = platformLocks()
  return {
    lock: (lockName, settings, run) => locks.request(`fairlead:auth:${name} ${lockName}`, settings, run),
    store: {
      get: (key) => database.use((connection) => connection.get('entries', key)),
      async compareAndSet(key, expected, value) {
        const revision = await database.use(async (connection) => {
          // Strict: what a server has rotated must outlive a power cut.
          const { store, done } = connection.transaction('entries', 'readwrite', { durability: 'strict' })
          // It fails with what follows, which is awaited first.
          done.catch(() => {})
          const stored = await store.get(key)
          if (stored?.revision !== expected) return done.then(() => false as const)
          const next = platformRuntime.randomUUID()
          const written = value === undefined ? store.delete(key) : put(() => store.put({ revision: next, value }, key))
          // A transaction that fails rejects both.
          await Promise.all([written, done])
          return next
        })
        if (revision) changes.announce(key)
        return revision
      },
    },
    onChange: changes.onChange,
    close() {
      changes.close()
      database.close()
    },
  }
}

/** What cannot be cloned is refused at once, with a message that quotes it. */
async function put(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if ((error as Error).name !== 'DataCloneError') throw error
    throw configError('idbCoordinator: the value holds what cannot be cloned, such as a function')
  }
}
