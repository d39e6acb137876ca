import { idbCoordinator } from '@fairlead/auth/idb'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { afterEach, describe, expect, test, vi } from 'vitest'

const name = 'fairlead-auth-test'
const made: ReturnType<typeof idbCoordinator>[] = []

function open(options: { openTimeoutMs?: number } = {}) {
  const coordinator = idbCoordinator({ name, ...options })
  made.push(coordinator)
  return coordinator
}

afterEach(async () => {
  vi.restoreAllMocks()
  for (const { close } of made.splice(0)) await close?.()
  await settled(indexedDB.deleteDatabase(name))
})

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

const storeFailed = (message: RegExp) =>
  expect.objectContaining({
    kind: 'auth',
    reason: 'store-failed',
    message: expect.stringMatching(message) as string,
  })

describe('the coordinator in IndexedDB', () => {
  test.each(coordinatorCases)('$name', async ({ run }) => {
    await expect(run({ open, keeps: 'clones' })).resolves.toBeUndefined()
  })

  test('makes way for a tab that deletes the database, and opens it anew', async () => {
    const { store } = open()
    const revision = await store.compareAndSet('key', undefined, 1)
    await settled(indexedDB.deleteDatabase(name))
    expect(await Promise.all([store.get('key'), store.get('key')])).toEqual([undefined, undefined])
    const again = await store.compareAndSet('key', undefined, 2)
    expect(again).not.toBe(revision)
    expect(await open().store.get('key')).toEqual({ revision: again, value: 2 })
  })

  test('makes way for a newer version of itself, and says that it is too old', async () => {
    const { store } = open()
    await store.compareAndSet('key', undefined, 1)
    const newer = await settled(indexedDB.open(name, 99))
    newer.close()
    await expect(store.get('key')).rejects.toEqual(storeFailed(/cannot be opened \(VersionError\)/))
    await expect(store.compareAndSet('key', undefined, 2)).rejects.toEqual(storeFailed(/VersionError/))
  })

  test('opens once more when the browser has closed the connection under it', async () => {
    const { store } = open()
    const revision = (await store.compareAndSet('key', undefined, 1)) || ''
    const { transaction } = IDBDatabase.prototype
    const starts = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase) {
      this.close()
      return transaction.call(this, 'entries')
    })
    expect(await store.compareAndSet('key', revision, 2)).toBeTypeOf('string')
    expect(starts).toHaveBeenCalledTimes(2)
  })

  test('is rejected in time where another tab keeps the database from opening, and works later', async () => {
    const stubborn = await settled(indexedDB.open(name, 1))
    const deleted = settled(indexedDB.deleteDatabase(name))
    const { store } = open({ openTimeoutMs: 100 })
    await expect(store.get('key')).rejects.toEqual(storeFailed(/did not open within 100 ms/))
    stubborn.close()
    await deleted
    expect(await store.get('key')).toBeUndefined()
  })

  test('is rejected where the browser refuses to open, and where the database is not ours', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('A mutation operation was attempted', 'InvalidStateError')
    })
    const { store } = open()
    await expect(store.get('key')).rejects.toEqual(storeFailed(/cannot be opened \(InvalidStateError\)/))
    const foreign = await settled(indexedDB.open(name, 1))
    foreign.close()
    await expect(store.get('key')).rejects.toEqual(storeFailed(/does not work \(NotFoundError\)/))
  })

  test('refuses what cannot be cloned without quoting it, and goes on', async () => {
    const { store } = open()
    const value = { secret: 'sentinel-token', run: () => 'sentinel-token' }
    const error = await store.compareAndSet('key', undefined, value).then(String, (thrown: Error) => thrown)
    expect(error).toMatchObject({ kind: 'config', message: expect.not.stringContaining('sentinel') as string })
    expect(await store.compareAndSet('key', undefined, 1)).toBeTypeOf('string')
  })

  test('tells other tabs the key and nothing else', async () => {
    const messages: unknown[] = []
    const channel = new BroadcastChannel(`fairlead:auth:${name}`)
    channel.onmessage = ({ data }) => messages.push(data)
    await open().store.compareAndSet('bearer', undefined, { accessToken: 'sentinel-token' })
    await vi.waitFor(() => expect(messages).toEqual(['bearer']))
    channel.close()
  })
})
