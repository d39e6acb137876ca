import { type RateLimit, createScheduler } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'

/** A limit that others decide on, as those that a fleet shares. */
function limited() {
  const listeners = new Set<() => void>()
  let left = 0
  let refusal: Error | undefined
  const limit: RateLimit = {
    unit: 'calls',
    intervalMs: 1,
    waitMs(_, cost) {
      if (refusal) throw refusal
      return left >= cost ? 0 : 60_000
    },
    take(_, cost) {
      left -= cost
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const tell = (): void => [...listeners].forEach((listener) => listener())
  return {
    limit,
    listeners,
    grant(units: number) {
      left += units
      tell()
    },
    refuse(error: Error | undefined) {
      refusal = error
      tell()
    },
  }
}

function rig() {
  const clock = createVirtualClock()
  const others = limited()
  const scheduler = createScheduler({ rates: [() => others.limit], clock })
  const ends: unknown[] = []
  const go = (name: string): void =>
    void scheduler
      .run(() => name)
      .then(
        (value) => ends.push(value),
        (error: unknown) => ends.push(error),
      )
  return { ...others, clock, scheduler, ends, go }
}

test('what waits goes as soon as others let it, not when the limit had said', async () => {
  const { go, grant, clock, ends } = rig()
  for (const name of ['a', 'b', 'c']) go(name)
  await clock.advance(10)
  expect(ends).toEqual([])
  grant(2)
  await clock.advance(0)
  expect(ends).toEqual(['a', 'b'])
  grant(1)
  await clock.advance(0)
  expect(ends).toEqual(['a', 'b', 'c'])
})

test('nobody listens to others while nothing waits', async () => {
  const { go, grant, clock, listeners, scheduler } = rig()
  expect(listeners.size).toBe(0)
  go('a')
  go('b')
  await clock.advance(10)
  expect(listeners.size).toBe(1)
  grant(1)
  await clock.advance(0)
  expect(listeners.size).toBe(1)
  grant(1)
  await clock.advance(0)
  expect(listeners.size).toBe(0)
  go('c')
  await scheduler.close()
  expect(listeners.size).toBe(0)
  expect(clock.pending).toBe(0)
})

test('a limit that refuses ends the wait of all, however many, and of who comes then', async () => {
  const { go, refuse, grant, clock, ends, scheduler } = rig()
  for (let i = 0; i < 9_000; i++) go('a')
  await clock.advance(10)
  const refusal = new Error('nobody can be asked')
  refuse(refusal)
  await clock.advance(0)
  expect(ends).toHaveLength(9_000)
  expect(new Set(ends)).toEqual(new Set([refusal]))
  await expect(scheduler.run(() => {})).rejects.toBe(refusal)
  expect(scheduler.snapshot()).toMatchObject({ queued: 0, running: 0 })
  refuse(undefined)
  grant(1)
  expect(await scheduler.run(() => 'later')).toBe('later')
})

test('a drain ends also when the rest is refused', async () => {
  const { go, refuse, clock, scheduler } = rig()
  go('a')
  await clock.advance(0)
  const drained = scheduler.drain()
  refuse(new Error('nobody can be asked'))
  await drained
  expect(clock.pending).toBe(0)
})
