import { createScheduler } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { sharedConcurrency, sharedHolds, sharedRates } from '@fairlead/redis/queue'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Opened, ask, clients } from '../../support/clients.ts'
import { type RunningRedis, describeRedis } from '../../support/server.ts'

/** What happens to a Redis, and what undoes it. */
const faults: Readonly<
  Record<string, { begin(it: RunningRedis): unknown; end(it: RunningRedis): unknown; readonly isWritten?: boolean }>
> = {
  'is frozen': { begin: ({ server }) => server.pause(), end: ({ server }) => server.resume() },
  'has died': { begin: ({ server }) => server.kill(), end: ({ server }) => server.restart() },
  'is full': {
    begin: ({ url }) => ask(url, 'CONFIG', 'SET', 'maxmemory', '1'),
    end: ({ url }) => ask(url, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  'takes only reads': {
    begin: ({ url }) => ask(url, 'CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: ({ url }) => ask(url, 'CONFIG', 'SET', 'min-replicas-to-write', '0'),
  },
}

const open = clients['ioredis'] as (url: string) => Promise<Opened>

describeRedis(
  'a Redis',
  (server) => {
    describe.each(Object.entries(faults))('that %s', (_name, { begin, end }) => {
      test('fails no request and keeps none, and is used again when it can be', { timeout: 60_000 }, async () => {
        const { client, close } = await open(server.url)
        let failures = 0
        const fleet = redis(client, { namespace: crypto.randomUUID(), onError: () => failures++ })
        const limits = sharedRates(fleet, 'tides', [{ limit: 1_000, periodMs: 60_000 }], { processes: 1 })
        const cranes = sharedConcurrency(fleet, 'cranes', { max: 10, processes: 1 })
        const holds = sharedHolds(fleet)
        const scheduler = createScheduler({ rates: limits.rates })
        onTestFinished(async () => {
          await Promise.all([limits.close(), cranes.close()])
          fleet.close()
          await close()
        })
        const request = async (): Promise<void> => {
          await limits.take(1, { key: 'ever-given' })
          const slot = await cranes.acquire()
          await scheduler.run(() => {})
          slot.release()
        }
        const burst = async (): Promise<void> => void (await Promise.all(Array.from({ length: 20 }, request)))

        await burst()
        const before = failures
        await begin(server)
        onTestFinished(() => void Promise.resolve(end(server)).catch(() => {}))
        const unfollow = holds.follow('https://tides.example', () => {})
        onTestFinished(unfollow)
        for (let i = 0; i < 5; i++) await burst()
        holds.hold('https://tides.example', 1_000)
        expect(failures).toBeGreaterThan(before)
        await end(server)
        // By itself, and with what is asked anyway.
        await vi.waitFor(
          async () => {
            await burst()
            expect(fleet.retryAt).toBeUndefined()
            expect(await ask(server.url, 'EXISTS', fleet.key('rates/tides/ever-given', '0'))).toBe(1)
          },
          { timeout: 30_000, interval: 100 },
        )
      })
    })
  },
  {},
)
