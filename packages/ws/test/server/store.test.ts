import { type SessionStore, memorySessions } from '@fairlead/ws/server'
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
