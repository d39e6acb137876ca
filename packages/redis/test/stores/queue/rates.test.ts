import { createScheduler, gcra } from '@fairlead/queue'
import { type SharedRates, sharedRates } from '@fairlead/redis/queue'
import { Redis as Ioredis } from 'ioredis'
import { array, assert, asyncProperty, integer, record } from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { TAKE } from '../../../src/queue/rates-script.ts'
import { describeRedis } from '../../support/server.ts'
import { createVirtualFleet } from './virtual.ts'

const HOUR_MS = 3_600_000

/** The most that passed in any time of a length, both ends included. */
function mostIn(passed: readonly number[], lengthMs: number): number {
  return Math.max(0, ...passed.map((from) => passed.filter((at) => at >= from && at <= from + lengthMs).length))
}

describeRedis('limits of a fleet', (server) => {
  function place() {
    const fleet = createVirtualFleet(server.url)
    onTestFinished(fleet.close)
    return fleet
  }

  test('decide as a limit in memory does, cost by cost and millisecond by millisecond', async () => {
    const client = new Ioredis(server.url)
    onTestFinished(() => client.disconnect())
    // Its own time is the last argument; nothing is forgotten while the test itself takes its time.
    const source = TAKE.source
      .replace(`redis.call('TIME')`, '{0, ARGV[#ARGV]}')
      .replace(`'PX', math.ceil(owed)`, `'PX', 3600000`)
    const asks = array(record({ pauseMs: integer({ min: 0, max: 400 }), cost: integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 40,
    })
    const rate = record({
      limit: integer({ min: 1, max: 30 }),
      periodMs: integer({ min: 1, max: 3_000 }),
      burst: integer({ min: 4, max: 40 }),
    })
    await assert(
      asyncProperty(rate, rate, asks, async (first, second, asked) => {
        const both = [first, second]
        const memory = both.map((each) => gcra(each)())
        const keys = both.map((_, i) => `{${crypto.randomUUID()}}:${i}`)
        let now = Date.UTC(2026, 10, 27)
        for (const { pauseMs, cost } of asked) {
          now += pauseMs
          const waitMs = Math.max(...memory.map((limit) => limit.waitMs(now, cost)))
          if (waitMs === 0) for (const limit of memory) limit.take(now, cost)
          const args = both.flatMap(({ limit, periodMs, burst }) => {
            const intervalMs = periodMs / limit
            return [intervalMs, intervalMs * burst, 0, cost, cost]
          })
          const [said] = (await client.eval(source, 2, ...keys, ...args, now * 1_000)) as [number]
          expect(said).toBe(waitMs)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('let through together what one process would let through alone, whatever their clocks say', async () => {
    const fleet = place()
    const limit = { limit: 100, periodMs: 1_000, burst: 50 }
    const passed: number[] = []
    const own = [0, HOUR_MS, -HOUR_MS, 5].map((aheadMs) => {
      const rates = sharedRates(fleet.process(aheadMs), 'tides', [limit])
      const scheduler = createScheduler({ rates: rates.rates, clock: fleet.clock, maxQueued: Infinity })
      let count = 0
      for (let i = 0; i < 2_000; i++)
        void scheduler.run(() => {
          count++
          passed.push(fleet.clock.now())
        })
      return { count: () => count }
    })
    await fleet.advance(5_000)
    for (const lengthMs of [0, 10, 100, 1_000, 3_000])
      expect(mostIn(passed, lengthMs)).toBeLessThanOrEqual(limit.burst + lengthMs / 10 + 1)
    // All that the time let through, beside the part of the burst that is kept for units that come late.
    expect(passed.length).toBeGreaterThan(500)
    // Most pass without a round trip, and nobody starves.
    expect(fleet.trips).toBeLessThan(passed.length / 2)
    for (const { count } of own) expect(count()).toBeGreaterThan(passed.length / 12)
  })

  test('let no time have more than fills in it and one burst, however irregularly it is asked for', async () => {
    const limit = { limit: 100, periodMs: 1_000, burst: 60 }
    const ask = record({
      process: integer({ min: 0, max: 2 }),
      pauseMs: integer({ min: 0, max: 700 }),
      count: integer({ min: 1, max: 60 }),
    })
    await assert(
      asyncProperty(array(ask, { minLength: 3, maxLength: 10 }), async (asks) => {
        const fleet = place()
        const passed: number[] = []
        const schedulers = [0, HOUR_MS, 3].map((aheadMs) =>
          createScheduler({
            rates: sharedRates(fleet.process(aheadMs), 'tides', [limit]).rates,
            clock: fleet.clock,
          }),
        )
        for (const { process, pauseMs, count } of asks) {
          for (let i = 0; i < count; i++) void schedulers[process]?.run(() => passed.push(fleet.clock.now()))
          await fleet.advance(pauseMs)
        }
        for (const lengthMs of [0, 10, 100, 300, 1_000])
          expect(mostIn(passed, lengthMs)).toBeLessThanOrEqual(limit.burst + lengthMs / 10 + 1)
        fleet.close()
      }),
      { numRuns: 15 },
    )
  })

  test('let units that one has kept come out of the burst of the others', async () => {
    const fleet = place()
    const passed: number[] = []
    const [first, second] = [fleet.process(), fleet.process()].map((own) => {
      const { rates } = sharedRates(own, 'tides', [{ limit: 100, periodMs: 1_000, burst: 60 }])
      const scheduler = createScheduler({ rates, clock: fleet.clock })
      return (count: number) => {
        for (let i = 0; i < count; i++) void scheduler.run(() => passed.push(fleet.clock.now()))
      }
    })
    first?.(24)
    await fleet.advance(290)
    // The limit is full again, and the first still has some of its last handful.
    passed.length = 0
    second?.(100)
    await fleet.advance(1)
    first?.(100)
    await fleet.advance(20)
    expect(mostIn(passed, 20)).toBeLessThanOrEqual(60 + 2 + 1)
  })

  test('have back what a process took ahead and did not use, when it closes', async () => {
    const fleet = place()
    const limits = [{ limit: 20, periodMs: 60_000 }]
    const [first, second] = [fleet.process(), fleet.process()].map((own) => sharedRates(own, 'pilots', limits))
    const scheduler = createScheduler({ rates: first?.rates ?? [], clock: fleet.clock })
    let ran = 0
    for (let i = 0; i < 5; i++) void scheduler.run(() => ran++)
    await fleet.advance(20)
    expect(ran).toBe(5)
    // What it has ahead nobody else can have.
    const before = await takeAll(second)
    await first?.close()
    expect(before).toBeLessThan(15)
    expect(before + (await takeAll(second))).toBe(15)
  })

  test('have back what comes to a process after it has closed, and who waits is refused', async () => {
    const fleet = place()
    const limits = [{ limit: 20, periodMs: 60_000 }]
    const [first, second] = [fleet.process(), fleet.process()].map((own) => sharedRates(own, 'pilots', limits))
    const scheduler = createScheduler({ rates: first?.rates ?? [], clock: fleet.clock })
    const waits = scheduler.run(() => {}).catch((error: unknown) => error)
    await first?.close()
    expect(await waits).toMatchObject({ kind: 'rejected', reason: 'closed' })
    expect(await takeAll(second)).toBe(20)
  })

  test('serve several lanes of a process, and nobody is told any more who does not wait', async () => {
    const fleet = place()
    const { rates } = sharedRates(fleet.process(), 'tides', [{ limit: 100, periodMs: 1_000, burst: 1 }])
    const lanes = [1, 2].map(() => createScheduler({ rates, clock: fleet.clock }))
    const ran = [0, 0]
    for (let i = 0; i < 50; i++) for (const [lane, scheduler] of lanes.entries()) void scheduler.run(() => ran[lane]!++)
    await fleet.advance(500)
    expect((ran[0] ?? 0) + (ran[1] ?? 0)).toBeLessThanOrEqual(51)
    for (const each of ran) expect(each).toBeGreaterThan(10)
    await fleet.advance(1_500)
    expect(ran).toEqual([50, 50])
    await fleet.advance(1_000)
    expect(fleet.clock.pending).toBe(0)
  })

  test('have back what a process took ahead and let lie', async () => {
    const fleet = place()
    const limits = [{ limit: 20, periodMs: 600_000 }]
    const [first, second] = [fleet.process(), fleet.process()].map((own) => sharedRates(own, 'pilots', limits))
    const scheduler = createScheduler({ rates: first?.rates ?? [], clock: fleet.clock })
    for (let i = 0; i < 5; i++) void scheduler.run(() => {})
    await fleet.advance(20)
    expect(await takeAll(second)).toBeLessThan(15)
    await fleet.advance(4_000)
    expect(await takeAll(second)).toBeGreaterThan(0)
    expect(fleet.clock.pending).toBe(0)
  })

  test('are taken of all or of none, each key its own', async () => {
    const fleet = place()
    const limits = [
      { limit: 5, periodMs: 1_000 },
      { limit: 100, periodMs: 60_000, unit: 'tons' },
    ]
    const rates = sharedRates(fleet.process(), 'cargo', limits)
    expect(await rates.take({ calls: 1, tons: 90 }, { key: 'a' })).toEqual({ allowed: true, waitMs: 0 })
    // Eighty tons more are there in 42 seconds; the calls are not charged for asking.
    for (let i = 0; i < 9; i++)
      expect(await rates.take({ calls: 1, tons: 80 }, { key: 'a' })).toEqual({ allowed: false, waitMs: 42_000 })
    expect(await rates.take(4, { key: 'a' })).toEqual({ allowed: true, waitMs: 0 })
    expect(await rates.take(1, { key: 'a' })).toEqual({ allowed: false, waitMs: 200 })
    expect(await rates.take(5, { key: 'a{}\n' })).toEqual({ allowed: true, waitMs: 0 })
    await fleet.advance(200)
    expect(await rates.take(1, { key: 'a' })).toEqual({ allowed: true, waitMs: 0 })
  })

  test('take what somebody else has written there for an empty debt, or for the largest there can be', async () => {
    const fleet = place()
    const own = fleet.process()
    const client = new Ioredis(server.url)
    onTestFinished(() => client.disconnect())
    // What a script cannot do would be refused.
    const rates = sharedRates(own, 'tides', [{ limit: 5, periodMs: 1_000 }], { fallback: 'closed' })
    const takeFrom = async (poison: string) => {
      await client.set(own.key('rates/tides/a', '0'), poison)
      return rates.take(1, { key: 'a' })
    }
    for (const poison of ['', 'v', '{"owed":1}', 'vnan 1', 'vinf 1', 'v1e400 1', 'v-5 -7'])
      expect(await takeFrom(poison), poison).toEqual({ allowed: true, waitMs: 0 })
    // A burst, and what a fleet may have reserved.
    const now = fleet.clock.now() * 1_000
    for (const poison of [`v1e400 ${now}`, `v1e9 ${now}`])
      expect(await takeFrom(poison), poison).toEqual({ allowed: false, waitMs: 450 })
  })

  test('lock nobody out for longer than a burst when the clock of Redis is set back', async () => {
    const fleet = place()
    const rates = sharedRates(fleet.process(), 'tides', [{ limit: 5, periodMs: 1_000 }])
    for (let i = 0; i < 5; i++) await rates.take()
    fleet.clock.setWallClock(fleet.clock.now() - HOUR_MS)
    expect(await rates.take()).toEqual({ allowed: false, waitMs: 200 })
    await fleet.advance(200)
    expect(await rates.take()).toEqual({ allowed: true, waitMs: 0 })
  })
})

/** How many one takes at once. */
async function takeAll(rates: SharedRates | undefined): Promise<number> {
  for (let taken = 0; ; taken++) if (!(await rates?.take())?.allowed) return taken
}
