import { FairleadError } from '@fairlead/core'
import { type BreakerOptions, createBreaker } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'

function rig(options: BreakerOptions = {}) {
  const clock = createVirtualClock()
  const states: string[] = []
  const breaker = createBreaker(
    { minimum: 4, openMs: 1_000, onChange: (state) => states.push(state), ...options },
    clock,
  )
  const fail = (): Promise<unknown> => breaker.run(() => Promise.reject(new Error('down'))).catch(() => {})
  const succeed = (): Promise<unknown> => breaker.run(async () => 1)
  return { clock, breaker, states, fail, succeed }
}

test('opens when half of at least so many calls failed, and says when to come back', async () => {
  const { breaker, fail, succeed, clock } = rig()
  await succeed()
  await fail()
  await fail()
  expect(breaker.state).toBe('closed')
  await succeed()
  await fail()
  expect(breaker.state).toBe('open')
  await expect(succeed()).rejects.toMatchObject({
    kind: 'rejected',
    reason: 'breaker-open',
    retryAt: clock.now() + 1_000,
  })
})

test('looks at the calls of its window alone', async () => {
  const time = rig({ window: { ms: 1_000 } })
  for (let i = 0; i < 3; i++) await time.fail()
  await time.clock.advance(1_200)
  await time.fail()
  expect(time.breaker.state).toBe('closed')
  const count = rig({ window: { calls: 4 } })
  for (let i = 0; i < 2; i++) await count.fail()
  for (let i = 0; i < 3; i++) await count.succeed()
  await count.fail()
  expect(count.breaker.state).toBe('closed')
  await count.fail()
  expect(count.breaker.state).toBe('open')
})

test('lets so many try and turns the others away at once, also while one hangs', async () => {
  const { breaker, fail, clock, states } = rig({ leaseMs: 5_000 })
  for (let i = 0; i < 4; i++) await fail()
  await clock.advance(1_000)
  void breaker.run(() => new Promise(() => {}))
  const others = await Promise.allSettled(Array.from({ length: 100 }, () => breaker.run(async () => 1)))
  expect(others.filter(({ status }) => status === 'rejected')).toHaveLength(100)
  expect(breaker.retryAt).toBe(clock.now() + 5_000)
  await clock.advance(5_000)
  expect(breaker.state).toBe('open')
  expect(states).toEqual(['open', 'half-open', 'open'])
})

test('closes when all probes succeed, and stays open twice as long when one fails', async () => {
  const { breaker, fail, succeed, clock } = rig({ probes: 2 })
  for (let i = 0; i < 4; i++) await fail()
  await clock.advance(1_000)
  await fail()
  expect(breaker.retryAt).toBe(clock.now() + 2_000)
  await clock.advance(2_000)
  await succeed()
  expect(breaker.state).toBe('half-open')
  await succeed()
  expect(breaker.state).toBe('closed')
})

test('what was let in before says nothing about the state after', async () => {
  const { breaker, fail, clock } = rig()
  const old = breaker.enter()
  for (let i = 0; i < 4; i++) await fail()
  await clock.advance(1_000)
  const probe = breaker.enter()
  old.settle('success')
  expect(breaker.state).toBe('half-open')
  probe.settle('ignored')
  breaker.enter().settle('success')
  expect(breaker.state).toBe('closed')
  probe.settle('failure')
  expect(breaker.state).toBe('closed')
})

test('a caller that left, a refusal and a 4xx are no failures', async () => {
  const { breaker, clock } = rig()
  const errors = [
    new FairleadError('abort', undefined, 'left'),
    new FairleadError('rejected', undefined, 'full'),
    new FairleadError('http', undefined, '404', { status: 404 }),
    new FairleadError('http', undefined, '429', { status: 429 }),
  ]
  for (let i = 0; i < 20; i++) await breaker.run(() => Promise.reject(errors[i % 4] as Error)).catch(() => {})
  expect(breaker.state).toBe('closed')
  expect(clock.pending).toBe(0)
})

test('options that cannot be right are refused by name', () => {
  for (const options of [{ ratio: 2 }, { openMs: -1 }, { window: { ms: 0 } }, { probes: 0 }, { rate: 1 }])
    expect(() => createBreaker(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
})
