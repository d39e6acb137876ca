import { createScheduler } from '@fairlead/queue'
import { type EvalClient, type Redis, redis } from '@fairlead/redis'
import {
  type Fallback,
  type FallbackOptions,
  type Slot,
  sharedConcurrency,
  sharedHolds,
  sharedRates,
} from '@fairlead/redis/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

const LIMIT = { limit: 100, periodMs: 1_000, burst: 10 }

const UNAVAILABLE: unknown = expect.objectContaining({ kind: 'rejected', reason: 'unavailable', retryable: true })

/** What a Redis does that does not do what it should. */
const faults: Readonly<Record<string, () => Promise<unknown>>> = {
  'that hangs': () => new Promise(() => {}),
  'that refuses': () => Promise.reject(new Error('OOM command not allowed')),
  'that answers nothing': () => Promise.resolve(null),
  'that lies': () => Promise.resolve([NaN, 'v-1 Infinity', {}]),
  'that answers with text': () => Promise.resolve('QUEUED'),
}

/** A fleet of one, with a Redis that can be changed while it runs. */
function place(fault: () => Promise<unknown>) {
  const clock = createVirtualClock()
  let asked = 0
  let does = fault
  const client: EvalClient = {
    eval() {
      asked++
      return does()
    },
  }
  return {
    clock,
    fleet: redis(client, { runtime: clock }),
    asked: () => asked,
    become(other: () => Promise<unknown>) {
      does = other
    },
  }
}

/** How each of some calls ended, and when, counted from now. */
function watch(clock: { now(): number }, calls: readonly Promise<unknown>[]) {
  const from = clock.now()
  const ends: { readonly atMs: number; readonly error?: unknown; readonly value?: unknown }[] = []
  for (const call of calls)
    call.then(
      (value) => ends.push({ atMs: clock.now() - from, value }),
      (error: unknown) => ends.push({ atMs: clock.now() - from, error }),
    )
  return ends
}

describe.each(Object.entries(faults))('with a Redis %s', (_name, fault) => {
  const rates = (own: FallbackOptions) => {
    const it = place(fault)
    return { ...it, rates: sharedRates(it.fleet, 'tides', [LIMIT], own) }
  }

  test.each<[Fallback, number, unknown]>([
    // A burst of a quarter, and a quarter of the rate.
    ['share', 2 + 25, undefined],
    ['open', 500, undefined],
    ['closed', 0, UNAVAILABLE],
  ])('takes what a fallback `%s` lets it, each within the deadline', async (fallback, expected, error) => {
    const { clock, rates: tides } = rates({ fallback, processes: 4 })
    let allowed = 0
    for (let i = 0; i < 500; i++) {
      const ends = watch(clock, [tides.take()])
      await clock.advance(2)
      if (ends.length === 0) await clock.advance(48)
      expect(ends[0]?.atMs).toBeLessThanOrEqual(50)
      expect(ends[0]?.error).toEqual(error)
      if ((ends[0]?.value as { allowed?: boolean } | undefined)?.allowed) allowed++
    }
    // Time goes on a little while the first ones wait.
    expect(allowed).toBeGreaterThanOrEqual(expected)
    expect(allowed).toBeLessThanOrEqual(expected * 1.5)
  })

  test.each<[Fallback, number]>([
    ['share', 25 + 2],
    ['open', 100],
  ])('lets calls of a queue pass as a fallback `%s` says, and fails none', async (fallback, perSecond) => {
    const { clock, rates: tides } = rates({ fallback, processes: 4 })
    const scheduler = createScheduler({ rates: tides.rates, clock })
    const ends = watch(
      clock,
      Array.from({ length: 100 }, () => scheduler.run(() => {})),
    )
    await clock.advance(1_050)
    expect(ends.length).toBeGreaterThanOrEqual(perSecond - 2)
    expect(ends.length).toBeLessThanOrEqual(perSecond + 2)
    await clock.advance(4_000)
    expect(ends.filter(({ error }) => error)).toEqual([])
    expect(ends).toHaveLength(100)
  })

  test('refuses calls of a queue under `closed`, those that wait as well, and says when to come again', async () => {
    const { clock, rates: tides } = rates({ fallback: 'closed' })
    const scheduler = createScheduler({ rates: tides.rates, clock })
    const ends = watch(
      clock,
      Array.from({ length: 10_000 }, () => scheduler.run(() => {})),
    )
    await clock.advance(60)
    expect(ends).toHaveLength(10_000)
    expect(ends.every(({ atMs }) => atMs <= 60)).toBe(true)
    const [{ error } = { error: undefined }] = ends
    expect(error).toMatchObject({ kind: 'rejected', reason: 'unavailable' })
    expect((error as { retryAt: number }).retryAt).toBeGreaterThan(clock.now() - 60)
    await expect(scheduler.close()).resolves.toBeUndefined()
  })

  test.each<[Fallback, number]>([
    ['share', 2],
    ['open', 20],
    ['closed', 0],
  ])('has the places that a fallback `%s` lets it, within the deadline', async (fallback, expected) => {
    const { clock, fleet } = place(fault)
    const cranes = sharedConcurrency(fleet, 'cranes', { max: 8, processes: 4, fallback })
    const ends = watch(
      clock,
      Array.from({ length: 20 }, () => cranes.acquire()),
    )
    await clock.advance(50)
    expect(ends.filter(({ value }) => value)).toHaveLength(expected)
    const errors = ends.filter(({ error }) => error)
    expect(errors).toHaveLength(fallback === 'closed' ? 20 : 0)
    for (const { error } of errors) expect(error).toEqual(UNAVAILABLE)
    const slots = ends.map(({ value }) => value as Slot | undefined)
    const before = ends.length
    // Those who wait are next when somebody leaves.
    for (const slot of slots) slot?.release()
    await clock.advance(0)
    expect(ends.length - before).toBe(Math.min(expected, 20 - before))
    const closed = cranes.close()
    await clock.advance(100)
    await closed
  })

  test('holds nothing up for others that cannot be heard of', async () => {
    const { clock, fleet } = place(fault)
    const heard: number[] = []
    const end = sharedHolds(fleet).follow('https://tides.example', (forMs) => heard.push(forMs))
    sharedHolds(fleet).hold('https://tides.example', 500)
    await clock.advance(5_000)
    expect(heard).toEqual([])
    end()
    expect(clock.pending).toBeLessThanOrEqual(1)
    await clock.advance(50)
    expect(clock.pending).toBe(0)
  })

  test('leaves it alone, and goes back to it by itself when it answers', async () => {
    const { clock, rates: tides, asked, become } = rates({ fallback: 'share', processes: 1_000 })
    const scheduler = createScheduler({ rates: tides.rates, clock })
    let ran = 0
    const call = (): void => void scheduler.run(() => ran++).catch(() => {})
    for (let i = 0; i < 1_000; i++) {
      call()
      await clock.advance(10)
    }
    // Once for each deadline at most.
    expect(asked()).toBeLessThan(250)
    expect(ran).toBeLessThan(20)
    become(() => Promise.resolve([0, 'v10 0']))
    await clock.advance(25_000)
    expect(ran).toBe(1_000)
    await tides.close()
    await clock.advance(2_000)
    expect(clock.pending).toBe(0)
  })
})

test('a process whose lease may have run out is told under `closed`, although nobody answers', async () => {
  const { clock, fleet, become } = place(() => Promise.resolve([1, 5, 1]))
  const cranes = sharedConcurrency(fleet, 'cranes', { max: 5, fallback: 'closed', leaseMs: 3_000 })
  const slot = cranes.acquire()
  await clock.advance(1)
  become(() => new Promise(() => {}))
  await clock.advance(2_500)
  expect((await slot).lost.aborted).toBe(false)
  await clock.advance(9_000)
  expect((await slot).lost.aborted).toBe(true)
})

test('a process that slept for longer than its lease starts nobody before it has asked again', async () => {
  const { clock, fleet, become } = place(() => Promise.resolve([1, 5, 1]))
  const cranes = sharedConcurrency(fleet, 'cranes', { max: 5, leaseMs: 3_000 })
  const first = cranes.acquire()
  await clock.advance(1)
  const second = watch(clock, [cranes.acquire()])
  await clock.advance(1)
  // Its timers have not come yet, and somebody else has the place.
  become(() => Promise.resolve([0, 5, 2]))
  clock.setWallClock(clock.now() + 3_001)
  ;(await first).release()
  await clock.advance(0)
  expect(second).toEqual([])
  await clock.advance(1_000)
  expect(second).toEqual([])
  become(() => Promise.resolve([1, 5, 2]))
  await clock.advance(1_000)
  expect(second).toHaveLength(1)
  await Promise.all([cranes.close(), clock.advance(100)])
})

test('a bound that has refused is asked for again in time although the clock has been set back', async () => {
  const { clock, fleet, become } = place(() => Promise.reject(new Error('LOADING')))
  const cranes = sharedConcurrency(fleet, 'cranes', { max: 5, fallback: 'closed' })
  const refused = watch(clock, [cranes.acquire()])
  await clock.advance(50)
  expect(refused[0]?.error).toEqual(UNAVAILABLE)
  become(() => Promise.resolve([1, 5, 1]))
  clock.setWallClock(clock.now() - 3_600_000)
  const later: unknown[] = []
  for (let tries = 0; tries < 20; tries++) {
    cranes.acquire().then(
      (slot) => later.push(slot),
      () => {},
    )
    await clock.advance(50)
  }
  expect(later.length).toBeGreaterThan(0)
  await cranes.close()
})

test('a silence is told in its own process at once, whether or not Redis answers, and its echo is not heard', async () => {
  const { clock, fleet } = place(() => new Promise(() => {}))
  const ears: ((text: string) => void)[] = []
  const echoing: Redis = {
    ...fleet,
    canListen: true,
    listen: (_channel, ear) => (ears.push(ear), () => {}),
    run(script, keys, args) {
      const [forMs, , by, origin] = args
      if (script.name === 'hold') for (const ear of ears) ear(`${forMs} ${by} ${origin}`)
      return fleet.run(script, keys, args)
    },
  }
  const [own, other] = [sharedHolds(echoing), sharedHolds(echoing)]
  const heard: string[] = []
  own.follow('https://tides.example', (forMs) => heard.push(`own ${forMs}`))
  other.follow('https://tides.example', (forMs) => heard.push(`other ${forMs}`))
  own.hold('https://tides.example', 500)
  expect(heard).toEqual(['own 500', 'other 500'])
  await clock.advance(100)
})

test('what a server says for ever is told to Redis as a year', async () => {
  const args: string[][] = []
  const client: EvalClient = { eval: async (_script, _keys, own) => args.push(own) }
  const fleet = redis(client, { runtime: createVirtualClock() })
  for (const forMs of [1e26, Infinity]) sharedHolds(fleet).hold('https://tides.example', forMs)
  await Promise.resolve()
  expect(args.map(([forMs]) => forMs)).toEqual(['31536000000', '31536000000'])
})
