import { createVirtualClock } from '@fairlead/testing'
import { array, assert, asyncProperty, integer } from 'fast-check'
import { expect, test } from 'vitest'
import { debounce, throttle } from '../../src/calls/debounce.ts'

const WAIT_MS = 10

/** Pauses between calls in milliseconds. */
const pauses = array(integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 30 })

/** Asks with these pauses. Tells what was made, and for each who asked which call that was. */
async function play(kind: typeof debounce | typeof throttle, options: object, gaps: readonly number[]) {
  const clock = createVirtualClock({ startMs: 0 })
  const made: { atMs: number; askedMs: number }[] = []
  const call = kind(
    (askedMs: number) => {
      made.push({ atMs: clock.now(), askedMs })
      return made.length - 1
    },
    { waitMs: WAIT_MS, ...options },
    clock,
  )
  const asked: { askedMs: number; answer: Promise<number> }[] = []
  for (const gap of gaps) {
    asked.push({ askedMs: clock.now(), answer: call(clock.now()) })
    // A pause of nothing is the same turn.
    if (gap > 0) await clock.advance(gap)
  }
  await clock.advance(1_000)
  const answers = await Promise.all(
    asked.map(async ({ askedMs, answer }) => {
      const { atMs, askedMs: sentMs } = made[await answer] as (typeof made)[number]
      return { askedMs, sentMs, atMs }
    }),
  )
  return { made, answers, pending: clock.pending }
}

const each = (check: (gaps: readonly number[]) => Promise<void>) =>
  assert(asyncProperty(pauses, check), { numRuns: 60 })

test('a throttled function is never called twice within its time, and each who asks is answered by the next call', () =>
  each(async (gaps) => {
    const { made, answers, pending } = await play(throttle, {}, gaps)
    const spans = made.slice(1).map(({ atMs }, index) => atMs - (made[index]?.atMs ?? 0))
    expect(Math.min(WAIT_MS, ...spans)).toBe(WAIT_MS)
    for (const { askedMs, atMs, sentMs } of answers) {
      expect(atMs - askedMs).toBeGreaterThanOrEqual(0)
      expect(atMs - askedMs).toBeLessThanOrEqual(WAIT_MS)
      expect(sentMs).toBeGreaterThanOrEqual(askedMs)
    }
    expect(pending).toBe(0)
  }))

test('a debounced function is called after each pause with the last arguments, and only then', () =>
  each(async (gaps) => {
    const { made, answers, pending } = await play(debounce, {}, gaps)
    const times = answers.map(({ askedMs }) => askedMs)
    const last = times.filter((at, index) => (times[index + 1] ?? Infinity) - at >= WAIT_MS)
    expect(made).toEqual(last.map((askedMs) => ({ askedMs, atMs: askedMs + WAIT_MS })))
    for (const { askedMs, sentMs } of answers) expect(sentMs).toBeGreaterThanOrEqual(askedMs)
    expect(pending).toBe(0)
  }))

test('a debounced function keeps nobody waiting longer than `maxWaitMs`', () =>
  each(async (gaps) => {
    const { answers, pending } = await play(debounce, { maxWaitMs: 25 }, gaps)
    for (const { askedMs, atMs } of answers) expect(atMs - askedMs).toBeLessThanOrEqual(25)
    expect(pending).toBe(0)
  }))
