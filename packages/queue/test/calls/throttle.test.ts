import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { throttle } from '../../src/calls/debounce.ts'

/** A throttled function that answers its argument, and when it was called. */
function rig(options: Parameters<typeof throttle>[1]) {
  const clock = createVirtualClock({ startMs: 1_000_000 })
  const made: [at: number, value: string][] = []
  const call = throttle(
    async (value: string) => {
      made.push([clock.now() - 1_000_000, value])
      return value
    },
    options,
    clock,
  )
  /** Calls every 40 ms. */
  async function calls(count: number): Promise<Promise<string>[]> {
    const answers: Promise<string>[] = []
    for (let n = 0; n < count; n++) {
      answers.push(call(String(n)))
      await clock.advance(40)
    }
    return answers
  }
  return { clock, call, made, calls }
}

describe('a throttled function', () => {
  test('is called at once and then at most once in a time, and those between get the answer of the next call', async () => {
    const { clock, made, calls } = rig(100)
    const answers = await calls(8)
    await clock.advance(300)
    expect(made).toEqual([
      [0, '0'],
      [100, '2'],
      [200, '4'],
      [300, '7'],
    ])
    expect(await Promise.all(answers)).toEqual(['0', '2', '2', '4', '4', '7', '7', '7'])
    expect(clock.pending).toBe(0)
  })

  test('is called at once again after a pause', async () => {
    const { clock, call, made } = rig(100)
    void call('a')
    await clock.advance(100)
    expect(await call('b')).toBe('b')
    expect(made.map(([at]) => at)).toEqual([0, 100])
    await clock.advance(100)
    expect(clock.pending).toBe(0)
  })

  test('is not called sooner because its last call was one of those between', async () => {
    const { clock, call, made } = rig(100)
    void call('a')
    void call('b')
    await clock.advance(150)
    void call('c')
    await clock.advance(200)
    expect(made.map(([at]) => at)).toEqual([0, 100, 200])
  })

  test('without `trailing` gives those between the answer of the last call', async () => {
    const { made, calls } = rig({ waitMs: 100, trailing: false })
    expect(await Promise.all(await calls(6))).toEqual(['0', '0', '0', '3', '3', '3'])
    expect(made.map(([at]) => at)).toEqual([0, 120])
  })

  test('without `leading` makes the first call when the time is over', async () => {
    const { clock, made, calls } = rig({ waitMs: 100, leading: false })
    const answers = await calls(4)
    await clock.advance(300)
    expect(await Promise.all(answers)).toEqual(['2', '2', '2', '3'])
    expect(made.map(([at]) => at)).toEqual([100, 200])
    expect(clock.pending).toBe(0)
  })

  test('keeps its distance after a flush', async () => {
    const { clock, call, made } = rig(100)
    void call('a')
    void call('b')
    await clock.advance(50)
    expect(await call.flush()).toBe('b')
    void call('c')
    await clock.advance(300)
    expect(made.map(([at]) => at)).toEqual([0, 50, 150])
    expect(clock.pending).toBe(0)
  })

  test('keeps its distance after a cancel', async () => {
    const { clock, call, made } = rig(100)
    void call('a')
    const failure = call('b').catch((error: unknown) => error)
    call.cancel()
    expect(await failure).toMatchObject({ reason: 'cancelled' })
    void call('c')
    await clock.advance(300)
    expect(made).toEqual([
      [0, 'a'],
      [100, 'c'],
    ])
  })
})

test.each([
  [0, 'waitMs'],
  [{ waitMs: 10, maxWaitMs: 20 }, "'maxWaitMs'"],
  [{ waitMs: 10, leading: false, trailing: false }, 'leading'],
])('options %o are refused by name', (options, name) => {
  expect(() => throttle(() => 1, options as never)).toThrow(
    expect.objectContaining({ kind: 'config', message: expect.stringContaining(name) }),
  )
})
