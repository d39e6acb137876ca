import type { OutboxEntry, OutboxStore } from '@fairlead/queue'
import { idbOutbox } from '@fairlead/queue/idb'
import { deleteDB, openDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { write } from '../stores/write.ts'

const name = 'fairlead-outbox-platform'
const ROOMY = { maxEntries: 100, maxBytes: 1_000 }
const unavailable = { kind: 'rejected', reason: 'outbox-unavailable', retryable: true }
const full = { kind: 'rejected', reason: 'outbox-full' }
const made: OutboxStore[] = []
const { add, put } = IDBObjectStore.prototype

afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  for (const store of made.splice(0)) await store.close?.()
  await deleteDB(name)
})

function open(): OutboxStore {
  const store = idbOutbox({ name })
  made.push(store)
  return store
}

async function ids(store: OutboxStore): Promise<string> {
  return (await store.list()).map(({ id }) => id).join('')
}

/** Advances until the call has ended, as if time did nothing else. */
async function late<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {})
  await vi.advanceTimersByTimeAsync(5_000)
  return call
}

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}

describe('the outbox in IndexedDB, when the browser', () => {
  test('is asked to write: has it on the disk, and not in its own memory, before it answers', async () => {
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const store = open()
    await store.add(write('a'), ROOMY)
    await store.update('a', () => null)
    expect(begins.mock.calls).toEqual(
      Array.from({ length: 2 }, () => ['entries', 'readwrite', { durability: 'strict' }]),
    )
  })

  test('has no Web Locks: says that tabs share it without', () => {
    expect(open().isShared).toBe(false)
    vi.stubGlobal('navigator', {})
    expect(open().isShared).toBe(true)
    vi.unstubAllGlobals()
  })

  test('lets somebody delete the database: makes way, and works on with a new one', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    await deleteDB(name)
    expect(await ids(store)).toBe('')
    await store.add(write('b'), ROOMY)
    expect(await ids(open())).toBe('b')
  })

  test('has a newer version of it: rejects', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    const newer = await openDB(name, 99)
    newer.close()
    await expect(store.add(write('b'), ROOMY)).rejects.toMatchObject(unavailable)
    await expect(store.list()).rejects.toMatchObject(unavailable)
  })

  test('refuses to open it: rejects, and tries again at the next call', async () => {
    const store = open()
    const opens = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('The user denied permission', 'SecurityError')
    })
    await expect(store.add(write('a'), ROOMY)).rejects.toMatchObject({
      ...unavailable,
      message: 'idbOutbox: the storage does not work (SecurityError)',
    })
    opens.mockRestore()
    expect(await ids(store)).toBe('')
    expect(await store.add(write('a'), ROOMY)).toMatchObject({ id: 'a' })
  })

  test('closes the connection under it: opens another one, once', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    const { transaction } = IDBDatabase.prototype
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase) {
      this.close()
      return transaction.call(this, 'entries')
    })
    expect(await ids(store)).toBe('a')
    expect(begins).toHaveBeenCalledTimes(2)
    begins.mockClear().mockImplementation(() => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
    })
    await expect(store.list()).rejects.toMatchObject(unavailable)
    expect(begins).toHaveBeenCalledTimes(2)
  })

  test('loses the connection in the middle: does it once, and never half', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(abortAfter(add))
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(abortAfter(put))
    expect(await store.add(write('b'), ROOMY)).toMatchObject({ id: 'b' })
    const more = vi.fn<(entry: OutboxEntry) => OutboxEntry>((entry) => ({ ...entry, attempts: entry.attempts + 1 }))
    expect(await store.update('a', more)).toMatchObject({ attempts: 1 })
    expect(more).toHaveBeenCalledTimes(2)
    expect((await store.list()).map(({ id, attempts }) => [id, attempts])).toEqual([
      ['a', 1],
      ['b', 0],
    ])
  })

  test('loses the connection when it has just written: knows what it has', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    const { transaction } = IDBDatabase.prototype
    const begins = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (
      this: IDBDatabase,
      ...args
    ) {
      const begun = transaction.apply(this, args)
      begun.addEventListener('complete', (event) => {
        event.stopImmediatePropagation()
        begun.dispatchEvent(new Event('abort'))
      })
      return begun
    })
    const added = await store.add(write('b'), ROOMY)
    expect(begins).toHaveBeenCalledTimes(2)
    expect((await store.list()).map(({ id, seq }) => [id, seq])).toEqual([
      ['a', 1],
      ['b', added?.seq],
    ])
  })

  test('has another database under its name: rejects', async () => {
    const foreign = await openDB(name, 1)
    foreign.close()
    await expect(open().list()).rejects.toMatchObject(unavailable)
  })

  test('does not open it, as another tab holds it: rejects, and works later', async () => {
    const stubborn = await openDB(name, 1)
    const deleted = deleteDB(name)
    fakeTimers()
    const store = open()
    await expect(late(store.add(write('a'), ROOMY))).rejects.toMatchObject(unavailable)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
    stubborn.close()
    await deleted
    expect(await store.add(write('b'), ROOMY)).toMatchObject({ id: 'b' })
    expect(await ids(store)).toBe('b')
  })

  test('does not answer: rejects, stores nothing afterwards, and works once it does', async () => {
    const store = open()
    await store.add(write('a'), ROOMY)
    const connection = await openDB(name)
    const { store: held } = connection.transaction('entries', 'readwrite')
    const hold = { on: true }
    const holding = (async () => {
      while (hold.on) await held.get(1)
    })()
    fakeTimers()
    await expect(late(store.add(write('b'), ROOMY))).rejects.toMatchObject(unavailable)
    hold.on = false
    await holding
    connection.close()
    vi.useRealTimers()
    expect(await ids(store)).toBe('a')
    expect(await store.add(write('c'), ROOMY)).toMatchObject({ id: 'c' })
  })

  test.each(['call', 'request'])(
    'has no room, and says so by the %s: rejects, stores nothing, works on',
    async (how) => {
      const store = open()
      await store.add(write('a'), ROOMY)
      const writes = (['add', 'put'] as const).map((method) => failing(method, how))
      await expect(store.add(write('b'), ROOMY)).rejects.toMatchObject(full)
      await expect(store.update('a', (entry) => ({ ...entry, attempts: 1 }))).rejects.toMatchObject(full)
      expect((await store.list()).map(({ id, attempts }) => [id, attempts])).toEqual([['a', 0]])
      await store.update('a', () => null)
      for (const each of writes) each.mockRestore()
      expect(await store.add(write('b'), ROOMY)).toMatchObject({ id: 'b' })
      expect(await ids(store)).toBe('b')
    },
  )

  test('is left: nothing is answered after close, no timer stays, and what was stored does', async () => {
    fakeTimers()
    const store = open()
    await store.add(write('a'), ROOMY)
    await store.close?.()
    await expect(store.add(write('b'), ROOMY)).rejects.toMatchObject(unavailable)
    expect(vi.getTimerCount()).toBe(0)
    expect(await ids(open())).toBe('a')
  })
})

type Write = (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) => IDBRequest<IDBValidKey>

function abortAfter(act: Write): Write {
  return function (...args) {
    const request = act.apply(this, args)
    this.transaction.abort()
    return request
  }
}

/** No room: the call fails, or its request. */
function failing(method: 'add' | 'put', how: string) {
  return vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore) {
    const error = new DOMException('full', 'QuotaExceededError')
    if (how === 'call') throw error
    // The second fails, as its id is there.
    add.call(this, { id: 'twice' })
    return Object.defineProperty(add.call(this, { id: 'twice' }), 'error', { value: error })
  })
}
