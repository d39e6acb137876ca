import type { CacheOptions, CacheStore, Turn } from '@fairlead/cache'
import { type Answer, createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { fresh, rig, stateOf, times } from './support/rig.ts'
import { sharedStores } from './support/shared-store.ts'

/** Two programs that share a store, and a server whose answers have versions. */
function fleet(
  change: (store: CacheStore) => Partial<CacheStore> = () => ({}),
  answer: Answer = fresh(600),
  options: CacheOptions = {},
  clock = createVirtualClock(),
) {
  const { memory, open } = sharedStores()
  let version = 0
  const programs = times(2, () => {
    const store = open()
    const own: CacheStore = { ...store, ...change(store) }
    const made = rig(
      ({ method, headers }) => {
        if (method === 'PUT') return { status: 204 }
        if ('if-none-match' in headers) return { status: 304 }
        return { delayMs: 100, ...answer, json: ++version, headers: { etag: `"${version}"`, ...answer.headers } }
      },
      { clock, cache: { store: own, ...options } },
    )
    return { ...made, store: own, read: () => made.client.get('/v').json() }
  })
  const [one, two] = programs as [(typeof programs)[number], (typeof programs)[number]]
  /** Waits for all of them, and lets the clock go on meanwhile. */
  async function all<T>(...calls: readonly Promise<T>[]): Promise<T[]> {
    const done = Promise.all(calls)
    await clock.advance(1_000)
    return done
  }
  return { clock, memory, one, two, all }
}

describe('what is in memory, where others share the store', () => {
  test('is given when it is known that nobody has invalidated it', async () => {
    const { one, two, all } = fleet()
    await all(one.read())
    await all(two.read())
    await one.client.put('/v')
    await all(two.read())
    expect(two.reports.at(-1)).toMatchObject({ outcome: 'miss' })
    await all(two.read())
    expect(two.reports.at(-1)).toMatchObject({ outcome: 'hit' })
  })

  test('is given at once where the store knows that without asking', async () => {
    const { one, all } = fleet(() => ({ sync: () => undefined }))
    await all(one.read())
    const asked = one.sent.length
    expect(await one.read()).toBe(1)
    expect(one.sent).toHaveLength(asked)
  })

  test.each<[string, Required<CacheStore>['sync']]>([
    ['hangs', () => new Promise(() => {})],
    ['rejects', () => Promise.reject(new Error('the store is broken'))],
    [
      'throws',
      () => {
        throw new Error('the store is broken')
      },
    ],
  ])('is asked about where that %s, and the store is not waited for once more', async (_how, sync) => {
    const { one, clock, all } = fleet(() => ({ sync }))
    await all(one.read())
    const get = vi.spyOn(one.store, 'get')
    const read = one.read()
    await clock.advance(50)
    expect(await read).toBe(1)
    expect(get).not.toHaveBeenCalled()
    expect(one.reports.at(-1)).toMatchObject({ outcome: 'revalidated', reason: 'invalidated' })
    expect(one.sent.at(-1)?.headers['if-none-match']).toBe('"1"')
  })

  test('is not asked about where it is in memory alone', async () => {
    const { one, all } = fleet(() => ({}), fresh(600), { type: 'private' })
    const read = (): Promise<unknown> => one.client.get('/v', { headers: { authorization: 'Basic x' } }).json()
    expect(await all(read())).toEqual(await all(read()))
    expect(one.sent).toHaveLength(1)
    expect(one.store.sync).not.toHaveBeenCalled()
  })
})

describe('a write, where others share the store', () => {
  test('has ended when they can know of it', async () => {
    const told = Promise.withResolvers<void>()
    const { one, clock } = fleet(() => ({ invalidate: () => told.promise }))
    const write = one.client.put('/v').response()
    await clock.advance(10)
    expect(await stateOf(write)).toBe('pending')
    told.resolve()
    expect((await write).status).toBe(204)
  })

  test('waits for a store no longer than a look-up does', async () => {
    const { one, clock } = fleet(() => ({ invalidate: () => new Promise(() => {}) }))
    const write = one.client.put('/v').response()
    await clock.advance(49)
    expect(await stateOf(write)).toBe('pending')
    await clock.advance(1)
    expect((await write).status).toBe(204)
  })

  test('is told again soon when the store was not reached, though nobody calls', async () => {
    const invalidate = vi.fn<CacheStore['invalidate']>(() => Promise.reject(new Error('the store is broken')))
    const { one, clock } = fleet(() => ({ invalidate }))
    await one.client.put('/v')
    expect(invalidate).toHaveBeenCalledOnce()
    invalidate.mockImplementation(() => {})
    await clock.advance(1_000)
    expect(invalidate).toHaveBeenCalledTimes(2)
    await clock.advance(60_000)
    expect(invalidate).toHaveBeenCalledTimes(2)
  })

  test('leaves nothing that waits when the client goes', async () => {
    const { one, clock } = fleet(() => ({ invalidate: () => Promise.reject(new Error('the store is broken')) }))
    await one.client.put('/v')
    await one.client.dispose()
    expect(clock.pending).toBe(0)
    one.client.cache.clear()
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  test('that the store was not told of does not keep a program alive', async () => {
    const clock = createVirtualClock()
    const { setTimeout, clearTimeout } = clock
    const holding = new Set<unknown>()
    vi.spyOn(clock, 'setTimeout').mockImplementation((callback, delayMs) => {
      const handle = { id: setTimeout(callback, delayMs), unref: () => holding.delete(handle) }
      holding.add(handle)
      return handle
    })
    vi.spyOn(clock, 'clearTimeout').mockImplementation((handle) => {
      holding.delete(handle)
      clearTimeout((handle as { readonly id: unknown } | undefined)?.id)
    })
    const broken = (): Promise<never> => Promise.reject(new Error('the store is broken'))
    const { one } = fleet(() => ({ invalidate: broken }), fresh(600), {}, clock)
    await one.client.put('/v')
    await clock.advance(0)
    expect(clock.pending).toBe(1)
    expect(holding.size).toBe(0)
  })

  test('by a tag can be waited for', async () => {
    const { one, two } = fleet()
    one.client.cache.invalidate(['t'])
    await one.client.cache.settled()
    expect(one.store.invalidate).toHaveBeenCalledOnce()
    await two.client.cache.settled()
  })
})

describe('calls in several processes that want the same', () => {
  test('are one request, where its answer is stored', async () => {
    const { one, two, all } = fleet()
    const reads = times(50, (index) => (index % 2 ? one : two).read())
    expect(new Set(await all(...reads))).toEqual(new Set([1]))
    expect(one.sent.length + two.sent.length).toBe(1)
  })

  test('are one request also where one of them has been answered between the look-up and the turn', async () => {
    const held = Promise.withResolvers<void>()
    const { one, two, all, clock } = fleet((store) => ({
      lease: (key) => held.promise.then(() => store.lease?.(key) ?? 'go'),
    }))
    const late = two.read()
    await clock.advance(0)
    // The other one goes without a turn, and is done before this one has its own.
    const [version] = await all(one.client.get('/v', { cache: 'reload' }).json())
    held.resolve()
    expect(await all(late)).toEqual([version])
    expect(one.sent.length + two.sent.length).toBe(1)
  })

  test('take turns again where nothing was stored', async () => {
    const { one, two, all } = fleet(() => ({}), {})
    await all(one.read(), two.read())
    expect(one.sent.length + two.sent.length).toBe(2)
    expect(two.store.lease).toHaveBeenCalledTimes(2)
  })

  test.each<[string, () => Turn | Promise<Turn>]>([
    ['is told to', () => 'go'],
    ['cannot wait', () => Promise.reject(new Error('the store is broken'))],
  ])('do not wait where one %s', async (_why, lease) => {
    const { one, two, all } = fleet(() => ({ lease }))
    await all(one.read(), two.read())
    expect(one.sent.length + two.sent.length).toBe(2)
  })

  test('wait no second time where the answer was for other headers', async () => {
    const lease = vi.fn<() => Turn>(() => 'go')
    const { one, two, all } = fleet(() => ({ lease }), fresh(600, { headers: { vary: 'accept-language' } }))
    const read = ({ client }: typeof one, language: string): Promise<unknown> =>
      client.get('/v', { headers: { 'accept-language': language } }).json()
    expect(await all(read(one, 'de'))).toEqual([1])
    lease.mockReturnValue('look')
    expect(await all(read(two, 'en'))).toEqual([2])
    expect(lease).toHaveBeenCalledTimes(2)
  })

  test('go without a turn after others have had theirs in vain, or a store that says so', async () => {
    const lease = vi.fn<() => Turn>(() => 'look')
    const { one, all } = fleet(() => ({ lease }))
    expect(await all(one.read())).toEqual([1])
    expect(lease).toHaveBeenCalledTimes(2)
  })

  test('wait half of their time at most', async () => {
    const { one, clock } = fleet(() => ({ lease: () => new Promise(() => {}) }))
    const read = one.client.get('/v', { timeouts: { totalMs: 1_000 } }).json()
    await clock.advance(499)
    expect(one.sent).toHaveLength(0)
    await clock.advance(101)
    expect(await read).toBe(1)
  })

  test.each([
    ['that it is stored', fresh(600), [true]],
    ['that it is not', { headers: { etag: '', 'cache-control': 'no-store' } }, [false]],
    ['that it is of no use to others', {}, [false]],
    ['that it failed', { status: 500 }, [false]],
  ])('give their turn back and say %s', async (_what, answer, said) => {
    const turn = vi.fn<(isStored?: boolean) => void>()
    const { one, clock } = fleet(() => ({ lease: () => turn }), answer)
    const read = one.read().catch(() => {})
    await clock.advance(1_000)
    await read
    expect(turn.mock.calls).toEqual([said])
  })

  test('are answered also where their turn cannot be given back, or is none', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const turns = [
      () => {
        throw new Error('the store is broken')
      },
      {} as Turn,
    ]
    const { one, all } = fleet(() => ({ lease: () => turns.shift() ?? 'go' }), {
      headers: { 'cache-control': 'no-store' },
    })
    expect(await all(one.read())).toEqual([1])
    expect(await all(one.read())).toEqual([2])
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })

  test('give their turn back without a word when nobody wants the answer any more', async () => {
    const turn = vi.fn<(isStored?: boolean) => void>()
    const { one, clock } = fleet(() => ({ lease: () => turn }))
    const leaving = new AbortController()
    const read = one.client.get('/v', { signal: leaving.signal }).json()
    await clock.advance(10)
    leaving.abort()
    await expect(read).rejects.toMatchObject({ kind: 'abort' })
    await clock.advance(0)
    expect(turn.mock.calls).toEqual([[undefined]])
  })

  test('take no turn when they want something newer than there is, or an answer of their own', async () => {
    const { one, clock } = fleet()
    const reads = [
      one.client.get('/v', { cache: 'reload' }).json(),
      one.client.get('/v', { headers: { range: 'bytes=0-1' } }).json(),
      one.client.get('/v').response(),
    ]
    await clock.advance(1_000)
    await Promise.all(reads)
    expect(one.store.lease).not.toHaveBeenCalled()
  })
})
