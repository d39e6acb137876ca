import { equal, ok } from '../conformance/assert.ts'
import type { OutboxStoreCase, OutboxStoreUnderTest, StoredWrite } from './case.ts'
import { ROOMY, found, put, withStores, write, writeOf } from './handle.ts'

/** Changes that are made whole or not at all, bounds that hold, and what those see who share a storage. */
export const changingCases: readonly OutboxStoreCase[] = [
  {
    name: 'changes an entry in its place, and answers it as it is then',
    run: (context) =>
      withStores(context, async (store, other) => {
        const [first, second] = [await put(store, write()), await put(store, write())]
        const changed = await other.update(first.id, (entry) => ({ ...entry, state: 'dead', attempts: 2 }))
        equal([changed?.id, changed?.seq, changed?.state], [first.id, first.seq, 'dead'])
        const all = await store.list()
        equal(
          all.map(({ id, seq, attempts }) => [id, seq, attempts]),
          [
            [first.id, first.seq, 2],
            [second.id, second.seq, 0],
          ],
        )
      }),
  },
  {
    name: 'leaves an entry as it is where the change says so',
    run: (context) =>
      withStores(context, async (store) => {
        const { id, seq } = await put(store, write())
        equal((await store.update(id, (entry) => entry))?.seq, seq)
        equal((await found(store, id))?.attempts, 0)
      }),
  },
  {
    name: 'deletes an entry, and has nothing to change then',
    run: (context) =>
      withStores(context, async (store, other) => {
        const [gone, stays] = [await put(store, write()), await put(store, write())]
        equal((await store.update(gone.id, () => null)) === undefined, true)
        equal((await other.list()).map(idOf), [stays.id])
        for (const id of [gone.id, 'never there'])
          equal((await other.update(id, (): never => fail('there is nothing to change'))) === undefined, true)
      }),
  },
  {
    name: 'loses no change of those that are made at once',
    run: (context) =>
      withStores(context, async (one, other) => {
        const { id } = await put(one, write())
        const more = (entry: StoredWrite): StoredWrite => ({ ...entry, attempts: entry.attempts + 1 })
        await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 ? one : other).update(id, more)))
        equal((await found(one, id))?.attempts, 40)
      }),
  },
  {
    name: 'lets one of many take an entry',
    run: (context) =>
      withStores(context, async (one, other) => {
        const { id } = await put(one, write())
        const takers = Array.from({ length: 10 }, async (_, index) => {
          const owner = `taker ${index}`
          const after = await (index % 2 ? one : other).update(id, (entry) =>
            entry.lease ? entry : { ...entry, state: 'sending', lease: { owner, until: 1 } },
          )
          return after?.lease?.owner === owner
        })
        equal((await Promise.all(takers)).filter(Boolean).length, 1)
      }),
  },
  {
    name: 'leaves all as it was when a change throws, and works on',
    run: (context) =>
      withStores(context, async (store, other) => {
        const { id } = await put(store, write())
        const reason = new Error('no change')
        const changed = store.update(id, () => {
          throw reason
        })
        const after = store.update(id, (entry) => ({ ...entry, attempts: entry.attempts + 1 }))
        equal(await changed.catch((error: unknown) => error === reason), true, 'it is rejected with the error itself')
        equal((await after)?.attempts, 1)
        equal((await found(other, id))?.state, 'pending')
      }),
  },
  {
    name: 'stores no more entries than it may, whoever adds them and however many at once',
    run: (context) =>
      withStores(context, async (one, other) => {
        const bounds = { ...ROOMY, maxEntries: 5 }
        equal(await addMany(one, other, 12, () => write(), bounds), 5)
        equal((await one.list()).length, 5)
        equal((await one.add(write(), bounds)) === undefined, true, 'it is full')
        await other.update((await other.list())[0]?.id ?? '', () => null)
        ok(await one.add(write(), bounds), 'there is room for one')
        equal((await one.add(write(), { ...ROOMY, maxEntries: 3 })) === undefined, true, 'it is more than full')
        equal((await other.list()).length, 5)
      }),
  },
  {
    name: 'stores no more bytes of bodies than it may, whoever adds them and however many at once',
    run: (context) =>
      withStores(context, async (one, other) => {
        const bounds = { ...ROOMY, maxBytes: 40 }
        equal(await addMany(one, other, 12, () => writeOf(10), bounds), 4)
        ok(await one.add(write({ body: undefined }), bounds), 'no body takes no room')
        equal((await one.add(writeOf(1), bounds)) === undefined, true, 'it is full')
        equal((await other.list()).length, 5)
      }),
  },
  {
    name: 'counts the bytes of changed and deleted bodies anew',
    run: (context) =>
      withStores(context, async (store, other) => {
        const bounds = { ...ROOMY, maxBytes: 100 }
        const { id } = await put(store, writeOf(90))
        equal((await store.add(writeOf(11), bounds)) === undefined, true, '101 are too many')
        await store.update(id, (entry) => ({ ...entry, body: new Uint8Array(30) }))
        ok(await other.add(writeOf(70), bounds), '100 fit')
        await store.update(id, (entry) => ({ ...entry, body: undefined }))
        ok(await store.add(writeOf(30), bounds), '30 are free')
        equal((await store.add(writeOf(1), bounds)) === undefined, true)
        await other.update(id, (entry) => ({ ...entry, body: new Uint8Array(500) }))
        equal((await found(store, id))?.body?.byteLength, 500, 'a change is not bounded')
        await other.update(id, () => null)
        equal((await store.add(writeOf(1), bounds)) === undefined, true)
      }),
  },
  {
    name: 'leaves no trace of what it refuses',
    run: (context) =>
      withStores(context, async (store) => {
        const entry = writeOf(10)
        equal((await store.add(entry, { ...ROOMY, maxBytes: 9 })) === undefined, true)
        equal((await store.list()).length, 0)
        equal((await store.update(entry.id, (): never => fail('it is not there'))) === undefined, true)
        ok(await store.add(entry, { ...ROOMY, maxBytes: 10 }), 'it is stored where it fits')
      }),
  },
  {
    name: 'shows one user of the storage what another one does, at once',
    run: (context) =>
      withStores(context, async (one, other) => {
        const first = await put(one, write())
        equal((await other.list()).map(idOf), [first.id])
        const second = await put(other, write())
        ok(second.seq > first.seq, 'there is one line for all')
        await other.update(first.id, () => null)
        equal((await one.list()).map(idOf), [second.id])
      }),
  },
  {
    name: 'leaves the entries when it is closed, twice if need be, and takes nothing after',
    run: (context) =>
      withStores(context, async (_, other) => {
        const store = context.open()
        const { id } = await put(store, write())
        if (store.close) {
          await store.close()
          await store.close()
          const calls = [() => store.add(write(), ROOMY), () => store.update(id, () => null), () => store.list()]
          for (const call of calls) ok(await isRejected(call()), 'a closed store rejects')
        }
        equal((await other.list()).map(idOf), [id])
      }),
  },
]

const idOf = ({ id }: StoredWrite): string => id

function fail(what: string): never {
  throw new Error(what)
}

async function isRejected(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  )
}

/** How many of the entries that two users add at once are stored. */
async function addMany(
  one: OutboxStoreUnderTest,
  other: OutboxStoreUnderTest,
  count: number,
  make: () => StoredWrite,
  bounds: typeof ROOMY,
): Promise<number> {
  const added = Array.from({ length: count }, (_, index) => (index % 2 ? one : other).add(make(), bounds))
  return (await Promise.all(added)).filter(Boolean).length
}
