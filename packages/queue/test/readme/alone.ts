import { createBreaker, createScheduler, gcra } from '@fairlead/queue'

const scheduler = createScheduler({
  concurrency: 4,
  rates: [gcra({ limit: 100, periodMs: 60_000 })],
  maxQueued: 1_000,
  maxWaitMs: 5_000,
})
const breaker = createBreaker({ ratio: 0.5, openMs: 5_000 })
const readTides = async (harbour: string) => `${harbour}: high at 06:12`

const tides = await scheduler.run(() => breaker.run(() => readTides('Kalmar')), { priority: 'high', key: 'Kalmar' })
console.log(tides, scheduler.snapshot().running)
