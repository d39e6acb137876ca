import { createClient } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { type Script, createVirtualClock, mockTransport } from '@fairlead/testing'
import { expect, test } from 'vitest'

/** A client with a queue of so many places, which hedges whatever takes 50 ms. */
function rig(concurrency: number, script: Script) {
  const clock = createVirtualClock()
  const transport = mockTransport(script, { runtime: clock })
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    retry: false,
    plugins: [queue({ concurrency, hedge: { maxRatio: 1 } })],
  })
  const call = () => client.get('/v', { hedge: { delayMs: 50 } }).json()
  const lane = () => client.queue.snapshot().lanes[0]
  return { clock, call, lane, sent: transport.requests }
}

test('a call that waits for a place is not hedged behind itself', async () => {
  const { clock, call, sent } = rig(1, [{ delayMs: 40, json: 1 }])
  const calls = Array.from({ length: 5 }, call)
  await clock.advance(200)
  expect(await Promise.all(calls)).toEqual([1, 1, 1, 1, 1])
  expect(sent).toHaveLength(5)
  expect(clock.pending).toBe(0)
})

test('the second try waits for a place as well, and leaves when the first has its answer', async () => {
  const { clock, call, lane, sent } = rig(1, [{ delayMs: 80, json: 1 }])
  const answer = call()
  await clock.advance(60)
  expect(lane()).toMatchObject({ running: 1, queued: 1 })
  await clock.advance(20)
  expect(await answer).toBe(1)
  expect(lane()).toMatchObject({ running: 0, queued: 0 })
  expect(sent).toHaveLength(1)
  expect(clock.pending).toBe(0)
})

test('the try that lost gives its place back', async () => {
  const { clock, call, lane } = rig(2, [{ hang: true }, { delayMs: 5, json: 1 }])
  const answer = call()
  await clock.advance(55)
  expect(await answer).toBe(1)
  await clock.advance(0)
  expect(lane()).toMatchObject({ running: 0, queued: 0, hung: 0 })
  expect(clock.pending).toBe(0)
})
