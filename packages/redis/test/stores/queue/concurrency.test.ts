import { type SharedConcurrencyOptions, type Slot, sharedConcurrency } from '@fairlead/redis/queue'
import { expect, onTestFinished, test } from 'vitest'
import { describeRedis } from '../../support/server.ts'
import { createVirtualFleet } from './virtual.ts'

const HOUR_MS = 3_600_000

describeRedis('places of a fleet', (server) => {
  function place() {
    const fleet = createVirtualFleet(server.url)
    onTestFinished(fleet.close)
    let running = 0
    let most = 0
    return {
      fleet,
      most: () => most,
      /** A process that always has more to do than it may, each piece for so long. */
      work(options: SharedConcurrencyOptions, workMs: number, count = Infinity, aheadMs = 0) {
        const cranes = sharedConcurrency(fleet.process(aheadMs), 'cranes', options)
        let done = 0
        let begun = 0
        async function one(): Promise<void> {
          while (begun++ < count) {
            const slot = await cranes.acquire()
            most = Math.max(most, ++running)
            await new Promise<void>((resolve) => void fleet.clock.setTimeout(resolve, workMs))
            running--
            done++
            slot.release()
          }
        }
        const ended = Promise.all(Array.from({ length: 5 }, () => one().catch(() => {})))
        return { done: () => done, cranes, ended }
      },
    }
  }

  test('are no more than there are, go round among all, whatever their clocks say', async () => {
    const { fleet, work, most } = place()
    const all = [0, HOUR_MS, -HOUR_MS, 7].map((aheadMs) => work({ max: 6 }, 40, Infinity, aheadMs))
    await fleet.advance(6_000)
    expect(most()).toBe(6)
    const done = all.map((each) => each.done())
    const sum = done.reduce((a, b) => a + b)
    // Six at a time, each for 40 ms, would be 900.
    expect(sum).toBeGreaterThan(700)
    expect(Math.min(...done)).toBeGreaterThan(sum / 8)
  })

  test('go round also where there are fewer than processes', async () => {
    const { fleet, work, most } = place()
    const all = Array.from({ length: 4 }, () => work({ max: 1 }, 40))
    await fleet.advance(10_000)
    expect(most()).toBe(1)
    for (const { done } of all) expect(done()).toBeGreaterThan(10)
  })

  test('cost no round trip each while nobody else is short', async () => {
    const { fleet, work } = place()
    const { done } = work({ max: 5 }, 10)
    await fleet.advance(2_000)
    expect(done()).toBeGreaterThan(900)
    expect(fleet.trips).toBeLessThan(20)
  })

  test('are given back when nothing is to do, and no timer is left', async () => {
    const { fleet, work } = place()
    const { ended } = work({ max: 3 }, 10, 12)
    await fleet.advance(500)
    await ended
    await fleet.advance(1_000)
    expect(fleet.clock.pending).toBe(0)
    const other = sharedConcurrency(fleet.process(), 'cranes', { max: 3 })
    const slots = [other.acquire(), other.acquire(), other.acquire()]
    await fleet.advance(5)
    await Promise.all(slots)
  })

  test('of a process that was killed are free after their time, and not before', async () => {
    const { fleet } = place()
    const options = { max: 2, leaseMs: 3_000 }
    const process = fleet.process()
    const dead = sharedConcurrency(
      { ...process, run: (...all) => (isDead ? new Promise(() => {}) : process.run(...all)) },
      'cranes',
      options,
    )
    let isDead = false
    void dead.acquire()
    void dead.acquire()
    await fleet.advance(10)
    isDead = true
    const other = sharedConcurrency(fleet.process(), 'cranes', options)
    const got: Slot[] = []
    void other.acquire().then((slot) => got.push(slot))
    void other.acquire().then((slot) => got.push(slot))
    await fleet.advance(2_500)
    expect(got).toHaveLength(0)
    await fleet.advance(1_000)
    expect(got).toHaveLength(2)
  })

  test('tell whoever has one that it was lost, when it was silent for too long and others have come', async () => {
    const { fleet } = place()
    const options = { max: 2, leaseMs: 3_000 }
    const process = fleet.process()
    let isFrozen = false
    const frozen = sharedConcurrency(
      { ...process, run: (...all) => (isFrozen ? Promise.reject(new Error('frozen')) : process.run(...all)) },
      'cranes',
      options,
    )
    const held = [frozen.acquire(), frozen.acquire()]
    await fleet.advance(10)
    isFrozen = true
    const other = sharedConcurrency(fleet.process(), 'cranes', options)
    const got = other.acquire()
    await fleet.advance(3_500)
    await got
    isFrozen = false
    await fleet.advance(2_000)
    // One place is still there for it.
    const slots = await Promise.all(held)
    expect(slots.map(({ lost }) => lost.aborted)).toEqual([false, true])
    expect(slots[1]?.lost.reason).toMatchObject({ kind: 'rejected', reason: 'lost' })
  })

  test('end a wait with the signal, and leave no trace of it', async () => {
    const { fleet } = place()
    const cranes = sharedConcurrency(fleet.process(), 'cranes', { max: 1 })
    const first = cranes.acquire()
    await fleet.advance(5)
    const abort = new AbortController()
    const second = cranes.acquire({ signal: abort.signal })
    abort.abort('left')
    await expect(second).rejects.toMatchObject({ kind: 'abort', cause: 'left' })
    const third = cranes.acquire()
    ;(await first).release()
    await third
    await expect(cranes.acquire({ signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'abort' })
  })

  test('refuse who waits when they are closed, and are free for others', async () => {
    const { fleet } = place()
    const cranes = sharedConcurrency(fleet.process(), 'cranes', { max: 1 })
    const first = cranes.acquire()
    await fleet.advance(5)
    const second = cranes.acquire()
    const refused = second.catch((error: unknown) => error)
    await cranes.close()
    expect(await refused).toMatchObject({ kind: 'rejected', reason: 'closed' })
    expect((await first).lost.aborted).toBe(true)
    await expect(cranes.acquire()).rejects.toMatchObject({ reason: 'closed' })
    const other = sharedConcurrency(fleet.process(), 'cranes', { max: 1 }).acquire()
    await fleet.advance(5)
    await other
    expect(fleet.clock.pending).toBe(1)
  })
})
