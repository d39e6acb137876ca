// A process of a fleet: takes what it can of a limit, or of places, until it is told to end; then says how much it had.
import { platformRuntime } from '@fairlead/core'
import { createScheduler } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { sharedConcurrency, sharedRates } from '@fairlead/redis/queue'
import { Redis as Ioredis } from 'ioredis'

const [what = '', port = '', namespace = '', aheadMs = '0', untilMs = '0'] = process.argv.slice(2)
const client = new Ioredis(Number(port))
client.on('error', () => {})
const runtime = { ...platformRuntime, now: () => Date.now() + Number(aheadMs) }
const fleet = redis(client, { namespace, runtime, deadlineMs: 2_000 })

/** Runs as many as the limit lets it; answers when each began, by the time of the machine. */
async function rates(): Promise<number[]> {
  const limits = sharedRates(fleet, 'tides', [{ limit: 200, periodMs: 1_000, burst: 100 }])
  const scheduler = createScheduler({ rates: limits.rates, maxQueued: Infinity })
  const times: number[] = []
  const one = async (): Promise<void> => {
    await scheduler.run(() => times.push(Date.now()))
    if (Date.now() < Number(untilMs)) await one()
  }
  await Promise.all(Array.from({ length: 20 }, one))
  await limits.close()
  return times
}

/** Holds all places that it gets, until it is killed. */
async function places(): Promise<void> {
  const cranes = sharedConcurrency(fleet, 'cranes', { max: 4, leaseMs: 2_000 })
  for (;;) {
    await cranes.acquire()
    process.send?.('one')
  }
}

// All begin together.
process.once('message', async () => {
  if (what === 'places') return places()
  const times = await rates()
  process.send?.(times)
  client.disconnect()
  process.disconnect()
})
process.send?.('ready')
