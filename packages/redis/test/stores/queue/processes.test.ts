import { redis } from '@fairlead/redis'
import { sharedConcurrency } from '@fairlead/redis/queue'
import { expect, onTestFinished, test } from 'vitest'
import { type Opened, clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'
import { ratesOf, useFor } from './processes/rate.ts'
import { startWorker } from './processes/start.ts'

const open = clients['node-redis'] as (url: string) => Promise<Opened>

describeRedis(
  'four processes',
  (server) => {
    test('have together the rate of one limit, whatever their clocks say', { timeout: 60_000 }, async () => {
      const { total, most, shares } = ratesOf(await useFor(server.server.port, 10_000), 200)
      expect(total).toBeLessThan(1.02)
      expect(most).toBeLessThanOrEqual(200 + 100)
      // Below it only by what a busy machine does not get done; the test of a minute is the one that measures.
      expect(total).toBeGreaterThan(0.9)
      expect(Math.min(...shares)).toBeGreaterThan(0.05)
    })

    test('leave their places to others when they are killed', { timeout: 60_000 }, async () => {
      const namespace = crypto.randomUUID()
      const worker = await startWorker('places', server.server.port, namespace)
      let held = 0
      const all = new Promise<void>((resolve) => worker.on('message', () => ++held === 4 && resolve()))
      worker.send('begin')
      await all
      const { client, close } = await open(server.url)
      const fleet = redis(client, { namespace, deadlineMs: 2_000 })
      onTestFinished(async () => {
        fleet.close()
        await close()
      })
      const cranes = sharedConcurrency(fleet, 'cranes', { max: 4, leaseMs: 2_000 })
      let mine = 0
      const waiting = Array.from({ length: 4 }, () => cranes.acquire().then(() => mine++))
      // It renews what it has for longer than a lease.
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      expect(mine).toBe(0)
      worker.kill('SIGKILL')
      await Promise.all(waiting)
      expect(mine).toBe(4)
      await cranes.close()
    })
  },
  {},
)
