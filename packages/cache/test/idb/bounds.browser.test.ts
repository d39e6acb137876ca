import { describe, expect, test, vi } from 'vitest'
import { books, placeNamed, present, put } from './here.ts'
import { entry } from '../support/entry.ts'

const here = placeNamed('fairlead-cache-bounds')

/** Moves the clock, which stands still from then on. */
function at(ms: number): void {
  vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000 + ms)
}

describe('the bounds of the store in IndexedDB', () => {
  test('let the oldest go for one too many', async () => {
    const store = here.open({ maxEntries: 3 })
    for (const [index, key] of 'abcde'.split('').entries()) {
      at(index)
      expect(await put(store, key)).toBe(true)
    }
    expect(await present(store, 'abcde')).toBe('cde')
    const { books: written, counted, bodies } = await books(here)
    expect(written).toEqual(counted)
    expect(bodies).toBe(3)
  })

  test('let the least recently used go, in another tab too', async () => {
    const [store, other] = [here.open({ maxEntries: 3 }), here.open({ maxEntries: 3 })]
    for (const [index, key] of 'abc'.split('').entries()) {
      at(index)
      await put(store, key)
    }
    at(60_000)
    await store.get('a')
    await vi.waitFor(async () =>
      expect(await here.peek((connection) => connection.get('entries', ['a', '']))).toMatchObject({
        usedAt: 1_800_000_060_000,
      }),
    )
    at(60_001)
    await put(other, 'd')
    expect(await present(store, 'abcd')).toBe('acd')
  })

  test('cost a hit no write where the last use was a moment ago', async () => {
    const store = here.open()
    at(0)
    await put(store, 'a')
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction')
    for (const ms of [1, 1_000, 59_999]) {
      at(ms)
      expect((await store.get('a')).found).toHaveLength(1)
    }
    await store.get('b')
    expect(begins.mock.calls.map(([, mode]) => mode)).toEqual([undefined, undefined, undefined, undefined])
    at(60_000)
    await store.get('a')
    expect(begins.mock.calls.map(([, mode]) => mode).slice(4)).toEqual([undefined, 'readwrite'])
  })

  test('hold for the bytes of all bodies and headers together', async () => {
    const store = here.open({ maxBytes: 200_000 })
    const headers = [['x-filling', 'x'.repeat(100)]] as const
    for (let index = 0; index < 200; index++) {
      expect(await put(store, `key ${index}`, { body: new Uint8Array(4_096), headers })).toBe(true)
    }
    const { books: written, counted, bodies } = await books(here)
    expect(written).toEqual(counted)
    const { entries, bytes } = counted as { entries: number; bytes: number }
    expect(bytes).toBeLessThanOrEqual(200_000)
    expect(entries).toBeGreaterThan(30)
    expect(bodies).toBe(entries)
    expect((await store.get('key 199')).found).toHaveLength(1)
  })

  test('refuse a body that is too large, and keep what is there', async () => {
    const store = here.open({ maxEntryBytes: 1_000, maxBytes: 100_000 })
    expect(await put(store, 'a', { body: new Uint8Array(1_000) })).toBe(true)
    expect(await put(store, 'a', { body: new Uint8Array(1_001) })).toBe(false)
    expect(await put(store, 'b', { headers: [['x-filling', 'x'.repeat(60_000)]] })).toBe(false)
    expect(await present(store, 'ab')).toBe('a')
  })

  test('let the least recently used variant of a key go for the thirty-third', async () => {
    const store = here.open()
    await put(store, 'other')
    for (let index = 0; index < 40; index++) {
      at(index)
      await put(store, 'a', { variant: String(index) })
    }
    const variants = (await store.get('a')).found.map(({ entry: { variant } }) => Number(variant))
    expect(variants.toSorted((one, next) => one - next)).toEqual(Array.from({ length: 32 }, (_, index) => index + 8))
    expect((await store.get('other')).found).toHaveLength(1)
  })

  test('count right after replacing, removing, invalidating and refusing', async () => {
    const store = here.open({ maxBytes: 20_000, maxEntries: 12 })
    let seed = 7
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let round = 0; round < 150; round++) {
      const key = `key ${random(15)}`
      const body = random(4) === 0 ? null : new Uint8Array(random(3_000))
      const names = [`name ${random(6)}`, `name ${random(6)}`]
      const act = random(10)
      if (act === 0) await store.delete(key)
      else if (act === 1) await store.invalidate(names, random(2) ? 'gone' : 'stale')
      else await put(store, key, { body, names, variant: String(random(3)) })
    }
    const { books: written, counted, bodies } = await books(here)
    expect(written).toEqual(counted)
    expect((counted as { bytes: number }).bytes).toBeLessThanOrEqual(20_000)
    expect(bodies).toBeLessThanOrEqual((counted as { entries: number }).entries)
    await store.invalidate(['*'], 'gone')
    expect(await books(here)).toEqual({ books: { entries: 0, bytes: 0 }, counted: { entries: 0, bytes: 0 }, bodies: 0 })
  })

  test('remove what is gone from the disk, bodies too, before the invalidation is done', async () => {
    const store = here.open()
    for (const key of 'abc') await put(store, key, { names: ['id:ann', key] })
    await put(store, 'd', { names: ['id:bob'] })
    await store.invalidate(['id:ann'], 'gone')
    const left = await here.peek(async (connection) => [
      await connection.getAllKeys('entries'),
      await connection.getAllKeys('bodies'),
    ])
    expect(left).toEqual([[['d', '']], [['d', '']]])
  })

  test('remove many a portion at a time, none of which is seen, and nothing that has come since', async () => {
    const [store, other] = [here.open(), here.open()]
    const { epoch } = await store.get('a')
    await put(store, 'kept', { names: [] })
    const keys = Array.from({ length: 250 }, (_, index) => `key ${index}`)
    await Promise.all(keys.map(async (key) => store.set(entry(key, { names: ['many', 'many too'] }), epoch)))
    const invalidated = store.invalidate(['many', 'many too'], 'gone')
    await vi.waitFor(async () => expect((await other.get('a')).epoch).toBeGreaterThan(epoch), { interval: 1 })
    expect((await other.get('key 249')).found).toEqual([])
    expect(await put(other, 'key 248', { names: ['many'] })).toBe(true)
    await invalidated
    await vi.waitFor(async () =>
      expect(await here.peek((connection) => connection.getAllKeys('entries'))).toEqual([
        ['kept', ''],
        ['key 248', ''],
      ]),
    )
    const { books: written, counted, bodies } = await books(here)
    expect(written).toEqual(counted)
    expect(bodies).toBe(2)
  })

  test('hold for the names that were invalidated: what is forgotten counts as gone', async () => {
    const store = here.open()
    const { epoch } = await store.get('a')
    await put(store, 'a')
    for (let call = 0; call < 11; call++) {
      await store.invalidate(
        Array.from({ length: 1_000 }, (_, index) => `${call} ${index}`),
        'stale',
      )
    }
    expect(await here.peek((connection) => connection.count('names'))).toBeLessThanOrEqual(10_000)
    expect(await present(store, 'a')).toBe('')
    expect(await store.set(entry('a'), epoch)).toBe(false)
    await vi.waitFor(async () => expect((await books(here)).counted).toEqual({ entries: 0, bytes: 0 }))
    expect(await put(store, 'a', { names: ['0 0', '10 999'] })).toBe(true)
    expect(await present(store, 'a')).toBe('a')
  })

  test.each([
    [{ maxBytes: 0 }, '`maxBytes` is no number above 0'],
    [{ maxEntries: Number.NaN }, '`maxEntries` is no number above 0'],
    [{ maxEntryBytes: '1' as never }, '`maxEntryBytes` is no number above 0'],
    [{ name: '' }, '`name` is no text'],
    [{ maxAgeMs: 1 } as never, "unknown option 'maxAgeMs'"],
  ])('are checked: %o', (options, message) => {
    expect(() => here.open(options)).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining(message) }),
    )
  })
})
