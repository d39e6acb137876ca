import { redis } from '@fairlead/redis'
import { redisStore } from '@fairlead/redis/cache'
import { cacheStoreCases } from '@fairlead/testing/conformance'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'

describeRedis('the store in Redis', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, open) => {
    test.each(cacheStoreCases)('$name', async ({ run }) => {
      const { client, close } = await open(server.url)
      const fleets = [0, 1].map(() => redis(client, { namespace: 'conformance', deadlineMs: 5_000 }))
      let next = 0
      onTestFinished(async () => {
        for (const fleet of fleets) fleet.close()
        await close()
      })
      const openStore = () => redisStore(fleets[next++ % 2] as (typeof fleets)[number])
      await expect(run({ open: openStore, copies: true })).resolves.toBeUndefined()
    })
  })
})
