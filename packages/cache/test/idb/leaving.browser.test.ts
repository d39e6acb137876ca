import type { CacheStore } from '@fairlead/cache'
import { describe, expect, test, vi } from 'vitest'
import { type Here, books, placeNamed, present, put } from './here.ts'
import { entry } from '../support/entry.ts'

const here = placeNamed('fairlead-cache-leaving')
const none = { books: { entries: 0, bytes: 0 }, counted: { entries: 0, bytes: 0 }, bodies: 0 }

async function fill(store: CacheStore, count: number, names: readonly string[]): Promise<void> {
  const { epoch } = await store.get('')
  const keys = Array.from({ length: count }, (_, index) => `${names[0]} ${index}`)
  await Promise.all(keys.map(async (key) => store.set(entry(key, { names }), epoch)))
}

function leaving({ peek }: Here): Promise<number> {
  return peek(async (connection) => (await connection.get('books', 'books')).leaving)
}

/** Lets so many transactions that write through; what comes after them is not done, as where the page has ended. */
function endAfter(writes: number) {
  const { transaction } = IDBDatabase.prototype
  let left = writes
  return vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...args: Parameters<IDBDatabase['transaction']>
  ) {
    if (args[1] === 'readwrite' && left-- <= 0) throw new DOMException('the page has ended', 'DataError')
    return transaction.apply(this, args)
  })
}

describe('what is gone leaves IndexedDB', () => {
  test('with the transaction that writes it down, up to a hundred', async () => {
    const store = here.open()
    await put(store, 'kept', { names: ['id:bob'] })
    await fill(store, 100, ['id:ann'])
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await store.invalidate(['id:ann'], 'gone')
    // One more notes it.
    expect(begins.mock.calls.map(([stores]) => stores)).toEqual(['books', expect.any(Array)])
    const { books: written, counted, bodies } = await books(here)
    expect(counted).toMatchObject({ entries: 1 })
    expect(written).toEqual(counted)
    expect(bodies).toBe(1)
    expect(await leaving(here)).toBe(0)
  })

  test('once, where an entry has several of the names, and a name is told twice', async () => {
    const store = here.open()
    await fill(store, 3, ['id:ann', 'tag:vessels'])
    await fill(store, 3, ['id:bob'])
    await Promise.all([
      store.invalidate(['id:ann', 'tag:vessels', 'id:ann'], 'gone'),
      store.invalidate(['tag:vessels', 'unknown'], 'stale'),
      store.invalidate(['tag:vessels', 'unknown'], 'gone'),
    ])
    const { books: written, counted, bodies } = await books(here)
    expect(counted).toMatchObject({ entries: 3 })
    expect(written).toEqual(counted)
    expect(bodies).toBe(3)
  })

  test('not at all, where a write of it fails: nothing is half done', async () => {
    const store = here.open()
    await fill(store, 3, ['id:ann'])
    await fill(store, 3, ['id:bob'])
    const { put: write, add } = IDBObjectStore.prototype
    const puts = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      return (this.name === 'books' ? add : write).apply(this, args)
    })
    await expect(store.invalidate(['id:ann'], 'gone')).rejects.toThrow('already exists')
    puts.mockRestore()
    expect((await books(here)).counted).toMatchObject({ entries: 6 })
    expect(await here.peek((connection) => connection.count('names'))).toBe(0)
    await store.get('')
    expect((await books(here)).counted).toMatchObject({ entries: 3 })
  })

  test.each([0, 1, 2, 3])('after the next look-up, where the page ended after %i of the portions', async (portions) => {
    const ended = here.open()
    await put(ended, 'kept', { names: ['id:bob'] })
    await fill(ended, 350, ['id:ann'])
    const end = endAfter(3 + portions)
    await ended.invalidate(['id:ann'], 'gone')
    await ended.close?.()
    end.mockRestore()
    expect((await books(here)).counted).toMatchObject({ entries: 351 - 100 * portions })
    expect(await leaving(here)).toBeGreaterThan(0)

    const next = here.open()
    expect(await present(next, 'a')).toBe('')
    await vi.waitFor(async () => expect(await leaving(here)).toBe(0))
    const { books: written, counted, bodies } = await books(here)
    expect(counted).toMatchObject({ entries: 1 })
    expect(written).toEqual(counted)
    expect(bodies).toBe(1)
    expect((await next.get('kept')).found).toHaveLength(1)
  })

  test.each([
    ['gone', []],
    ['stale', [true]],
  ] as const)('or is %s, where the page ended after it was noted', async (mode, found) => {
    const ended = here.open()
    await fill(ended, 3, ['id:ann'])
    await put(ended, 'kept', { names: ['id:bob'] })
    const { epoch } = await ended.get('')
    const end = endAfter(1)
    await expect(ended.invalidate(['id:ann'], mode)).rejects.toThrow('ended')
    end.mockRestore()
    expect(await here.peek((connection) => connection.count('names'))).toBe(0)

    const next = here.open()
    expect(await next.set(entry('late', { names: ['id:ann'] }), epoch)).toBe(true)
    const looked = await Promise.all(['id:ann 0', 'late', 'kept'].map(async (key) => next.get(key)))
    expect(looked.map((each) => each.found.map(({ stale }) => stale))).toEqual([found, found, [false]])
    await vi.waitFor(async () => expect(await here.peek((connection) => connection.count('books'))).toBe(1))
    expect((await books(here)).counted).toMatchObject({ entries: mode === 'gone' ? 1 : 5 })
    expect((await next.get('id:ann 1')).found.map(({ stale }) => stale)).toEqual(found)
    expect(await put(next, 'id:ann 1', { names: ['id:ann'] })).toBe(true)
    expect((await next.get('id:ann 1')).found.map(({ stale }) => stale)).toEqual([false])
  })

  test('is noted at once, also while another invalidation is written down', async () => {
    const ended = here.open()
    await fill(ended, 3, ['id:ann'])
    const end = endAfter(3)
    const calls = [ended.invalidate(['x'], 'stale'), ended.invalidate(['id:ann'], 'gone')]
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    expect(end.mock.calls.map(([stores]) => stores)).toEqual(['books', expect.any(Array), 'books'])
    await Promise.allSettled(calls.map(async (call) => call))
    end.mockRestore()
    expect((await here.open().get('id:ann 0')).found).toEqual([])
    await vi.waitFor(async () => expect(await books(here)).toEqual(none))
    expect((await ended.get('id:ann 0')).found).toEqual([])
  })

  test('with all the rest, where a note cannot be read', async () => {
    const store = here.open()
    await fill(store, 3, ['id:ann'])
    await here.peek((connection) => connection.put('books', { id: 'note', changes: [{ names: 'id:ann' }] }, 'note'))
    expect((await store.get('id:ann 0')).found).toEqual([])
    await vi.waitFor(async () => expect(await books(here)).toEqual(none))
    expect(await put(store, 'a')).toBe(true)
    expect(await present(store, 'a')).toBe('a')
  })

  test('after the look-up is answered, which waits for nothing of it', async () => {
    const ended = here.open()
    await put(ended, 'kept', { names: ['id:bob'] })
    await fill(ended, 150, ['id:ann'])
    const end = endAfter(2)
    await ended.invalidate(['id:ann'], 'gone')
    await ended.close?.()
    end.mockRestore()
    const next = here.open()
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction')
    expect((await next.get('kept')).found).toHaveLength(1)
    expect(begins.mock.calls.map(([, mode]) => mode)).not.toContain('readwrite')
    await next.close?.()
    expect((await books(here)).counted).toMatchObject({ entries: 1 })
  })

  test.each([
    ['it cannot be read itself', 'entries', [['kept', '']]],
    ['the change of its name cannot be read, and what is beside it', 'names', []],
  ])('where %s', async (_, broken, left) => {
    const ended = here.open()
    await fill(ended, 150, ['id:ann'])
    await put(ended, 'kept', { names: ['id:bob'] })
    await put(ended, 'odd', { names: ['id:bob'] })
    const end = endAfter(2)
    await ended.invalidate(['id:ann'], 'gone')
    await ended.close?.()
    end.mockRestore()
    await here.peek(async (connection) => {
      if (broken === 'names') await connection.put('names', 'yesterday', 'id:ann')
      await connection.put('entries', { ...(await connection.get('entries', ['odd', ''])), epoch: Number.NaN })
    })
    await here.open().get('kept')
    await vi.waitFor(async () => expect(await leaving(here)).toBe(0))
    expect(await here.peek((connection) => connection.getAllKeys('bodies'))).toEqual(left)
  })

  test('where its name was forgotten', async () => {
    const store = here.open()
    await fill(store, 5, ['id:ann'])
    for (let call = 0; call < 11; call++)
      await store.invalidate(
        Array.from({ length: 1_000 }, (_, index) => `${call} ${index}`),
        'stale',
      )
    await vi.waitFor(async () => expect(await books(here)).toEqual(none))
    expect(await leaving(here)).toBe(0)
  })

  test('costs a page nothing where nothing is left', async () => {
    const store = here.open()
    await fill(store, 3, ['id:ann'])
    await store.invalidate(['id:ann'], 'gone')
    const next = here.open()
    await next.get('')
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await next.get('a')
    await next.close?.()
    expect(begins).toHaveBeenCalledOnce()
  })
})
