import type { CacheStore, Entry } from '@fairlead/cache'
import { type IdbStoreOptions, idbStore } from '@fairlead/cache/idb'
import { type IDBPDatabase, deleteDB, openDB } from 'idb'
import { afterEach, vi } from 'vitest'
import { entry } from '../support/entry.ts'

/** The name of the database, one for each file of tests. */
export interface Here {
  readonly name: string
  /** A store over the database, closed after the test, which deletes the database. */
  open(options?: IdbStoreOptions): CacheStore
  /** Looks into the database, past the store. */
  peek<T>(work: (connection: IDBPDatabase) => Promise<T>): Promise<T>
}

/** Makes the place for one file of tests. */
export function placeNamed(name: string): Here {
  const made: CacheStore[] = []
  afterEach(async () => {
    vi.restoreAllMocks()
    vi.useRealTimers()
    for (const store of made.splice(0)) await store.close?.()
    await deleteDB(name)
  })
  return {
    name,
    open(options = {}) {
      const store = idbStore({ name, ...options })
      made.push(store)
      return store
    },
    async peek(work) {
      const connection = await openDB(name)
      try {
        return await work(connection)
      } finally {
        connection.close()
      }
    },
  }
}

/** Stores after a look-up. */
export async function put(store: CacheStore, key: string, rest: Partial<Entry> = {}): Promise<boolean> {
  const { epoch } = await store.get(key)
  return store.set(entry(key, rest), epoch)
}

/** Those of the keys under which something is. */
export async function present(store: CacheStore, keys: string): Promise<string> {
  const there = await Promise.all(keys.split('').map(async (key) => (await store.get(key)).found.length > 0))
  return keys
    .split('')
    .filter((_, index) => there[index])
    .join('')
}

/** What the books say, and what the entries come to. */
export async function books(here: Here): Promise<{ books: unknown; counted: unknown; bodies: number }> {
  return here.peek(async (connection) => {
    const { entries, bytes } = await connection.get('books', 'books')
    const metas: readonly { readonly cost: number }[] = await connection.getAll('entries')
    const counted = { entries: metas.length, bytes: metas.reduce((sum, { cost }) => sum + cost, 0) }
    return { books: { entries, bytes }, counted, bodies: await connection.count('bodies') }
  })
}
