import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { createBatcher } from '../../src/batch/batcher.ts'
import type { BatcherOptions, LoadBatch } from '../../src/batch/options.ts'

/** A batcher that doubles numbers after `tookMs`, and what it loaded. */
function rig(options: Omit<BatcherOptions<number>, 'clock'> = {}, tookMs = 0) {
  const clock = createVirtualClock()
  const loaded: (readonly number[])[] = []
  const signals: AbortSignal[] = []
  const load: LoadBatch<number, number> = async (keys, { signal }) => {
    loaded.push(keys)
    signals.push(signal)
    if (tookMs > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, tookMs))
    return keys.map((key) => (key < 0 ? new Error(`no ${key}`) : key * 2))
  }
  return { clock, loaded, signals, batcher: createBatcher(load, { ...options, clock }) }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('keys of one turn', () => {
  test('are loaded together, each answered with its own value', async () => {
    const { batcher, loaded, clock } = rig()
    expect(await Promise.all([batcher.load(1), batcher.load(2), batcher.load(3)])).toEqual([2, 4, 6])
    expect(loaded).toEqual([[1, 2, 3]])
    expect(clock.pending).toBe(0)
  })

  test('are those as well that follow from promises of the turn', async () => {
    const { batcher, loaded } = rig()
    const later = async (key: number, turns: number): Promise<number> => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      return batcher.load(key)
    }
    await Promise.all([later(1, 0), later(2, 3), later(3, 10), later(4, 25)])
    expect(loaded).toEqual([[1, 2, 3, 4]])
  })

  test('that are the same are loaded once', async () => {
    const { batcher, loaded } = rig()
    expect(await Promise.all([batcher.load(1), batcher.load(1), batcher.load(2)])).toEqual([2, 2, 4])
    expect(loaded).toEqual([[1, 2]])
  })

  test('are the same as `keyOf` says', async () => {
    const load = vi.fn<LoadBatch<{ id: number }, number>>(async (keys) => keys.map(({ id }) => id))
    const batcher = createBatcher(load, { keyOf: ({ id }) => id })
    expect(await Promise.all([batcher.load({ id: 1 }), batcher.load({ id: 1 })])).toEqual([1, 1])
    expect(load).toHaveBeenCalledOnce()
    expect(load.mock.calls[0]?.[0]).toEqual([{ id: 1 }])
  })

  test('fail each for itself, and `loadMany` gives errors in their place', async () => {
    const { batcher, loaded } = rig()
    const [one, two] = await Promise.allSettled([batcher.load(-1), batcher.load(1)])
    expect(one).toMatchObject({ reason: { message: 'no -1' } })
    expect(two).toMatchObject({ value: 2 })
    expect(await batcher.loadMany([1, -2, 3])).toEqual([2, new Error('no -2'), 6])
    expect(loaded).toHaveLength(2)
  })

  test('fail all when the load does, also at once', async () => {
    const failure = new Error('down')
    for (const load of [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
    ]) {
      const batcher = createBatcher<number, number>(load)
      expect(await batcher.loadMany([1, 2])).toEqual([failure, failure])
    }
  })

  test.each([[[1]], [[1, 2, 3]], [undefined]])('fail all when %o is loaded for two', async (values) => {
    const batcher = createBatcher<number, number>(() => Promise.resolve(values as number[]))
    expect(await batcher.loadMany([1, 2])).toMatchObject([{ kind: 'config' }, { kind: 'config' }])
  })
})

describe('bounds', () => {
  test('of 250 keys no batch has more than `maxSize`, and a full one does not wait', async () => {
    const { batcher, loaded, clock } = rig({ maxSize: 100, waitMs: 10 })
    const values = batcher.loadMany(range(250))
    expect(loaded.map(({ length }) => length)).toEqual([100, 100])
    await clock.advance(10)
    expect(await values).toEqual(range(250).map((key) => key * 2))
    expect(loaded.map(({ length }) => length)).toEqual([100, 100, 50])
  })

  test('no batch has more than `maxBytes`', async () => {
    const { batcher, loaded } = rig({ maxBytes: 10, bytesOf: (key) => key })
    await batcher.loadMany([4, 5, 2, 3, 4, 10, 1])
    expect(loaded).toEqual([[4, 5], [2, 3, 4], [10], [1]])
  })

  test('a key that fits no batch fails, and the others do not', async () => {
    const { batcher, loaded } = rig({ maxBytes: 10, bytesOf: (key) => key })
    expect(await batcher.loadMany([1, 11, NaN, 2])).toMatchObject([2, { kind: 'config' }, { kind: 'config' }, 4])
    expect(loaded).toEqual([[1, 2]])
  })

  test('nothing is kept: 100,000 keys are loaded, and loaded again', async () => {
    const { batcher, loaded } = rig({ maxSize: 10_000 })
    await batcher.loadMany(range(100_000))
    await batcher.loadMany(range(100_000))
    expect(loaded.map(({ length }) => length)).toEqual(range(20).map(() => 10_000))
  })
})

describe('a window', () => {
  test('gathers keys for so long, from the first on', async () => {
    const { batcher, loaded, clock } = rig({ waitMs: 50 })
    const answers = [batcher.load(1)]
    await clock.advance(30)
    answers.push(batcher.load(2))
    await clock.advance(19)
    expect(loaded).toEqual([])
    await clock.advance(1)
    expect(await Promise.all(answers)).toEqual([2, 4])
    expect(loaded).toEqual([[1, 2]])
    expect(clock.pending).toBe(0)
  })

  test('ends at once for a key that cannot wait for it', async () => {
    const { batcher, loaded, clock } = rig({ waitMs: 50 }, 5)
    const first = batcher.load(1)
    await clock.advance(10)
    const second = batcher.load(2, { deadlineAt: clock.now() + 20 })
    await clock.advance(5)
    expect(await Promise.all([first, second])).toEqual([2, 4])
    expect(loaded).toEqual([[1, 2]])
    expect(clock.pending).toBe(0)
  })
})

describe('who leaves', () => {
  test('hears of it at once, and its key is not loaded', async () => {
    const { batcher, loaded, clock } = rig({ waitMs: 50 })
    const leaving = new AbortController()
    const left = batcher.load(1, { signal: leaving.signal }).catch((error: unknown) => error)
    const stays = batcher.load(2)
    leaving.abort('enough')
    expect(await left).toMatchObject({ kind: 'abort', cause: 'enough' })
    await clock.advance(50)
    expect(await stays).toBe(4)
    expect(loaded).toEqual([[2]])
  })

  test('leaves the key to those who want it as well', async () => {
    const { batcher, loaded, signals, clock } = rig({ waitMs: 50 }, 10)
    const leaving = new AbortController()
    const left = batcher.load(1, { signal: leaving.signal }).catch((error: unknown) => error)
    const stays = batcher.load(1)
    leaving.abort()
    await left
    await clock.advance(60)
    expect(await stays).toBe(2)
    expect(loaded).toEqual([[1]])
    expect(signals[0]?.aborted).toBe(false)
  })

  test('last before it is sent ends the batch and its timer', async () => {
    const { batcher, loaded, clock } = rig({ waitMs: 50 })
    const leaving = new AbortController()
    const left = batcher.loadMany([1, 2], { signal: leaving.signal })
    leaving.abort()
    expect(await left).toMatchObject([{ kind: 'abort' }, { kind: 'abort' }])
    expect(clock.pending).toBe(0)
    const next = batcher.load(3)
    await clock.advance(50)
    expect(await next).toBe(6)
    expect(loaded).toEqual([[3]])
  })

  test('last when it is under way aborts it, and not before', async () => {
    const { batcher, signals, clock } = rig({}, 1_000)
    const [one, two] = [new AbortController(), new AbortController()]
    const left = [
      batcher.load(1, { signal: one.signal }).catch((error: unknown) => error),
      batcher.load(2, { signal: two.signal }).catch((error: unknown) => error),
    ]
    await clock.advance(10)
    one.abort()
    await left[0]
    expect(signals[0]?.aborted).toBe(false)
    two.abort()
    await left[1]
    expect(signals[0]?.aborted).toBe(true)
    await clock.runAll()
  })

  test('is nobody when the batch has been loaded', async () => {
    const { batcher, signals } = rig()
    await batcher.loadMany([1, 2], { signal: new AbortController().signal })
    expect(signals[0]?.aborted).toBe(false)
  })

  test('leaves no listener behind', async () => {
    const { batcher } = rig({ maxBytes: 10, bytesOf: (key) => key })
    const { signal } = new AbortController()
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    await batcher.loadMany([1, 2, 11, -1], { signal })
    await batcher.load(1, { signal, deadlineAt: 0 }).catch(() => {})
    expect(add).toHaveBeenCalledTimes(5)
    expect(remove).toHaveBeenCalledTimes(5)
  })

  test('before it asks asks for nothing', async () => {
    const { batcher, loaded, clock } = rig()
    await expect(batcher.load(1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'abort' })
    await expect(batcher.load(1, { deadlineAt: clock.now() })).rejects.toMatchObject({ kind: 'timeout' })
    await clock.advance(10)
    expect(loaded).toEqual([])
  })
})

test('a deadline ends the wait for the answer', async () => {
  const { batcher, clock, signals } = rig({}, 1_000)
  const late = batcher.load(1, { deadlineAt: clock.now() + 100 }).catch((error: unknown) => error)
  await clock.advance(100)
  expect(await late).toMatchObject({ kind: 'timeout', timeoutMs: 100 })
  expect(signals[0]?.aborted).toBe(true)
  await clock.runAll()
})

test.each([
  [{ maxSize: 0 }, 'maxSize'],
  [{ maxBytes: NaN }, 'maxBytes'],
  [{ waitMs: -1 }, 'waitMs'],
  [{ keyOf: 'id' }, 'keyOf'],
  [{ cache: true }, "'cache'"],
])('options %o are refused by name', (options, name) => {
  expect(() => createBatcher(async () => [], options as never)).toThrow(
    expect.objectContaining({ kind: 'config', message: expect.stringContaining(name) }),
  )
})
