import type { CacheStore } from '@fairlead/cache'
import { idbStore } from '@fairlead/cache/idb'
import { openDB } from 'idb'

/** What the database holds. */
export interface OnDisk {
  readonly entries: number
  readonly bodies: number
  /** Whether nothing is left to do. */
  readonly isClean: boolean
}

/** What the page of a tab offers to the test. */
export interface StorePage {
  readonly store: CacheStore
  epoch(): Promise<number>
  /** Stores a body of random bytes that was asked for at the epoch, or now. */
  put(key: string, name: string, size: number, epoch?: number): Promise<boolean>
  /** Which of the keys are there: 1, or 0. */
  present(keys: readonly string[]): Promise<string>
  /** What the database holds, past the store. */
  onDisk(): Promise<OnDisk>
}

const store = idbStore()
const epoch = async (): Promise<number> => (await store.get('')).epoch

globalThis.page = {
  store,
  epoch,
  async put(key, name, size, asked) {
    const body = new Uint8Array(size)
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(body.subarray(at, at + 65_536))
    const url = 'https://harbour.example/vessels'
    const rest = {
      variant: '',
      vary: [],
      url,
      status: 200,
      statusText: 'OK',
      headers: [],
      requestedAt: 1,
      receivedAt: 2,
    }
    return store.set({ ...rest, version: 1, key, names: [name], body }, asked ?? (await epoch()))
  },
  async present(keys) {
    const found = await Promise.all(keys.map(async (key) => (await store.get(key)).found.length))
    return found.join('')
  },
  async onDisk() {
    const connection = await openDB('fairlead-cache')
    const transaction = connection.transaction(['entries', 'bodies', 'books'])
    const [entries, bodies, books] = await Promise.all([
      transaction.objectStore('entries').count(),
      transaction.objectStore('bodies').count(),
      transaction.objectStore('books').getAll() as Promise<readonly { readonly leaving?: number }[]>,
    ])
    connection.close()
    return { entries, bodies, isClean: books.length === 1 && books[0]?.leaving === 0 }
  },
}
