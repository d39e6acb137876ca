import { type Redis, redis } from '@fairlead/redis'
import { redisSessions } from '@fairlead/redis/ws'
import { socketSessionCases } from '@fairlead/testing/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Opened, ask, clients } from '../../support/clients.ts'
import { describeRedis } from '../../support/server.ts'

const SESSION = { identity: 'ida', received: 0, first: 1, waiting: [], channels: [] } as const
const NOTICE = { head: '"name":"notice"', json: '"high tide"' } as const

describeRedis('sessions in Redis', (server) => {
  describe.each(Object.entries(clients))('through %s', (_name, open) => {
    const namespace = crypto.randomUUID()
    const opened: Opened[] = []
    const fleets: Redis[] = []
    beforeAll(async () => {
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
    let next = 0
    const openStore = (options?: Parameters<typeof redisSessions>[1]) =>
      redisSessions(fleets[next++ % 2] as Redis, options)
    const keyOf = (id: string): string => `${namespace}:{ws:${id}}`

    test.each(socketSessionCases)('$name', async ({ run }) => {
      await expect(run({ open: () => openStore() })).resolves.toBeUndefined()
    })

    test('one hash has all of a session, and goes after its time', async () => {
      const store = openStore()
      await store.put('times', 'a', { ...SESSION, waiting: [NOTICE] }, 5_000)
      await store.put('times 2', 'a', SESSION, 90_000)
      await ask(server.url, 'PEXPIRE', keyOf('times'), '900000')
      await store.change('times', 'a', {})
      const left = Number(await ask(server.url, 'PTTL', keyOf('times')))
      expect(left > 0 && left <= 5_000).toBe(true)
      expect(await ask(server.url, 'EXISTS', keyOf('times%20.2'))).toBe(1)
      for (const key of (await ask(server.url, 'KEYS', `${namespace}:*`)) as string[])
        expect(Number(await ask(server.url, 'PTTL', key)), key).toBeGreaterThan(0)
    })

    test('what would take more than its bytes is dropped, and not taken again as long as that is so', async () => {
      const store = openStore({ maxBytes: 1_000 })
      await store.put('large', 'a', SESSION, 60_000)
      const append = Array.from({ length: 5 }, () => NOTICE)
      expect(await store.change('large', 'a', { append })).toBe('kept')
      for (let turn = 1; turn <= 20; turn++)
        expect(await store.change('large', 'a', { append, acknowledged: 5 * turn })).toBe('kept')
      expect(await store.change('large', 'a', { append: [...append, ...append] })).toBe('gone')
      expect(await ask(server.url, 'EXISTS', keyOf('large'))).toBe(0)
      const waiting = [{ head: '', json: 'x'.repeat(2_000) }]
      await expect(store.put('large', 'a', { ...SESSION, waiting }, 60_000)).rejects.toMatchObject({ kind: 'config' })
      expect(await store.put('large', 'a', SESSION, 60_000)).toBe('kept')
    })

    test.each([
      ['a text', ['SET', 'poison']],
      ['a hash of something else', ['HSET', 'name', 'poison']],
      ['a number that is none', ['HSET', 'next', 'poison']],
      ['more messages than there are', ['HSET', 'next', '9']],
      ['a message that is none', ['HSET', 'm1', 'poison']],
      ['a message that is gone', ['HDEL', 'm1']],
      ['subscriptions that are none', ['HSET', 'channels', 'c{"not":"a list"}']],
      ['a time before it began', ['HSET', 'first', '7']],
    ])('%s in the place of a session is as good as none', async (_what, [command = '', ...args]) => {
      const store = openStore()
      await store.put('poisoned', 'a', { ...SESSION, waiting: [NOTICE] }, 60_000)
      if (!_what.includes('gone') && args.length < 2) await ask(server.url, 'DEL', keyOf('poisoned'))
      if (_what.includes('something else')) await ask(server.url, 'DEL', keyOf('poisoned'))
      await ask(server.url, command, keyOf('poisoned'), ...args)
      expect(await store.claim('poisoned', 'b', 'ida')).toBeUndefined()
      await store.remove('poisoned', 'b')
      expect(await store.put('poisoned', 'b', SESSION, 60_000)).toBe('kept')
      expect(await store.claim('poisoned', 'c', 'ida')).toEqual(SESSION)
      await store.remove('poisoned', 'c')
    })

    test('an id that a client made up is looked for, unless it is longer than any', async () => {
      const store = openStore()
      for (const id of ['', 'a b{c}\n', '*', '\ud83d', 'x'.repeat(100_000)])
        expect(await store.claim(id, 'a', 'ida')).toBeUndefined()
    })

    test('the epoch stays while its text does, and is another one when Redis has lost it', async () => {
      const store = openStore()
      const epoch = await store.epoch()
      expect(await openStore().epoch()).toBe(epoch)
      await ask(server.url, 'DEL', `${namespace}:{ws}:epoch`)
      expect(await store.epoch()).not.toBe(epoch)
    })
  })
})
