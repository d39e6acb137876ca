import { type ErrorKind, FairleadError } from '@fairlead/core'
import { type BreakerOptions, createBreaker } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

const HOUR_MS = 3_600_000

function rig(options: BreakerOptions = {}) {
  const clock = createVirtualClock()
  const states: string[] = []
  const breaker = createBreaker(
    { minimum: 2, openMs: 1_000, leaseMs: 5_000, onChange: (state) => states.push(state), ...options },
    clock,
  )
  const fail = (): void => breaker.enter().settle('failure')
  const trip = (): void => {
    while (breaker.state !== 'open') fail()
  }
  return { clock, breaker, states, fail, trip }
}

describe('while probes hang', () => {
  test('a hundred callers are turned away in the same turn, and nobody is when the hung ones are overdue', async () => {
    const { breaker, trip, clock } = rig({ probes: 2 })
    trip()
    await clock.advance(1_000)
    const hung = [breaker.enter(), breaker.enter()]
    for (let caller = 0; caller < 100; caller++)
      expect(() => breaker.enter()).toThrow(
        expect.objectContaining({ reason: 'breaker-open', retryable: true, retryAt: clock.now() + 5_000 }),
      )
    expect(clock.pending).toBe(0)
    await clock.advance(5_000)
    expect(breaker.state).toBe('open')
    for (const pass of hung) pass.settle('success')
    expect(breaker.state).toBe('open')
    await clock.advance(2_000)
    expect(breaker.state).toBe('half-open')
  })

  test('and nobody looks for an hour, the next caller is let in at once', async () => {
    const { breaker, trip, clock } = rig()
    trip()
    await clock.advance(1_000)
    breaker.enter()
    await clock.advance(HOUR_MS)
    expect(breaker.retryAt).toBeUndefined()
    breaker.enter().settle('success')
    expect(breaker.state).toBe('closed')
  })

  test('one that says nothing about the server makes room for another', async () => {
    const { breaker, trip, clock } = rig()
    trip()
    await clock.advance(1_000)
    breaker.enter().settle('ignored')
    breaker.enter().settle('success')
    expect(breaker.state).toBe('closed')
  })
})

describe('the time it is open', () => {
  test('doubles with each probe that fails, up to the longest', async () => {
    const { breaker, trip, fail, clock } = rig({ openMs: 1_000, maxOpenMs: 5_000 })
    trip()
    const spans: number[] = []
    for (let turn = 0; turn < 5; turn++) {
      const spanMs = (breaker.retryAt as number) - clock.now()
      spans.push(spanMs)
      await clock.advance(spanMs)
      fail()
    }
    expect(spans).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  })

  test('is never longer than the longest', () => {
    const { breaker, trip, clock } = rig({ openMs: 9_000, maxOpenMs: 5_000 })
    trip()
    expect(breaker.retryAt).toBe(clock.now() + 5_000)
  })

  test.each([
    ['anew when it was closed for as long as it was open', 1_000, 1_000],
    ['twice as long when it was not', 999, 2_000],
  ])('begins %s', async (_, closedMs, spanMs) => {
    const { breaker, trip, clock } = rig()
    trip()
    await clock.advance(1_000)
    breaker.enter().settle('success')
    await clock.advance(closedMs)
    trip()
    expect(breaker.retryAt).toBe(clock.now() + spanMs)
  })

  test('is no longer because the wall clock is set back, nor is a lease', async () => {
    const { breaker, trip, clock } = rig()
    trip()
    clock.setWallClock(clock.now() - HOUR_MS)
    expect(breaker.retryAt).toBe(clock.now() + 1_000)
    await clock.advance(1_000)
    breaker.enter()
    clock.setWallClock(clock.now() - HOUR_MS)
    expect(breaker.retryAt).toBe(clock.now() + 5_000)
    await clock.advance(5_000)
    expect(breaker.state).toBe('open')
  })
})

test('each change of state is heard once, also when the one who hears it looks', async () => {
  const heard: string[] = []
  const clock = createVirtualClock()
  const breaker = createBreaker(
    { minimum: 1, openMs: 1_000, onChange: (state) => heard.push(`${state} ${breaker.state}`) },
    clock,
  )
  breaker.enter().settle('failure')
  await clock.advance(1_000)
  breaker.enter().settle('success')
  expect(heard).toEqual(['open open', 'half-open half-open', 'closed closed'])
})

test('starts afresh when it closes: failures of before count no more', async () => {
  const { breaker, trip, fail, clock } = rig({ minimum: 3, window: { calls: 10 } })
  trip()
  await clock.advance(1_000)
  breaker.enter().settle('success')
  fail()
  fail()
  expect(breaker.state).toBe('closed')
})

test('a window of fewer calls than the minimum is enough when it is full', () => {
  const { breaker, fail } = rig({ minimum: 10, window: { calls: 3 } })
  fail()
  fail()
  expect(breaker.state).toBe('closed')
  fail()
  expect(breaker.state).toBe('open')
})

test('does nothing to calls that are under way when others fail', async () => {
  const { breaker, clock } = rig()
  let given: unknown[] = []
  const innocent = breaker.run((...all: unknown[]) => {
    given = all
    return new Promise<string>((resolve) => void clock.setTimeout(() => resolve('fine'), 500))
  })
  for (let call = 0; call < 3; call++)
    await breaker.run(() => Promise.reject(new FairleadError('timeout', undefined, 'late'))).catch(() => {})
  expect(breaker.state).toBe('open')
  await clock.advance(500)
  expect(await innocent).toBe('fine')
  // Nothing is shared between calls: there is nothing by which one could end another.
  expect(given).toEqual([])
})

describe('of what work throws', () => {
  const http = (status: number): FairleadError => new FairleadError('http', undefined, 'no', { status })
  const ours = (kind: ErrorKind): FairleadError => new FairleadError(kind, undefined, 'no')
  const cases: [string, unknown, string][] = [
    ['an error of somebody else', new TypeError('no'), 'open'],
    ['what is no error', undefined, 'open'],
    ['a timeout', ours('timeout'), 'open'],
    ['a broken line', ours('network'), 'open'],
    ['an answer that nobody can read', ours('decode'), 'open'],
    ['a 500', http(500), 'open'],
    ['a 503', http(503), 'open'],
    ['a 408', http(408), 'open'],
    ['a 404', http(404), 'closed'],
    ['a 429', http(429), 'closed'],
    ['an abort', ours('abort'), 'closed'],
    ['a refusal of ours', ours('rejected'), 'closed'],
    ['a session that has ended', ours('auth'), 'closed'],
    ['a mistake in options', ours('config'), 'closed'],
    ['a mistake in the input', ours('validation'), 'closed'],
    ['errors in an answer of GraphQL', ours('graphql'), 'closed'],
  ]
  test.each(cases)('%s leaves it as it says', async (_, thrown, state) => {
    const { breaker } = rig()
    for (let call = 0; call < 4 && breaker.state === 'closed'; call++)
      await expect(breaker.run(() => Promise.reject(thrown))).rejects.toBe(thrown)
    expect(breaker.state).toBe(state)
  })

  test('a 404 proves that the server works, a 429 and an abort prove nothing', async () => {
    const { breaker, trip, clock } = rig()
    trip()
    await clock.advance(1_000)
    for (const thrown of [http(429), ours('abort')]) await breaker.run(() => Promise.reject(thrown)).catch(() => {})
    expect(breaker.state).toBe('half-open')
    await breaker.run(() => Promise.reject(http(404))).catch(() => {})
    expect(breaker.state).toBe('closed')
  })

  test('work that throws before it begins is judged as well', async () => {
    const { breaker } = rig({ minimum: 1 })
    await expect(
      breaker.run(() => {
        throw new Error('at once')
      }),
    ).rejects.toThrow('at once')
    expect(breaker.state).toBe('open')
  })
})

test.each([
  ['ratio', { ratio: 1.1 }],
  ['minimum', { minimum: 0 }],
  ['window', { window: {} }],
  ['window', { window: null }],
  ['window', { window: 10 }],
  ['calls', { window: { calls: Infinity } }],
  ['calls', { window: { calls: 1.5 } }],
  ['ms', { window: { ms: -1 } }],
  ['window', { window: { ms: 10, calls: 10 } }],
  ['seconds', { window: { seconds: 10 } }],
  ['openMs', { openMs: 0 }],
  ['maxOpenMs', { maxOpenMs: NaN }],
  ['probes', { probes: 0 }],
  ['leaseMs', { leaseMs: '5' }],
  ['onChange', { onChange: 'log' }],
  ['threshold', { threshold: 5 }],
])('what `%s` cannot be is refused by name: %o', (name, options) => {
  expect(() => createBreaker(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
  expect(() => createBreaker(options as never)).toThrow(name)
})

test('a window may have a part that is not said', () => {
  expect(createBreaker({ window: { ms: undefined, calls: 5 } as never }).state).toBe('closed')
})
