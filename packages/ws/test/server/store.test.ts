import { type SessionChange, type SessionStore, memorySessions } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import { rawServer } from '../support/raw-link.ts'

const broken: SessionStore = {
  ...memorySessions(),
  change: () => Promise.reject(new Error('the store is away')),
  remove: () => Promise.reject(new Error('the store is away')),
}

test('a store that fails ends the link, is reported, and ends nothing else', async () => {
  const { clock, enter, errors, sockets } = rawServer({ store: broken })
  const link = await enter()
  link.say({ seq: 1, name: 'steer', data: { n: 1 } })
  await clock.advance(0)
  expect(link.closed.map(({ code }) => code)).toEqual([4409])
  const other = await enter()
  other.say({ type: 'close', code: 1000 })
  await clock.advance(0)
  expect(errors.map(String)).toEqual(['Error: the store is away', 'Error: the store is away'])
  expect([sockets.counts.sessions, clock.pending]).toEqual([0, 0])
})

test('a server that ends leaves its sessions in the store, and no verdict open', async () => {
  const store = memorySessions()
  const first = rawServer({ store })
  const link = await first.enter()
  const [peer] = first.sockets.peers
  const verdict = peer?.send('notice', 'tide')
  await first.clock.advance(0)
  first.sockets.close()
  expect(await verdict).toEqual({ state: 'unknown', reason: 'ended' })
  const second = rawServer({ store })
  const back = await second.enter({ session: link.heard('welcome')[0]?.['session'], received: 0 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, restored: true }])
  expect(back.sent.some((frame) => frame.includes('tide'))).toBe(true)
})

test('a session in the store is not taken from its owner by another identity', async () => {
  const store = memorySessions()
  const authenticate = ({ authorization = '' }: Readonly<Record<string, string>>) => ({ id: authorization })
  const first = rawServer({ store, authenticate })
  const link = await first.enter({ credential: { authorization: 'ida' } })
  const second = rawServer({ store, authenticate })
  const session = link.heard('welcome')[0]?.['session']
  const thief = await second.enter({ credential: { authorization: 'eve' }, session })
  expect(thief.heard('welcome')).toMatchObject([{ resumed: false }])
  link.say({ seq: 1, name: 'steer', data: { n: 1 } })
  await first.clock.advance(0)
  expect([link.closed, first.heard]).toEqual([[], [1]])
})

test('a session that another server has taken over is closed here when it next changes', async () => {
  const store = memorySessions()
  const first = rawServer({ store })
  const link = await first.enter()
  const second = rawServer({ store })
  const next = await second.enter({ session: link.heard('welcome')[0]?.['session'] })
  link.say({ seq: 1, name: 'steer', data: { n: 1 } })
  expect(link.closed.map(({ code }) => code)).toEqual([4409])
  next.say({ seq: 1, name: 'steer', data: { n: 2 } })
  expect([next.closed, second.heard]).toEqual([[], [2]])
})

test('what the bounds let go of goes from the store too, and what a store has beyond them is let go of and told', async () => {
  const kept = memorySessions()
  const changes: SessionChange[] = []
  const store: SessionStore = {
    ...kept,
    change(id, owner, change) {
      changes.push(change)
      return kept.change(id, owner, change)
    },
  }
  const first = rawServer({ store, limits: { maxBufferedMessages: 3 } })
  const link = await first.enter()
  const session = link.heard('welcome')[0]?.['session']
  link.down()
  const [peer] = first.sockets.peers
  for (let n = 1; n <= 5; n++) void peer?.send('notice', `notice ${n}`)
  await first.clock.advance(0)
  expect(changes.flatMap(({ acknowledged = [] }) => acknowledged)).toEqual([1, 2])
  first.sockets.close()
  const second = rawServer({ store, limits: { maxBufferedMessages: 2 } })
  const back = await second.enter({ session, received: 0 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, missed: { from: 1, to: 3 } }])
  expect(back.sent.filter((frame) => frame.includes('notice')).length).toBe(2)
})

test('two links of one session that come while a store is slow both go on with it', async () => {
  const kept = memorySessions()
  const claims: (() => void)[] = []
  const slow: SessionStore = {
    ...kept,
    async claim(...given) {
      await new Promise<void>((resolve) => claims.push(resolve))
      return kept.claim(...given)
    },
  }
  const first = rawServer({ store: slow })
  const link = await first.enter()
  const session = link.heard('welcome')[0]?.['session']
  first.sockets.close()
  const second = rawServer({ store: slow })
  const [one, two] = [second.open(), second.open()]
  for (const each of [one, two]) each.say({ type: 'hello', version: 1, received: 0, session })
  await second.clock.advance(0)
  for (const claim of claims) claim()
  await second.clock.advance(0)
  for (const each of [one, two]) expect(each.heard('welcome')).toMatchObject([{ session, resumed: true }])
  expect([second.sockets.counts.sessions, one.closed.map(({ code }) => code)]).toEqual([1, [4409]])
})
