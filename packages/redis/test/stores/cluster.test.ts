import { createCluster } from '@redis/client'
import { Cluster } from 'ioredis'
import { type Redis, redis, script } from '@fairlead/redis'
import { redisCoordinator } from '@fairlead/redis/auth'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { INSTALL_REDIS, findRedis } from '../../../../tools/redis.ts'
import { type RunningCluster, startCluster } from '../support/cluster.ts'
import type { Opened } from '../support/clients.ts'

const canRun = findRedis() !== undefined
if (!canRun) console.warn(`Tests with a Cluster are skipped: ${INSTALL_REDIS}.`)

const kinds: Readonly<Record<string, (ports: readonly number[]) => Promise<Opened>>> = {
  async 'node-redis'(ports) {
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(ports) {
    const client = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })))
    client.on('error', () => {})
    await new Promise((resolve) => client.once('ready', resolve))
    return { client, close: () => client.disconnect() }
  },
}

const ADD = script('add', `return redis.call('INCR', KEYS[1]) + redis.call('INCR', KEYS[2])`)
const SAY = script('say', `return redis.call('PUBLISH', ARGV[1], ARGV[2])`)

describe.skipIf(!canRun)(`a Cluster${canRun ? '' : ` (skipped: ${INSTALL_REDIS})`}`, () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())

  describe.each(Object.entries(kinds))('through %s', (_kind, open) => {
    const opened: Opened[] = []
    const fleets: Redis[] = []
    beforeAll(async () => {
      const namespace = crypto.randomUUID()
      for (let process = 0; process < 2; process++) {
        const each = await open(cluster.ports)
        opened.push(each)
        fleets.push(redis(each.client, { namespace, deadlineMs: 2_000 }))
      }
    })
    afterAll(async () => {
      for (const fleet of fleets) fleet.close()
      for (const { close } of opened) await close()
    })

    test('runs a script where the keys of its tag are, whichever node that is', async () => {
      const [fleet] = fleets as [Redis]
      for (let tag = 0; tag < 30; tag++) {
        const keys = ['a', 'b'].map((name) => fleet.key(`tides-${tag}`, name))
        expect(await fleet.run(ADD, keys, [])).toBe(2)
        expect(await fleet.run(ADD, keys, [])).toBe(4)
      }
    })

    test('tells everybody of a channel what anybody says', async () => {
      const heard: string[] = []
      const channels = Array.from({ length: 6 }, (_, index) => (fleets[0] as Redis).key('channel', String(index)))
      const ends = channels.map((channel) => (fleets[0] as Redis).listen(channel, (text) => heard.push(text)))
      await vi.waitFor(() => expect(heard.filter((text) => text === 'lost').length).toBeGreaterThanOrEqual(6))
      heard.length = 0
      for (const channel of channels) await (fleets[1] as Redis).run(SAY, [], [channel, channel])
      await vi.waitFor(() => expect(new Set(heard)).toEqual(new Set(channels)), { timeout: 5_000 })
      for (const end of ends) end()
    })

    test.each(coordinatorCases)('$name', async ({ run }) => {
      let turn = 0
      const context = { open: () => redisCoordinator(fleets[turn++ % 2] as Redis), keeps: 'json' } as const
      await expect(run(context)).resolves.toBeUndefined()
    })
  })
})
