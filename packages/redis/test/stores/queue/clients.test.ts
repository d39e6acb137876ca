import { createScheduler } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { sharedConcurrency, sharedRates } from '@fairlead/redis/queue'
import { Redis as Ioredis } from 'ioredis'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'

describeRedis('limits of a fleet', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, open) => {
    /** Two processes of a fleet. */
    async function place() {
      const namespace = crypto.randomUUID()
      const join = async () => {
        const { client, close } = await open(server.url)
        const fleet = redis(client, { namespace, deadlineMs: 2_000 })
        onTestFinished(async () => {
          fleet.close()
          await close()
        })
        return fleet
      }
      return Promise.all([join(), join()])
    }

    test('are one limit, taken one by one or ahead, and given back', async () => {
      const all = await place()
      const [first, second] = all.map((fleet) => sharedRates(fleet, 'tides', [{ limit: 4, periodMs: 3_600_000 }]))
      const scheduler = createScheduler({ rates: first?.rates ?? [] })
      await scheduler.run(() => {})
      await first?.close()
      for (let i = 0; i < 3; i++) expect(await second?.take()).toEqual({ allowed: true, waitMs: 0 })
      const { allowed, waitMs = 0 } = (await second?.take()) ?? {}
      expect(allowed).toBe(false)
      expect(waitMs).toBeGreaterThan(800_000)
      await second?.close()
    })

    test('hand a place from one process to another', async () => {
      const all = await place()
      const [first, second] = all.map((fleet) => sharedConcurrency(fleet, 'cranes', { max: 1 }))
      const had: (AbortSignal | undefined)[] = []
      for (let i = 0; i < 5; i++) {
        const one = await first?.acquire()
        const waits = second?.acquire()
        one?.release()
        const two = await waits
        const again = first?.acquire()
        two?.release()
        const three = await again
        three?.release()
        had.push(one?.lost, two?.lost, three?.lost)
      }
      expect(had).toHaveLength(15)
      expect(had.every((lost) => lost?.aborted === false)).toBe(true)
      await Promise.all([first?.close(), second?.close()])
    })
  })

  test('tell who has a place that somebody is short, also where a client puts a prefix before keys', async () => {
    const client = new Ioredis(server.url, { keyPrefix: 'prefix:' })
    const fleet = redis(client, { namespace: crypto.randomUUID(), deadlineMs: 2_000 })
    onTestFinished(() => {
      fleet.close()
      client.disconnect()
    })
    const heard: string[] = []
    fleet.listen(fleet.key('slots/cranes'), (text) => heard.push(text))
    await vi.waitFor(() => expect(heard).toContain('lost'))
    const [first, second] = [1, 2].map(() => sharedConcurrency(fleet, 'cranes', { max: 1 }))
    await first?.acquire()
    const refused = second?.acquire().catch(() => {})
    await vi.waitFor(() => expect(heard).toContainEqual(expect.stringMatching(/^short /)))
    await Promise.all([first?.close(), second?.close(), refused])
  })
})
