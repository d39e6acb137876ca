import type { CacheStore } from '@fairlead/cache'
import { idbStore } from '@fairlead/cache/idb'

/** What the page of a tab offers to the test. */
export interface StorePage {
  readonly store: CacheStore
  /** Stores a body of random bytes after a look-up. */
  put(key: string, names: readonly string[], size: number): Promise<boolean>
}

const store = idbStore()

globalThis.page = {
  store,
  async put(key, names, size) {
    const { epoch } = await store.get(key)
    const body = new Uint8Array(size)
    for (let start = 0; start < size; start += 65_536) crypto.getRandomValues(body.subarray(start, start + 65_536))
    const url = 'https://harbour.example/vessels'
    const answer = { version: 1, key, variant: '', vary: [], url, status: 200, statusText: 'OK', headers: [] } as const
    return store.set({ ...answer, requestedAt: 1, receivedAt: 2, names, body }, epoch)
  },
}
