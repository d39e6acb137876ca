import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { FAST, STEADY, watchLiveness } from '../../src/liveness.ts'

function watched(options = STEADY) {
  const clock = createVirtualClock()
  const counts = { pings: 0, losses: 0 }
  const liveness = watchLiveness(
    clock,
    options,
    () => void counts.pings++,
    () => void counts.losses++,
  )
  return { clock, liveness, counts }
}

test.each([
  [STEADY, 15_000],
  [FAST, 3_000],
])('%o asks once and gives up within its bound', async (options, boundMs) => {
  const { clock, counts } = watched(options)
  await clock.advance(options.pingMs - 1)
  expect(counts.pings).toBe(0)
  await clock.advance(boundMs - options.pingMs + 1)
  expect(counts).toEqual({ pings: 1, losses: 1 })
  expect(clock.pending).toBe(0)
})

test('whatever comes counts as an answer, at the very last moment too', async () => {
  const { clock, liveness, counts } = watched()
  await clock.advance(STEADY.pingMs + STEADY.pongMs - 1)
  liveness.heard()
  await clock.advance(STEADY.pingMs)
  expect(counts).toMatchObject({ losses: 0 })
  liveness.stop()
  expect(clock.pending).toBe(0)
})

test('an answer in the very millisecond of the question counts', async () => {
  const clock = createVirtualClock()
  let losses = 0
  const liveness = watchLiveness(
    clock,
    FAST,
    () => liveness.heard(),
    () => void losses++,
  )
  await clock.advance(60_000)
  expect(losses).toBe(0)
  liveness.stop()
})

test('a program that was stopped asks again before it gives up', async () => {
  const { clock, liveness, counts } = watched()
  await clock.advance(STEADY.pingMs)
  expect(counts.pings).toBe(1)
  // The clock went on and no timer did.
  clock.setWallClock(clock.now() + 60_000)
  await clock.advance(STEADY.pongMs)
  expect(counts).toEqual({ pings: 2, losses: 0 })
  liveness.heard()
  await clock.advance(STEADY.pingMs - 1)
  expect(counts.losses).toBe(0)
  liveness.stop()
})

test.each([-3_600_000, 3_600_000])('a wall clock that is set by %i ms makes no good link a lost one', async (byMs) => {
  const { clock, liveness, counts } = watched()
  for (let second = 0; second < 120; second++) {
    if (second === 30) clock.setWallClock(clock.now() + byMs)
    liveness.heard()
    await clock.advance(1_000)
  }
  expect(counts.losses).toBe(0)
  liveness.stop()
})

test('a wall clock that is set back delays the loss of a silent link by one question at most', async () => {
  const { clock, counts } = watched()
  await clock.advance(5_000)
  clock.setWallClock(clock.now() - 3_600_000)
  await clock.advance(2 * STEADY.pingMs + STEADY.pongMs)
  expect(counts.losses).toBe(1)
})

test('a probe asks at once, only once, and knows a silence that was too long already', async () => {
  const { clock, liveness, counts } = watched()
  await clock.advance(1_000)
  liveness.probe()
  liveness.probe()
  expect(counts.pings).toBe(1)
  await clock.advance(STEADY.pongMs)
  expect(counts.losses).toBe(1)
  const slept = watched()
  slept.clock.setWallClock(slept.clock.now() + 3_600_000)
  slept.liveness.probe()
  expect(slept.counts).toEqual({ pings: 0, losses: 1 })
})
