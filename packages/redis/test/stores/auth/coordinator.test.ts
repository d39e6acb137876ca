import { type Redis, redis, script } from '@fairlead/redis'
import { redisCoordinator } from '@fairlead/redis/auth'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Opened, clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'

/** Not encryption: only what tells whether a seal is used on every way. */
const seal = {
  encrypt: (text: string) => Buffer.from(text).toString('base64'),
  decrypt: async (text: string) => Buffer.from(text, 'base64').toString(),
}

describeRedis('the coordinator in Redis', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, open) => {
    const opened: Opened[] = []
    const fleets: Redis[] = []
    beforeAll(async () => {
      const namespace = crypto.randomUUID()
      for (let process = 0; process < 2; process++) {
        const each = await open(server.url)
        opened.push(each)
        // Such a machine may be busy; what is late is another test.
        fleets.push(redis(each.client, { namespace, deadlineMs: 2_000 }))
      }
    })
    afterAll(async () => {
      for (const fleet of fleets) fleet.close()
      for (const { close } of opened) await close()
    })

    test.each(coordinatorCases)('$name', async ({ run }) => {
      let turn = 0
      const context = { open: () => redisCoordinator(fleets[turn++ % 2] as Redis), keeps: 'json' } as const
      await expect(run(context)).resolves.toBeUndefined()
    })

    test.each(coordinatorCases.filter(({ name }) => /gives back|first of many/.test(name)))(
      '$name, under a seal',
      async ({ run }) => {
        const context = { open: () => redisCoordinator(fleets[0] as Redis, { seal }), keeps: 'json' } as const
        await expect(run(context)).resolves.toBeUndefined()
      },
    )

    test('takes no lock anew that has gone while it was held', async () => {
      const [fleet] = fleets as [Redis]
      let answers = 0
      const counted: Redis = { ...fleet, run: (...command) => fleet.run(...command).finally(() => answers++) }
      const key = fleet.key('auth:shared', 'lock', 'gone')
      const left = await redisCoordinator(counted, { lockMs: 1_500 }).lock('gone', {}, async () => {
        // It is renewed while it is there.
        await vi.waitFor(() => expect(answers).toBeGreaterThan(1), 10_000)
        const had = await fleet.run(script('remove', `return redis.call('DEL', KEYS[1])`), [key], [])
        const before = answers
        await vi.waitFor(() => expect(answers).toBeGreaterThan(before), 10_000)
        return [had, await fleet.run(script('look', `return redis.call('EXISTS', KEYS[1])`), [key], [])]
      })
      expect(left).toEqual([1, 0])
    })

    test('waits for no lock that somebody else has written without an end', async () => {
      const [fleet] = fleets as [Redis]
      const key = fleet.key('auth:shared', 'lock', 'written')
      await fleet.run(script('write', `return redis.call('SET', KEYS[1], 'rubbish')`), [key], [])
      const { signal } = new AbortController()
      expect(await redisCoordinator(fleet).lock('written', { signal }, async () => 'in')).toBe('in')
    })
  })
})
