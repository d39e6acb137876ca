import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

describe('a virtual clock', () => {
  test('fires timers in the order of their time, each with what follows from it', async () => {
    const clock = createVirtualClock({ startMs: 1_000 })
    const seen: string[] = []
    clock.setTimeout(() => seen.push(`b ${clock.now()}`), 20)
    clock.setTimeout(async () => {
      seen.push(`a ${clock.now()}`)
      await Promise.resolve()
      clock.setTimeout(() => seen.push(`c ${clock.now()}`), 5)
    }, 10)
    await clock.advance(14)
    expect(seen).toEqual(['a 1010'])
    await clock.advance(6)
    expect(seen).toEqual(['a 1010', 'c 1015', 'b 1020'])
    expect([clock.now(), clock.pending]).toEqual([1_020, 0])
  })

  test('forgets a timer that is cleared', async () => {
    const clock = createVirtualClock()
    let fired = false
    clock.clearTimeout(clock.setTimeout(() => (fired = true), 1))
    await clock.runAll()
    expect([fired, clock.pending]).toEqual([false, 0])
  })

  test('moves no timer when the wall clock is set', async () => {
    const clock = createVirtualClock({ startMs: 0 })
    let at: number | undefined
    clock.setTimeout(() => (at = clock.now()), 100)
    clock.setWallClock(1_000_000)
    await clock.advance(99)
    expect(at).toBeUndefined()
    await clock.advance(1)
    expect(at).toBe(1_000_100)
  })

  test('says so when timers are set for ever', async () => {
    const clock = createVirtualClock()
    const again = (): void => void clock.setTimeout(again, 1)
    again()
    await expect(clock.runAll()).rejects.toThrow('for ever')
  })

  test('tells of lifecycle events until unsubscribed, and has no network', async () => {
    const clock = createVirtualClock({ random: 0.25 })
    const seen: string[] = []
    const stop = clock.lifecycle((event) => seen.push(event))
    clock.emit('offline')
    stop()
    clock.emit('online')
    expect(seen).toEqual(['offline'])
    expect(clock.random()).toBe(0.25)
    await expect(clock.fetch('https://harbour.example')).rejects.toThrow('no network')
  })
})
