import { equal, ok } from '../conformance/assert.ts'
import type { OutboxStoreCase, StoredWrite } from './case.ts'
import { found, put, withStores, write } from './handle.ts'

/** Texts that storages have stumbled over. */
const ODD_TEXTS = ['', ' ', '0', 'null', "'; --", 'a\0b', '\u{1f6a2} Ä e\u0301', '__proto__', 'x'.repeat(10_000)]

/** What is stored comes back as it was, in its order. */
export const keepingCases: readonly OutboxStoreCase[] = [
  {
    name: 'keeps the order in which entries come, and gives each later one a larger place',
    run: (context) =>
      withStores(context, async (store) => {
        const entries = Array.from({ length: 5 }, () => write())
        const places: number[] = []
        for (const entry of entries) places.push((await put(store, entry)).seq)
        ok(isRising(places), `the places ${places.join(', ')} rise`)
        const all = await store.list()
        equal(all.map(idOf), entries.map(idOf))
        equal(all.map(placeOf), places, 'an entry is listed with the place it was given')
      }),
  },
  {
    name: 'keeps the order of entries that one user adds without waiting',
    run: (context) =>
      withStores(context, async (store) => {
        const entries = Array.from({ length: 20 }, () => write())
        const added = await Promise.all(entries.map((entry) => put(store, entry)))
        ok(isRising(added.map(placeOf)), 'the places rise')
        equal((await store.list()).map(idOf), entries.map(idOf))
      }),
  },
  {
    name: 'gives the places itself, and none twice',
    run: (context) =>
      withStores(context, async (store) => {
        const first = await put(store, write({ seq: 1_000_000 }))
        await store.update(first.id, () => null)
        const second = await put(store, write({ seq: first.seq }))
        const third = await put(store, write({ seq: -1 }))
        ok(isRising([first.seq, second.seq, third.seq]), `${first.seq}, ${second.seq} and ${third.seq} rise`)
      }),
  },
  {
    name: 'keeps an entry once, however often it is added',
    run: (context) =>
      withStores(context, async (store, other) => {
        const entry = write()
        const first = await put(store, entry)
        equal((await put(other, { ...entry, attempts: 7 })).seq, first.seq, 'it answers the one that is there')
        equal(
          (await store.list()).map(({ id, attempts }) => [id, attempts]),
          [[entry.id, 0]],
        )
        await put(store, write())
        equal((await store.list()).length, 2)
      }),
  },
  {
    name: 'gives back every member as it was',
    run: (context) =>
      withStores(context, async (store, other) => {
        const entry = write({
          headers: { 'content-type': 'text/plain', 'x-empty': '', 'x-long': 'y'.repeat(5_000) },
          tags: ['berths', 'berths/7', ''],
          merge: 'berth 7',
          createdAt: 1_790_000_000_000.25,
          state: 'sending',
          attempts: 3,
          notBefore: 1_790_000_009_999,
          lease: { owner: 'tab 1', until: 1_790_000_060_000 },
          failure: { at: 1_790_000_000_500, status: 503 },
        })
        const added = await put(store, entry)
        for (const each of [added, await found(store, entry.id), await found(other, entry.id)])
          same(each, { ...entry, seq: added.seq })
        const failure = { at: 1, kind: 'network' }
        await store.update(entry.id, (before) => ({ ...before, state: 'dead', lease: undefined, failure, tags: [] }))
        const dead = { ...entry, seq: added.seq, state: 'dead', lease: undefined, failure, tags: [] } as const
        same(await found(other, entry.id), dead)
      }),
  },
  {
    name: 'has what is undefined as undefined',
    run: (context) =>
      withStores(context, async (store) => {
        const entry = write({ body: undefined })
        await put(store, entry)
        const back = await found(store, entry.id)
        equal(
          [back?.body, back?.merge, back?.lease, back?.failure].map((value) => value === undefined),
          [true, true, true, true],
        )
        const seen = await new Promise<StoredWrite>((resolve, reject) => {
          store.update(entry.id, (before) => (resolve(before), before)).catch(reject)
        })
        same(seen, { ...entry, seq: seen.seq })
      }),
  },
  {
    name: 'keeps every byte of a body, also of a part of a buffer',
    run: (context) =>
      withStores(context, async (store, other) => {
        const all = Uint8Array.from({ length: 256 }, (_, index) => index)
        const bodies = [all, all.subarray(10, 12), new Uint8Array(0), undefined, new Uint8Array(300_000).fill(7)]
        for (const body of bodies) {
          const { id } = await put(store, write({ body }))
          same((await found(other, id))?.body, body)
          await store.update(id, (entry) => ({ ...entry, body: all.subarray(3, 6) }))
          same((await found(other, id))?.body, Uint8Array.of(3, 4, 5))
          await store.update(id, (entry) => ({ ...entry, body }))
          same((await found(other, id))?.body, body)
        }
      }),
  },
  {
    name: 'keeps texts of every kind',
    run: (context) =>
      withStores(context, async (store) => {
        const entries = ODD_TEXTS.map((text) =>
          write({ lane: text, identity: text, url: text, key: text, merge: text, tags: [text] }),
        )
        for (const entry of entries) await put(store, entry)
        const all = await store.list()
        for (const [index, entry] of entries.entries()) same({ ...all[index], seq: 0 }, entry)
      }),
  },
]

const idOf = ({ id }: StoredWrite): string => id
const placeOf = ({ seq }: StoredWrite): number => seq

function isRising(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? place))
}

/** Compares by value, whatever the order of members; bytes are told from lists of numbers. */
function same(actual: unknown, expected: unknown): void {
  equal(printed(actual), printed(expected))
}

function printed(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes: ${value.join()}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return members.flatMap(([name, member]) => (member === undefined ? [] : [[name, printed(member)]]))
}
