import { createClient } from '@fairlead/core'
import { queue } from '@fairlead/queue'
import { redis } from '@fairlead/redis'
import { sharedHolds } from '@fairlead/redis/queue'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'

const ORIGIN = 'https://tides.example'
const HOUR_MS = 3_600_000

describeRedis('what a server says to one process', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, open) => {
    /** Processes of one fleet, with clocks of their own. */
    async function place(count: number) {
      const namespace = crypto.randomUUID()
      return Promise.all(
        Array.from({ length: count }, async (_, i) => {
          const { client, close } = await open(server.url)
          const fleet = redis(client, { namespace, deadlineMs: 2_000 })
          onTestFinished(async () => {
            fleet.close()
            await close()
          })
          return { holds: sharedHolds(fleet), wallClock: Date.now() + i * HOUR_MS }
        }),
      )
    }

    test('holds the lanes of the others, those that begin later as well, by how long it is', async () => {
      const [first, second, third] = await place(3)
      const build = (it: typeof first, status: number) => {
        const runtime = createVirtualClock({ startMs: it?.wallClock ?? 0 })
        const transport = mockTransport(() => ({ status, headers: { 'retry-after': '30' } }), { runtime })
        const feedback = { jitter: 0, shared: it?.holds }
        const client = createClient({
          baseUrl: ORIGIN,
          runtime,
          transport,
          retry: false,
          plugins: [queue({ feedback })],
        })
        onTestFinished(() => client.dispose())
        return {
          heldMs: () => (client.queue.snapshot().lanes[0]?.heldUntil ?? 0) - runtime.now(),
          ask: () =>
            client.get('/').then(
              () => {},
              () => {},
            ),
        }
      }
      const [one, two, three] = [build(first, 429), build(second, 200), build(third, 200)]
      // Its lane has begun before the server has said anything.
      await two.ask()
      await one.ask()
      expect(one.heldMs()).toBe(30_000)
      await vi.waitFor(() => expect(two.heldMs()).toBeGreaterThan(20_000), 5_000)
      await three.ask()
      await vi.waitFor(() => expect(three.heldMs()).toBeGreaterThan(20_000), 5_000)
      expect(Math.max(two.heldMs(), three.heldMs())).toBeLessThanOrEqual(30_000)
    })

    test('is heard by who listens, once, and ends by itself', async () => {
      const [first, second] = await place(2)
      const heard: number[] = []
      const end = second?.holds.follow(ORIGIN, (forMs) => heard.push(forMs))
      first?.holds.hold(ORIGIN, 60_000)
      await vi.waitFor(() => expect(Math.max(...heard)).toBeGreaterThan(50_000), 5_000)
      // A shorter one changes nothing.
      first?.holds.hold(ORIGIN, 10)
      first?.holds.hold('https://other.example', 70_000)
      end?.()
      const later: number[] = []
      onTestFinished(second?.holds.follow(ORIGIN, (forMs) => later.push(forMs)) ?? (() => {}))
      await vi.waitFor(() => expect(later.length).toBeGreaterThan(0), 5_000)
      expect(Math.max(...later)).toBeLessThanOrEqual(60_000)
      expect(Math.min(...later)).toBeGreaterThan(50_000)
    })
  })
})
