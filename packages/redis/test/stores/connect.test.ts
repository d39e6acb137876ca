import { type Redis, redis, script } from '@fairlead/redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Opened, ask, clients } from '../support/clients.ts'
import { describeRedis } from '../support/server.ts'

const ADD = script('add', `return {redis.call('INCRBY', KEYS[1], ARGV[1]), 'v' .. ARGV[2]}`)
const SAY = script('say', `return redis.call('PUBLISH', ARGV[1], ARGV[2])`)

const DEAF = 'one with eval alone'

const kinds = Object.entries(clients)

describeRedis('a Redis', (server) => {
  let opened: Opened
  let fleet: Redis

  function opens(open: (url: string) => Promise<Opened>): void {
    beforeAll(async () => {
      opened = await open(server.url)
      // The first command of a busy machine may take its time.
      fleet = redis(opened.client, { namespace: crypto.randomUUID(), deadlineMs: 2_000 })
    })
    afterAll(async () => {
      fleet.close()
      await opened.close()
    })
  }

  describe.each(kinds)('through %s', (_name, open) => {
    opens(open)

    test('runs a script with keys and arguments', async () => {
      const key = fleet.key('tides', 'a b{c}\n')
      expect(await fleet.run(ADD, [key], [2, '{"a":1}'])).toEqual([2, 'v{"a":1}'])
      expect(await fleet.run(ADD, [key], [3, 'æ😀'])).toEqual([5, 'væ😀'])
    })

    test('runs it also when Redis has forgotten it', async () => {
      const key = fleet.key('forgotten')
      await fleet.run(ADD, [key], [1, ''])
      await ask(server.url, 'SCRIPT', 'FLUSH')
      expect(await fleet.run(ADD, [key], [1, ''])).toEqual([2, 'v'])
    })

    test('tells what Redis says by its first word alone', async () => {
      const wrong = script('wrong', `return redis.error_reply('OOM secret-of-the-server')`)
      await expect(fleet.run(wrong, [], [])).rejects.toMatchObject({
        kind: 'network',
        code: 'OOM',
        message: 'redis: wrong: it cannot do that (OOM)',
      })
    })
  })

  // A bridge in this process would be busy as well.
  describe.each(kinds.filter(([name]) => name !== '@upstash/redis'))('through %s', (_name, open) => {
    opens(open)

    test('is not taken for slow by a process that was busy itself', async () => {
      const patient = redis(opened.client, { deadlineMs: 20 })
      const answer = patient.run(ADD, [fleet.key('busy')], [1, ''])
      const until = performance.now() + 500
      while (performance.now() < until);
      expect(await answer).toEqual([1, 'v'])
    })
  })

  describe.each(kinds.filter(([name]) => name === DEAF))('through %s', (_name, open) => {
    opens(open)

    test('says that it hears no channels', () => {
      expect(fleet.canListen).toBe(false)
      expect(() => fleet.listen('a', () => {})).toThrow('cannot hear channels')
    })
  })

  describe.each(kinds.filter(([name]) => name !== DEAF))('through %s', (_name, open) => {
    opens(open)

    test('tells of a channel what was said since it listens', async () => {
      const channel = fleet.key('channel')
      const heard: string[] = []
      const end = fleet.listen(channel, (text) => heard.push(text))
      // It begins with what may have been missed before.
      await vi.waitFor(() => expect(heard).toContain('lost'))
      heard.length = 0
      await fleet.run(SAY, [], [channel, 'moored'])
      await vi.waitFor(() => expect(heard).toEqual(['moored']))
      end()
      await fleet.run(SAY, [], [channel, 'cast off'])
      expect(heard).toEqual(['moored'])
    })

    test('tells of one that is left and listened to again at once', async () => {
      const [channel, other] = [fleet.key('again'), fleet.key('other')]
      const stay = fleet.listen(other, () => {})
      const heard: string[] = []
      for (let round = 0; round < 5; round++) {
        fleet.listen(channel, () => {})()
        const end = fleet.listen(channel, (text) => heard.push(text))
        await vi.waitFor(() => expect(heard).toContain('lost'))
        heard.length = 0
        await fleet.run(SAY, [], [channel, 'moored'])
        await vi.waitFor(() => expect(heard).toContain('moored'))
        end()
        heard.length = 0
      }
      stay()
    })
  })
})
