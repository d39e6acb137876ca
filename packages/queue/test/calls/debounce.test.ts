import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { debounce } from '../../src/calls/debounce.ts'

/** A debounced function that answers its argument, and when it was called. */
function rig(options: Parameters<typeof debounce>[1]) {
  const clock = createVirtualClock({ startMs: 1_000_000 })
  const made: [at: number, value: string][] = []
  const call = debounce(
    async (value: string) => {
      made.push([clock.now() - 1_000_000, value])
      return value
    },
    options,
    clock,
  )
  return { clock, call, made }
}

describe('a debounced function', () => {
  test('is called once with the last arguments when the calls have stopped, and all get its answer', async () => {
    const { clock, call, made } = rig(100)
    const answers: Promise<string>[] = []
    for (const value of ['a', 'b', 'c']) {
      answers.push(call(value))
      await clock.advance(60)
    }
    expect(made).toEqual([])
    expect(call.pending).toBe(true)
    await clock.advance(40)
    expect(made).toEqual([[220, 'c']])
    expect(await Promise.all(answers)).toEqual(['c', 'c', 'c'])
    expect(call.pending).toBe(false)
    expect(clock.pending).toBe(0)
  })

  test('begins anew after a pause', async () => {
    const { clock, call, made } = rig({ waitMs: 100 })
    void call('a')
    await clock.advance(100)
    void call('b')
    await clock.advance(100)
    expect(made).toEqual([
      [100, 'a'],
      [200, 'b'],
    ])
  })

  test('fails for all who asked as the call made for them does', async () => {
    const clock = createVirtualClock()
    const broken = vi.fn<(value: number) => never>(() => {
      throw new Error('no answer')
    })
    const call = debounce(broken, 10, clock)
    const failures = Promise.allSettled([call(1), call(2)])
    await clock.advance(10)
    expect(await failures).toMatchObject([{ reason: { message: 'no answer' } }, { reason: { message: 'no answer' } }])
    expect(broken.mock.calls).toEqual([[2]])
  })

  test('with `leading` makes the first at once, and the last only if there were more', async () => {
    const { clock, call, made } = rig({ waitMs: 100, leading: true })
    expect(await call('a')).toBe('a')
    await clock.advance(100)
    const answers = Promise.all([call('b'), call('c'), call('d')])
    await clock.advance(500)
    expect(await answers).toEqual(['b', 'd', 'd'])
    expect(made).toEqual([
      [0, 'a'],
      [100, 'b'],
      [200, 'd'],
    ])
    expect(clock.pending).toBe(0)
  })

  test('with `leading` alone gives the answer of the first to all of a burst', async () => {
    const { clock, call, made } = rig({ waitMs: 100, leading: true, trailing: false })
    const first = call('a')
    await clock.advance(90)
    const second = call('b')
    await clock.advance(90)
    const third = call('c')
    expect(await Promise.all([first, second, third])).toEqual(['a', 'a', 'a'])
    await clock.advance(100)
    expect(await call('d')).toBe('d')
    expect(made.map(([at]) => at)).toEqual([0, 280])
    await clock.advance(100)
    expect(clock.pending).toBe(0)
  })

  test('keeps nobody waiting longer than `maxWaitMs`, however many calls come', async () => {
    const { clock, call, made } = rig({ waitMs: 100, maxWaitMs: 250 })
    const answers: Promise<string>[] = []
    for (let n = 0; n < 10; n++) {
      answers.push(call(String(n)))
      await clock.advance(50)
    }
    await clock.advance(200)
    // Each time 250 ms after the first of those who wait; the last when they have stopped.
    expect(made).toEqual([
      [250, '4'],
      [500, '9'],
    ])
    expect((await Promise.all(answers)).join('')).toBe('4444499999')
    expect(clock.pending).toBe(0)
  })

  test('makes no leading call in a burst that goes on after the longest wait', async () => {
    const { clock, call, made } = rig({ waitMs: 100, maxWaitMs: 100, leading: true })
    for (let n = 0; n < 5; n++) {
      void call(String(n))
      await clock.advance(60)
    }
    await clock.advance(200)
    expect(made).toEqual([
      [0, '0'],
      [160, '2'],
      [280, '4'],
    ])
  })

  test('waits no longer than asked for when the clock is set back', async () => {
    const { clock, call, made } = rig({ waitMs: 100, maxWaitMs: 300 })
    void call('a')
    await clock.advance(50)
    clock.setWallClock(0)
    void call('b')
    await clock.advance(100)
    expect(made.map(([, value]) => value)).toEqual(['b'])
  })
})

describe('flush', () => {
  test('makes the call that waits now, and only that', async () => {
    const { clock, call, made } = rig(100)
    const first = call('a')
    await clock.advance(10)
    expect(await call.flush()).toBe('a')
    expect(await first).toBe('a')
    expect(call.flush()).toBeUndefined()
    await clock.advance(500)
    expect(made).toEqual([[10, 'a']])
    expect(clock.pending).toBe(0)
  })
})

describe('cancel', () => {
  test('makes no call, and those who wait hear of it', async () => {
    const { clock, call, made } = rig(100)
    const failures = Promise.allSettled([call('a'), call('b')])
    call.cancel()
    expect(await failures).toMatchObject([
      { reason: { kind: 'rejected', reason: 'cancelled' } },
      { reason: { kind: 'rejected', reason: 'cancelled' } },
    ])
    expect(call.pending).toBe(false)
    await clock.advance(500)
    expect(made).toEqual([])
    expect(clock.pending).toBe(0)
    call.cancel()
  })

  test('ends no program in which nobody waits', async () => {
    const { clock, call } = rig(100)
    const unhandled = vi.fn<(reason: unknown) => void>()
    process.on('unhandledRejection', unhandled)
    void call('a')
    call.cancel()
    await clock.advance(0)
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

test.each([
  [0, 'waitMs'],
  [NaN, 'waitMs'],
  [Infinity, 'waitMs'],
  [{}, 'waitMs'],
  [{ waitMs: '1' }, 'waitMs'],
  [{ waitMs: 10, maxWaitMs: 5 }, 'maxWaitMs'],
  [{ waitMs: 10, leading: 1 }, 'leading'],
  [{ waitMs: 10, trailing: false }, 'trailing'],
  [{ waitMs: 10, key: 'a' }, 'key'],
  [{ waitMs: 10, wait: 5 }, "'wait'"],
  [null, 'options'],
])('options %o are refused by name', (options, name) => {
  expect(() => debounce(() => 1, options as never)).toThrow(
    expect.objectContaining({ kind: 'config', message: expect.stringContaining(name) }),
  )
})
