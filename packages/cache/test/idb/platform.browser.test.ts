import type { Awaitable, CacheStore } from '@fairlead/cache'
import { deleteDB, openDB } from 'idb'
import { describe, expect, test, vi } from 'vitest'
import { placeNamed, present, put } from './here.ts'
import { entry } from '../support/entry.ts'

const here = placeNamed('fairlead-cache-platform')
const nothing = { epoch: -1, found: [] }
const unavailable = expect.objectContaining({ name: 'UnavailableError' })

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}

/** Advances until the call has ended, as if time did nothing else. */
async function late<T>(call: Awaitable<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(2_000)
  return call
}

async function expectEmpty(store: CacheStore): Promise<void> {
  expect(await store.get('a')).toEqual(nothing)
  expect(await store.set(entry('a'), 1)).toBe(false)
  await expect(store.invalidate(['x'], 'stale')).rejects.toEqual(unavailable)
}

describe('the store in IndexedDB, when the browser', () => {
  test('lets somebody delete the database: makes way, and takes nothing of before for something of now', async () => {
    const store = here.open()
    await put(store, 'a')
    await store.invalidate(['x'], 'stale')
    const { epoch } = await store.get('a')
    await deleteDB(here.name)
    expect(await store.set(entry('a'), epoch)).toBe(false)
    const lookup = await store.get('a')
    expect(lookup.found).toEqual([])
    expect(lookup.epoch).toBeGreaterThan(epoch)
    expect(await put(store, 'a')).toBe(true)
    expect(await present(here.open(), 'a')).toBe('a')
  })

  test('sets the time of day back and deletes the database: the clock still goes on', async () => {
    const store = here.open()
    const { epoch } = await store.get('a')
    await deleteDB(here.name)
    vi.spyOn(Date, 'now').mockReturnValue(1)
    expect(await store.set(entry('a'), epoch)).toBe(false)
    expect((await store.get('a')).epoch).toBe(epoch + 1)
  })

  test('has a newer version of it: is empty', async () => {
    const store = here.open()
    await put(store, 'a')
    const newer = await openDB(here.name, 99)
    newer.close()
    expect(await store.get('a')).toEqual(nothing)
    await expectEmpty(store)
  })

  test('refuses to open it: is empty, and tries again at the next call', async () => {
    const store = here.open()
    const opens = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('The user denied permission', 'SecurityError')
    })
    await expectEmpty(store)
    opens.mockRestore()
    expect(await put(store, 'a')).toBe(true)
  })

  test('closes the connection under it: opens another one, once', async () => {
    const store = here.open()
    await put(store, 'a')
    const { transaction } = IDBDatabase.prototype
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase) {
      this.close()
      return transaction.call(this, 'entries')
    })
    expect(await present(store, 'a')).toBe('a')
    expect(begins).toHaveBeenCalledTimes(2)
    begins.mockClear().mockImplementation(() => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
    })
    await expect(store.get('a')).rejects.toThrow('server lost')
    expect(begins).toHaveBeenCalledTimes(2)
  })

  test('has another database under its name: rejects', async () => {
    const foreign = await openDB(here.name, 1)
    foreign.close()
    await expect(here.open().get('a')).rejects.toEqual(expect.objectContaining({ name: 'NotFoundError' }))
  })

  test('does not open it, as another tab holds it: is empty, without a wait after the first, and works later', async () => {
    const stubborn = await openDB(here.name, 1)
    const deleted = deleteDB(here.name)
    fakeTimers()
    const store = here.open()
    expect(await late(store.get('a'))).toEqual(nothing)
    await expectEmpty(store)
    expect(vi.getTimerCount()).toBe(0)
    stubborn.close()
    await deleted
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await put(store, 'a')).toBe(true))
  })

  test('does not answer: is empty, and works once it does', async () => {
    const store = here.open()
    await put(store, 'a')
    const connection = await openDB(here.name)
    const { store: held } = connection.transaction('books', 'readwrite')
    const hold = { on: true }
    const holding = (async () => {
      while (hold.on) await held.get('books')
    })()
    fakeTimers()
    expect(await late(store.get('a'))).toEqual(nothing)
    expect(await late(store.set(entry('b'), 1))).toBe(false)
    await expect(Promise.all([late(Promise.resolve()), store.invalidate(['name of a'], 'gone')])).rejects.toEqual(
      unavailable,
    )
    hold.on = false
    await holding
    connection.close()
    vi.useRealTimers()
    expect(await present(store, 'ab')).toBe('')
    await vi.waitFor(async () => expect(await put(store, 'a')).toBe(true))
  })

  test('cannot write: an invalidation is rejected, and made up for before anything is answered', async () => {
    const store = here.open()
    for (const key of 'abc') await put(store, key)
    const { epoch } = await store.get('a')
    const { transaction } = IDBDatabase.prototype
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...args: Parameters<IDBDatabase['transaction']>
    ) {
      if (args[1] === 'readwrite') throw new DOMException('disk', 'DataError')
      return transaction.apply(this, args)
    })
    await expect(store.invalidate(['name of a'], 'gone')).rejects.toThrow('disk')
    await expect(store.invalidate(['name of b'], 'stale')).rejects.toThrow('disk')
    await expect(store.get('a')).rejects.toThrow('disk')
    begins.mockRestore()
    const looked = await Promise.all(['a', 'b', 'c'].map(async (key) => store.get(key)))
    expect(looked.map(({ found }) => found.map(({ stale }) => stale))).toEqual([[], [true], [false]])
    expect(await store.set(entry('a'), epoch)).toBe(false)
  })

  test('has no room: gives half back, and stores', async () => {
    const store = here.open()
    for (const key of 'abcd') await put(store, key)
    const puts = failingPuts(1)
    expect(await put(store, 'e')).toBe(true)
    puts.mockRestore()
    expect(await present(store, 'abcde')).toBe('cde')
  })

  test('has no room at all: does not store, and goes on', async () => {
    const store = here.open()
    for (const key of 'abcd') await put(store, key)
    const puts = failingPuts(2)
    expect(await put(store, 'e')).toBe(false)
    puts.mockRestore()
    expect(await present(store, 'abcde')).toBe('cd')
    expect(await put(store, 'e')).toBe(true)
  })

  test('has no room for what is gone: then everything is', async () => {
    const store = here.open()
    for (const key of 'abcd'.split('')) await put(store, key)
    const { epoch } = await store.get('a')
    const puts = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await store.invalidate(['name of a'], 'gone')
    expect(await store.get('b')).toEqual(nothing)
    expect(await store.set(entry('b'), epoch)).toBe(false)
    puts.mockRestore()
    expect(await store.set(entry('a'), epoch)).toBe(false)
    expect(await put(store, 'b')).toBe(true)
    expect(await present(store, 'abcd')).toBe('b')
  })

  test('has no room for the books of half of it: gives all back, and stores', async () => {
    const store = here.open()
    for (const key of 'abcd'.split('')) await put(store, key)
    const { put: write } = IDBObjectStore.prototype
    const { epoch } = await store.get('a')
    let left = 4
    const puts = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (left-- > 0) throw new DOMException('full', 'QuotaExceededError')
      return write.apply(this, args)
    })
    expect(await store.set(entry('e'), epoch)).toBe(false)
    puts.mockRestore()
    expect(await present(store, 'abcde')).toBe('')
    await vi.waitFor(async () => expect(await put(store, 'e')).toBe(true))
    expect(await present(store, 'abcde')).toBe('e')
  })

  test('is told to stop by a signal: nothing is half written', async () => {
    const store = here.open()
    await put(store, 'a', { body: Uint8Array.of(1) })
    const { epoch } = await store.get('a')
    const reason = new Error('gone ashore')
    const { put: write } = IDBObjectStore.prototype
    const control = new AbortController()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (this: IDBObjectStore, ...args) {
      const request = write.apply(this, args)
      control.abort(reason)
      return request
    })
    const stored = store.set(entry('a', { status: 201, body: Uint8Array.of(2) }), epoch, control.signal)
    await expect(stored).rejects.toBe(reason)
    const { found } = await store.get('a')
    expect(found.map(({ entry: { status, body } }) => [status, [...(body ?? [])]])).toEqual([[200, [1]]])
  })

  test('is left: nothing is answered after close, and no timer stays', async () => {
    fakeTimers()
    const store = here.open()
    await put(store, 'a')
    await store.close?.()
    await expectEmpty(store)
    expect(vi.getTimerCount()).toBe(0)
    expect(await present(here.open(), 'a')).toBe('a')
  })
})

/** No room for bodies, so many times: now the call fails, now its request. */
function failingPuts(times: number) {
  const { put: write, add } = IDBObjectStore.prototype
  let left = times
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name !== 'bodies' || left-- <= 0) return write.apply(this, args)
    const full = new DOMException('full', 'QuotaExceededError')
    if (left % 2 === 0) throw full
    write.apply(this, args)
    const request = add.apply(this, args)
    return Object.defineProperty(request, 'error', { value: full })
  })
}
