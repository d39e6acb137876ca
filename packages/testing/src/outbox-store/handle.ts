import { ok } from '../conformance/assert.ts'
import type { OutboxStoreContext, OutboxStoreUnderTest, StoredWrite } from './case.ts'

/** Bounds that nothing here meets. */
export const ROOMY = { maxEntries: 10_000, maxBytes: 100_000_000 }

/** A write with an id of its own. */
export function write(rest: Partial<StoredWrite> = {}): StoredWrite {
  return {
    id: crypto.randomUUID(),
    seq: 0,
    lane: '/berths',
    identity: 'harbour master',
    method: 'POST',
    template: '/berths/{id}',
    url: 'https://harbour.example/berths/7',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{"vessel":"ever-given"}'),
    key: crypto.randomUUID(),
    tags: ['berths'],
    merge: undefined,
    createdAt: 1_790_000_000_000,
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    lease: undefined,
    failure: undefined,
    ...rest,
  }
}

/** A write whose body has so many bytes. */
export function writeOf(bytes: number): StoredWrite {
  return write({ body: new Uint8Array(bytes) })
}

/** Adds where there is room. */
export async function put(store: OutboxStoreUnderTest, entry: StoredWrite): Promise<StoredWrite> {
  const added = await store.add(entry, ROOMY)
  ok(added, 'an entry is stored where there is room')
  return added
}

/** The one entry with an id. */
export async function found(store: OutboxStoreUnderTest, id: string): Promise<StoredWrite | undefined> {
  const all = (await store.list()).filter((entry) => entry.id === id)
  ok(all.length < 2, 'an id is there once')
  return all[0]
}

/** Runs with as many stores over one storage as are wanted, empty, and leaves them closed. */
export async function withStores(
  { open }: OutboxStoreContext,
  run: (one: OutboxStoreUnderTest, other: OutboxStoreUnderTest) => Promise<void>,
): Promise<void> {
  const [one, other] = [open(), open()]
  try {
    for (const { id } of await one.list()) await one.update(id, () => null)
    await run(one, other)
  } finally {
    await one.close?.()
    await other.close?.()
  }
}
