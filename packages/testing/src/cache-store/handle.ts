import { equal } from '../conformance/assert.ts'
import type { CacheStoreContext, CacheStoreUnderTest, StoredAnswer } from './case.ts'

/** A store whose calls all take their time, with what the cases ask of it. */
export interface Handle {
  readonly store: CacheStoreUnderTest
  /** The epoch that a look-up of the key tells. */
  epoch(key: string): Promise<number>
  /** Stores, where nothing was invalidated. */
  put(entry: StoredAnswer): Promise<void>
  set(entry: StoredAnswer, epoch: number): Promise<boolean>
  invalidate(mode: 'stale' | 'gone', ...names: string[]): Promise<void>
  /** The bodies under a key as text, in order; those that are stale begin with `stale `. */
  texts(key: string): Promise<string[]>
}

/** A key of its own, so that cases do not meet. */
export function newKey(): string {
  return `conformance ${crypto.randomUUID()}`
}

/** An answer whose body is a text. */
export function answer(key: string, text: string, rest: Partial<StoredAnswer> = {}): StoredAnswer {
  return {
    version: 1,
    key,
    variant: '',
    vary: [],
    url: 'https://harbour.example/vessels',
    status: 200,
    statusText: 'OK',
    headers: [['content-type', 'text/plain']],
    requestedAt: 1_790_000_000_000,
    receivedAt: 1_790_000_000_250,
    names: [key],
    body: new TextEncoder().encode(text),
    ...rest,
  }
}

/** Makes a handle of a store. */
export function handleOf(store: CacheStoreUnderTest): Handle {
  const handle: Handle = {
    store,
    epoch: async (key) => (await store.get(key)).epoch,
    async put(entry) {
      equal(await store.set(entry, await handle.epoch(entry.key)), true, 'an answer is stored after a look-up')
    },
    set: async (entry, epoch) => store.set(entry, epoch),
    invalidate: async (mode, ...names) => store.invalidate(names, mode),
    async texts(key) {
      const { found } = await store.get(key)
      return found
        .map(({ entry, stale }) => `${stale ? 'stale ' : ''}${new TextDecoder().decode(entry.body ?? undefined)}`)
        .toSorted()
    },
  }
  return handle
}

/** Runs with a store and a key of its own, and leaves it closed. */
export async function withStore(
  { open }: CacheStoreContext,
  run: (handle: Handle, key: string) => Promise<void>,
): Promise<void> {
  const store = open()
  try {
    await run(handleOf(store), newKey())
  } finally {
    await store.close?.()
  }
}

/** Runs with two stores over one storage. */
export async function withTwoStores(
  context: CacheStoreContext,
  run: (one: Handle, other: Handle, key: string) => Promise<void>,
): Promise<void> {
  await withStore(context, (one, key) => withStore(context, (other) => run(one, other, key)))
}
