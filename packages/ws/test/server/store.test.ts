import { type SessionChange, type SessionStore, type Stored, memorySessions } from '@fairlead/ws/server'
import { configError } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { type RawLink, rawServer } from '../support/raw-link.ts'

/** A store that can be made to fail, with what it was told. */
function fragile() {
  const kept = memorySessions()
  const told: string[] = []
  const state = { isAway: false, told, kept }
  const ask = <T>(what: string, work: () => Stored<T>): Stored<T> => {
    told.push(what)
    return state.isAway ? Promise.reject(new Error('the store is away')) : work()
  }
  const store: SessionStore = {
    epoch: () => ask('epoch', () => kept.epoch()),
    put: (...given) => ask('put', () => kept.put(...given)),
    claim: (...given) => ask('claim', () => kept.claim(...given)),
    change: (...given) => ask('change', () => kept.change(...given)),
    remove: (...given) => ask('remove', () => kept.remove(...given)),
  }
  return Object.assign(state, { store })
}

const steer = (n: number) => ({ seq: n, name: 'steer', data: { n } })
const acksOf = (link: RawLink): unknown[] => link.heard('ack').map(({ seq }) => seq)
const NOTHING = '{"seq":1,"reply":0}'

test('while its store does not answer a session goes on, once its client has what the store has not', async () => {
  const away = fragile()
  const { clock, enter, errors, heard, sockets } = rawServer({ store: away.store })
  const link = await enter()
  away.isAway = true
  for (let n = 1; n <= 3; n++) {
    link.say(steer(n))
    await clock.advance(0)
  }
  // The first was taken before anybody knew.
  expect([heard, acksOf(link), link.sent.at(-1)]).toEqual([[1], [], NOTHING])
  link.say({ type: 'ack', seq: 1 })
  link.say(steer(4))
  await clock.advance(0)
  expect([heard, acksOf(link).at(-1), link.closed]).toEqual([[1, 2, 3, 4], 4, []])
  const before = away.told.length
  for (const peer of sockets.peers) void peer.send('notice', 'tide')
  await clock.advance(0)
  expect([link.sent.at(-1), away.told.length]).toEqual(['{"seq":2,"name":"notice","data":"tide"}', before])
  await clock.advance(60_000)
  expect(errors.map(String)).toEqual(['Error: the store is away'])
})

test('what an outage left in the store is not gone on with by another server', async () => {
  const away = fragile()
  const first = rawServer({ store: away.store })
  const link = await first.enter()
  const session = link.heard('welcome')[0]?.['session']
  away.isAway = true
  link.say(steer(1))
  await first.clock.advance(0)
  link.say({ type: 'ack', seq: 1 })
  link.say(steer(2))
  away.isAway = false
  const second = rawServer({ store: away.store })
  const back = await second.enter({ session, received: 1 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: false, received: 0 }])
})

test.each([
  ['is gone on with where it is, once its client has what the store has not', true],
  ['is told as lost before that, for it may be anywhere', false],
])('a session whose link breaks while its store does not answer %s', async (_what, isSafe) => {
  const away = fragile()
  const { clock, enter, heard } = rawServer({ store: away.store })
  const link = await enter()
  const session = link.heard('welcome')[0]?.['session']
  away.isAway = true
  link.say(steer(1))
  await clock.advance(0)
  if (isSafe) link.say({ type: 'ack', seq: 1 })
  link.down()
  const back = await enter({ session, received: isSafe ? 1 : 0 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: isSafe, received: isSafe ? 1 : 0 }])
  expect(heard).toEqual([1])
})

test('a session is not stored again before its client has what the store has not', async () => {
  const away = fragile()
  const { clock, enter } = rawServer({ store: away.store })
  const link = await enter()
  away.isAway = true
  link.say(steer(1))
  await clock.advance(0)
  away.isAway = false
  await clock.advance(8_000)
  expect(away.told.filter((what) => what === 'put').length).toBe(1)
  link.say({ type: 'ack', seq: 1 })
  await clock.advance(8_000)
  expect(away.told.filter((what) => what === 'put').length).toBe(2)
})

test('a session is stored again when its store answers, with all that has happened', async () => {
  const away = fragile()
  const first = rawServer({ store: away.store })
  const link = await first.enter()
  const session = link.heard('welcome')[0]?.['session']
  away.isAway = true
  for (let n = 1; n <= 3; n++) link.say(steer(n))
  await first.clock.advance(0)
  link.say({ type: 'ack', seq: 1 })
  for (const peer of first.sockets.peers) void peer.send('notice', 'tide')
  await first.clock.advance(3_000)
  link.say({ type: 'ack', seq: 1 })
  away.isAway = false
  await first.clock.advance(8_000)
  expect(link.closed).toEqual([])
  const second = rawServer({ store: away.store })
  const back = await second.enter({ session, received: 1 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, received: 3, restored: true }])
  expect(back.sent.at(-1)).toBe('{"seq":2,"name":"notice","data":"tide"}')
})

test('a session that its store has lost is stored again, and stays with its link', async () => {
  const away = fragile()
  const first = rawServer({ store: away.store })
  const link = await first.enter()
  const session = String(link.heard('welcome')[0]?.['session'])
  link.say(steer(1))
  expect(away.kept.claim(session, 'nobody', '')).toMatchObject({ received: 1 })
  void away.kept.remove(session, 'nobody')
  link.say(steer(2))
  link.say({ type: 'ack', seq: 1 })
  await first.clock.advance(1_000)
  expect([first.heard, link.closed, acksOf(link).at(-1)]).toEqual([[1, 2], [], 2])
  const second = rawServer({ store: away.store })
  const back = await second.enter({ session, received: 1 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, received: 2 }])
})

test('sessions are stored again a few at a time, and not on while that fails; one that fails keeps nobody out', async () => {
  const kept = memorySessions()
  const state = { isAway: false, isDelayed: false, underWay: 0, most: 0, puts: 0 }
  let bad: string | undefined
  const store: SessionStore = {
    ...kept,
    epoch: () => (state.isAway ? Promise.reject(new Error('the store is away')) : kept.epoch()),
    change: (...given) => (state.isAway ? Promise.reject(new Error('the store is away')) : kept.change(...given)),
    async put(...given) {
      state.puts++
      state.most = Math.max(state.most, ++state.underWay)
      if (state.isDelayed) await new Promise<void>((resolve) => void server.clock.setTimeout(resolve, 10))
      state.underWay--
      if (given[0] === bad) throw new Error('not this one')
      return kept.put(...given)
    },
  }
  const server = rawServer({ store })
  const links: RawLink[] = []
  for (let n = 0; n < 10; n++) links.push(await server.enter())
  state.isAway = true
  for (const link of links) link.say(steer(1))
  await server.clock.advance(0)
  for (const link of links) link.say({ type: 'ack', seq: 1 })
  const idOf = (link: RawLink | undefined): string => String(link?.heard('welcome')[0]?.['session'])
  bad = idOf(links[0])
  Object.assign(state, { isAway: false, isDelayed: true, most: 0, puts: 0 })
  // Its first round ends where the first one fails.
  await server.clock.advance(400)
  expect(state).toMatchObject({ most: 2, puts: 2 })
  await server.clock.advance(8_000)
  expect(state.most).toBe(2)
  for (const link of links.slice(1)) expect(kept.claim(idOf(link), 'another', '')).toMatchObject({ received: 1 })
})

test('a session that its store refuses is put again when half of what waited has gone, and is told of once', async () => {
  const kept = memorySessions()
  let puts = 0
  const store: SessionStore = {
    ...kept,
    put(...given) {
      puts++
      if (given[2].waiting.length > 4) return Promise.reject(configError('too much'))
      return kept.put(...given)
    },
  }
  const { clock, enter, errors, sockets } = rawServer({ store, liveness: { pingMs: 1e9, pongMs: 1e9 } })
  const link = await enter()
  const session = String(link.heard('welcome')[0]?.['session'])
  const [peer] = sockets.peers
  const notices = (): void => {
    for (let n = 1; n <= 10; n++) void peer?.send('notice', 'tide')
  }
  void kept.claim(session, 'nobody', '')
  void kept.remove(session, 'nobody')
  link.say(steer(1))
  link.say({ type: 'ack', seq: 1 })
  notices()
  await clock.advance(8_000)
  expect([puts, errors.length]).toEqual([2, 1])
  // The client has all of them, and as much waits again.
  notices()
  link.say({ type: 'ack', seq: 12 })
  await clock.advance(60_000)
  expect([puts, errors.length]).toEqual([2, 1])
  link.say({ type: 'ack', seq: 20 })
  await clock.advance(15_000)
  expect([puts, errors.length, link.closed]).toEqual([3, 1, []])
  expect(kept.claim(session, 'another', '')).toMatchObject({ received: 1, first: 21 })
})

test('whoever comes while the store does not answer is served, and what was lost is told', async () => {
  const away = fragile()
  const { clock, enter, errors, heard } = rawServer({ store: away.store })
  away.isAway = true
  const link = await enter({ session: 'of another server', received: 7 })
  expect(link.heard('welcome')).toMatchObject([{ resumed: false }])
  link.say({ type: 'ack', seq: 1 })
  link.say(steer(1))
  await clock.advance(0)
  expect([heard, acksOf(link), link.closed, errors.length]).toEqual([[1], [1], [], 1])
})

test('a client that sends more than it may while nothing is taken is closed', async () => {
  const away = fragile()
  const { clock, enter, heard } = rawServer({ store: away.store })
  const link = await enter()
  away.isAway = true
  for (let n = 1; n <= 256; n++) {
    link.say(steer(n))
    await clock.advance(0)
  }
  expect([heard, link.closed]).toEqual([[1], []])
  for (let n = 257; n <= 258; n++) link.say(steer(n))
  expect([heard, link.closed]).toEqual([
    [1],
    [{ code: 4400, reason: 'a message is missing, or too many are on their way' }],
  ])
})

test('a session with a link lives on in its store, though nothing changes in it', async () => {
  const clock = createVirtualClock()
  const runtime = { ...clock, randomUUID: () => crypto.randomUUID() }
  const store = memorySessions(runtime)
  const first = rawServer({ store, runtime, resumeMs: 60_000, liveness: { pingMs: 1e9, pongMs: 1e9 } })
  const link = first.open()
  link.say({ type: 'hello', version: 1, received: 0 })
  await clock.advance(600_000)
  expect(store.claim(String(link.heard('welcome')[0]?.['session']), 'another', '')).toBeDefined()
  first.sockets.close()
  expect(clock.pending).toBe(0)
})

test('what comes together is stored together, and told when it is', async () => {
  const kept = memorySessions()
  const changes: SessionChange[] = []
  const slow: SessionStore = {
    ...kept,
    async change(id, owner, change) {
      changes.push(change)
      await new Promise<void>((resolve) => void server.clock.setTimeout(resolve, 10))
      return kept.change(id, owner, change)
    },
  }
  const server = rawServer({ store: slow })
  const link = await server.enter()
  for (const peer of server.sockets.peers) for (let n = 1; n <= 50; n++) void peer.send('notice', `${n}`)
  await server.clock.advance(0)
  for (let n = 1; n <= 50; n++) link.say(steer(n))
  await server.clock.advance(9)
  expect([acksOf(link), link.sent.length]).toEqual([[], 1])
  await server.clock.advance(30)
  expect(changes.map(({ append = [], received }) => [append.length, received])).toEqual([
    [1, undefined],
    [49, 50],
  ])
  expect([acksOf(link), link.sent.filter((frame) => frame.includes('notice')).length]).toEqual([[50], 50])
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

test('a link that learns late that its session was elsewhere goes on with the one that came back meanwhile', async () => {
  const kept = memorySessions()
  const fates: ((fate: Promise<'taken'>) => void)[] = []
  let isSlow = false
  const slow: SessionStore = {
    ...kept,
    change: (...given) => (isSlow ? new Promise((resolve) => fates.push(resolve)) : kept.change(...given)),
  }
  const first = rawServer({ store: slow })
  const link = await first.enter()
  const session = link.heard('welcome')[0]?.['session']
  link.down()
  isSlow = true
  const [one, two] = [first.open(), first.open()]
  for (const each of [one, two]) each.say({ type: 'hello', version: 1, received: 0, session })
  await first.clock.advance(0)
  isSlow = false
  fates[0]?.(Promise.resolve('taken'))
  await first.clock.advance(0)
  fates[1]?.(Promise.reject(new Error('no answer in time')))
  await first.clock.advance(0)
  for (const each of [one, two]) expect(each.heard('welcome')).toMatchObject([{ session, resumed: true }])
  expect([first.sockets.counts.sessions, one.closed.map(({ code }) => code)]).toEqual([1, [4409]])
  first.sockets.broadcast('notice', 'tide')
  await first.clock.advance(0)
  expect(two.sent.at(-1)).toContain('tide')
})
