import { contract } from '../support/contract.ts'
import { z } from 'zod'
import { createAudiences } from '../../src/server/audiences.ts'
import { expect, test } from 'vitest'
import { rawServer } from '../support/raw-link.ts'

const steer = (seq: number): object => ({ seq, name: 'steer', data: { n: seq } })

test.each([
  ['no JSON', 'boat'],
  ['a number', '7'],
  ['null', 'null'],
  ['an object without seq', '{}'],
  ['a seq that is no number', '{"seq":"1"}'],
  ['a key that poisons', '{"seq":1,"__proto__":{}}'],
  ['a name that is no text', '{"seq":1,"name":{"toString":1},"data":1}'],
  ['a request number that is text', '{"seq":1,"name":"double","request":"1,oops"}'],
  ['an error without a code', '{"seq":1,"reply":1,"error":"oops"}'],
  ['bytes that are too short', Uint8Array.of(1, 2)],
  ['bytes that promise more than there is', Uint8Array.of(0, 0, 1, 0, 123)],
])('%s closes the link as malformed, before and after the welcome', async (_, frame) => {
  const { clock, open, enter, sockets } = rawServer()
  const early = open()
  early.say(frame)
  expect(early.closed.map(({ code }) => code)).toEqual([4400])
  const late = await enter()
  late.say(frame)
  expect(late.closed.map(({ code }) => code)).toEqual([4400])
  expect(late.heard('close')).toMatchObject([{ code: 4400 }])
  sockets.close()
  await clock.advance(200_000)
  expect(clock.pending).toBe(0)
})

test.each([
  ['another version', { version: 2 }],
  ['a count that is none', { received: -1 }],
  ['a session that is no text', { session: 5 }],
])('a hello with %s is refused', async (_, more) => {
  const { enter } = rawServer()
  expect((await enter(more)).closed.map(({ code }) => code)).toEqual([4400])
})

test('a message before the welcome, a second hello and a message that skips one are refused', async () => {
  const { open, enter } = rawServer()
  const early = open()
  early.say(steer(1))
  const twice = await enter()
  twice.say({ type: 'hello', version: 1, received: 0 })
  const skipping = await enter()
  skipping.say(steer(2))
  expect([early, twice, skipping].map(({ closed }) => closed[0]?.code)).toEqual([4400, 4400, 4400])
})

test.each([-1, 1.5, 99, '1', null])('an ack of %s, which was never sent, is refused', async (seq) => {
  const { enter } = rawServer()
  const link = await enter()
  link.say({ type: 'ack', seq })
  // Less than nothing acknowledges nothing.
  expect(link.closed.map(({ code }) => code)).toEqual(seq === -1 ? [] : [4400])
})

test('a frame over the limit closes the link as too large', async () => {
  const { enter } = rawServer({ limits: { maxMessageBytes: 1_000 } })
  const link = await enter()
  link.say(JSON.stringify({ seq: 1, name: 'steer', data: 'x'.repeat(10_000) }))
  expect(link.closed.map(({ code }) => code)).toEqual([1009])
})

test('a link that says nothing is closed, and one too many that say nothing is turned away', async () => {
  const { clock, open, sockets } = rawServer({ limits: { maxPendingLinks: 3 } })
  const links = [open(), open(), open(), open()]
  expect(links.map(({ closed }) => closed[0]?.code)).toEqual([undefined, undefined, undefined, 1013])
  await clock.advance(10_000)
  expect(links.map(({ closed }) => closed[0]?.code)).toEqual([4408, 4408, 4408, 1013])
  for (const link of links) link.down()
  expect(sockets.counts).toEqual({ sessions: 0, links: 0 })
  expect(clock.pending).toBe(0)
})

test('frames beyond the rate wait, and far too many end the link with a hint', async () => {
  const { clock, enter, heard } = rawServer({ limits: { maxFramesPerSecond: 100 } })
  const link = await enter()
  for (let seq = 1; seq <= 250; seq++) link.say(steer(seq))
  expect(heard.length).toBeLessThanOrEqual(100)
  await clock.advance(1_000)
  expect(heard.length).toBeLessThanOrEqual(201)
  await clock.advance(2_000)
  expect(heard).toHaveLength(250)
  expect(link.closed).toEqual([])
  for (let seq = 251; seq <= 1_000; seq++) link.say(steer(seq))
  expect(link.closed.map(({ code }) => code)).toEqual([4429])
  expect(link.heard('close')).toMatchObject([{ code: 4429, retryAfterMs: 1_000 }])
})

test('a client that reads too slowly is cut, and told what is gone when it is back', async () => {
  const { clock, enter, sockets } = rawServer({ limits: { maxBufferedBytes: 10_000 } })
  const slow = await enter()
  const [welcome] = slow.heard('welcome')
  slow.bufferedAmount = 1_000_000
  for (let n = 0; n < 200; n++) sockets.broadcast('notice', 'x'.repeat(100))
  expect(slow.closed.map(({ code }) => code)).toEqual([4408])
  slow.down()
  const [peer] = sockets.peers
  expect(peer?.bufferedBytes).toBeLessThanOrEqual(10_000)
  const back = await enter({ session: welcome?.['session'], received: 0 })
  expect(back.heard('welcome')).toMatchObject([{ resumed: true, missed: { from: 1 } }])
  const { missed } = back.heard('welcome')[0] as { missed: { to: number } }
  const first = JSON.parse(back.sent[1] ?? '{}') as { seq: number }
  expect(first.seq).toBe(missed.to + 1)
  await clock.advance(0)
})

test('sessions are bounded: the one that waits longest goes, and with none that waits the newcomer does', async () => {
  const { clock, enter, sockets } = rawServer({ limits: { maxSessions: 2 } })
  const first = await enter()
  const second = await enter()
  const third = await enter()
  expect(third.closed.map(({ code }) => code)).toEqual([1013])
  first.down()
  const fourth = await enter()
  expect(fourth.closed).toEqual([])
  expect(sockets.counts.sessions).toBe(2)
  const gone = await enter({ session: first.heard('welcome')[0]?.['session'] })
  expect(gone.closed.map(({ code }) => code)).toEqual([1013])
  second.down()
  fourth.down()
  await clock.advance(120_000)
  expect([sockets.counts.sessions, clock.pending]).toEqual([0, 0])
})

test('channels are bounded for each session', async () => {
  const { clock, enter } = rawServer({ limits: { maxChannels: 2 } })
  const link = await enter()
  for (let seq = 1; seq <= 3; seq++)
    link.say({ seq, name: '$subscribe', request: seq, data: { channel: seq, name: 'vessel', params: { id: 'a' } } })
  await clock.advance(0)
  // In any order: the one too many need not wait for the others.
  expect(repliesOf(link)).toEqual({ 1: undefined, 2: undefined, 3: 'too-many-channels' })
})

test('one socket carries at most 64 tabs, and is closed when it carries none', async () => {
  const { clock, open, sockets } = rawServer()
  const socket = open()
  socket.say('tabs')
  for (let tab = 1; tab <= 70; tab++) socket.say(`${tab}:${JSON.stringify({ type: 'hello', version: 1, received: 0 })}`)
  await clock.advance(0)
  expect(sockets.counts.sessions).toBe(64)
  expect(socket.sent.filter((frame) => /^\d+:$/.test(frame))).toHaveLength(6)
  for (let tab = 1; tab <= 64; tab++) socket.say(`${tab}:`)
  await clock.advance(10_000)
  expect(socket.closed.map(({ code }) => code)).toEqual([4408])
})

test('a shared socket that says nobody’s frames is closed', () => {
  const { open } = rawServer()
  const socket = open()
  socket.say('tabs')
  socket.say('nonsense')
  expect(socket.closed.map(({ code }) => code)).toEqual([4400])
})

test('what does not fit its schema is reported, never given to a handler, and the link stays', async () => {
  const { enter, errors, heard, clock } = rawServer()
  const link = await enter()
  link.say({ seq: 1, name: 'steer', data: { n: 'seven' } })
  link.say({ seq: 2, name: 'unheard-of', data: {} })
  link.say({ seq: 3, name: 'double', request: 1, data: 'seven' })
  link.say({ seq: 4, name: 'toString', request: 2, data: 1 })
  await clock.advance(0)
  expect(heard).toEqual([])
  expect(errors).toMatchObject([
    { kind: 'validation' },
    { kind: 'socket', reason: 'unknown-message' },
    { kind: 'validation' },
  ])
  const replies = link.sent
    .filter((frame) => frame.includes('"reply"'))
    .map((frame) => JSON.parse(frame) as { error?: { code: string } })
  expect(replies.map(({ error }) => error?.code).toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([
    'invalid',
    'unknown-request',
  ])
  expect(link.closed).toEqual([])
})

test('tabs that the server turns away leave nothing behind', async () => {
  const { clock, open, sockets } = rawServer({ authenticate: () => undefined, limits: { maxPendingLinks: 5 } })
  const socket = open()
  socket.say('tabs')
  for (let tab = 1; tab <= 20; tab++) {
    socket.say(`${tab}:${JSON.stringify({ type: 'hello', version: 1, received: 0 })}`)
    await clock.advance(0)
  }
  expect(sockets.counts).toEqual({ sessions: 0, links: 0 })
  expect(socket.sent.filter((frame) => frame.includes('"code":4401'))).toHaveLength(20)
})

test('a mistake of the server ends the link of the client that met it, and nothing else', async () => {
  const { enter, errors, sockets } = rawServer()
  const other = await enter()
  const link = await enter()
  const [peer] = sockets.peers
  Object.defineProperty(peer, 'identity', { value: '' })
  sockets.onSession(() => {
    throw new Error('a broken listener')
  })
  await enter()
  expect(errors).toHaveLength(1)
  expect([other.closed, link.closed]).toEqual([[], []])
})

test('a client that asks and never reads is cut', async () => {
  const { enter } = rawServer({ limits: { maxFramesPerSecond: Infinity, maxBufferedBytes: 10_000 } })
  const link = await enter()
  link.bufferedAmount = 50_000_000
  link.say('?')
  link.say('?')
  expect(link.sent.filter((frame) => frame === '!')).toEqual([])
  expect(link.closed.map(({ code }) => code)).toEqual([4408])
})

test('a handler that rejects with nothing is answered, and a session that is ended as it begins has no link', async () => {
  const { clock, enter, sockets, errors } = rawServer()
  sockets.handle('slow', () => Promise.reject<number>(undefined))
  const link = await enter()
  link.say({ seq: 1, name: 'slow', request: 1, data: 1 })
  await clock.advance(0)
  expect(link.sent.at(-1)).toContain('"internal"')
  expect(errors).toEqual([undefined])
  sockets.onSession((peer) => peer.close(4403))
  const banned = await enter()
  expect(banned.closed.map(({ code }) => code)).toEqual([4403])
  expect(sockets.counts.sessions).toBe(1)
})

test('a wall clock that is set back stops no reading', async () => {
  const { clock, enter, heard } = rawServer({ limits: { maxFramesPerSecond: 100 } })
  const link = await enter()
  for (let seq = 1; seq <= 150; seq++) link.say(steer(seq))
  clock.setWallClock(clock.now() - 3_600_000)
  await clock.advance(2_000)
  expect(heard).toHaveLength(150)
})

/** What became of the requests, by their number: the code of a refusal, or undefined. */
function repliesOf(link: { readonly sent: readonly string[] }): Record<number, string | undefined> {
  const replies = link.sent
    .filter((frame) => frame.includes('"reply"'))
    .map((frame) => JSON.parse(frame) as { reply: number; error?: { code: string } })
  return Object.fromEntries(replies.map(({ reply, error }) => [reply, error?.code]))
}

test('requests that are being answered are bounded for each session, and a number is answered once', async () => {
  const { clock, enter, sockets, errors } = rawServer({ limits: { maxRequests: 2 } })
  const pending: (() => void)[] = []
  const signals: AbortSignal[] = []
  sockets.handle('slow', (n, { signal }) => {
    signals.push(signal)
    return new Promise((resolve) => pending.push(() => resolve(n)))
  })
  const link = await enter()
  for (const [seq, request] of [1, 2, 2, 3].entries()) link.say({ seq: seq + 1, name: 'slow', request, data: 7 })
  await clock.advance(0)
  expect([repliesOf(link), pending.length, errors]).toMatchObject([
    { 3: 'too-many-requests' },
    2,
    [{ reason: 'protocol' }],
  ])
  // The first of the two that have one number can still be told that nobody waits.
  link.say({ seq: 5, cancel: 2, name: '' })
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, true])
  for (const answer of pending) answer()
  await clock.advance(0)
  expect(repliesOf(link)).toEqual({ 1: undefined, 2: undefined, 3: 'too-many-requests' })
  link.say({ seq: 6, name: 'slow', request: 4, data: 7 })
  await clock.advance(0)
  expect(pending).toHaveLength(3)
})

test('a channel that is closed while it is being looked at stays closed', async () => {
  const { clock, enter, sockets } = rawServer()
  let admit = (): void => {}
  sockets.channel('tower', () => new Promise<boolean>((resolve) => (admit = () => resolve(true))))
  const link = await enter()
  link.say({ seq: 1, name: '$subscribe', request: 1, data: { channel: 1, name: 'tower' } })
  link.say({ seq: 2, name: '$unsubscribe', request: 2, data: { channel: 1 } })
  admit()
  await clock.advance(0)
  expect(sockets.publish('tower', undefined, 'said', 'hello')).toBe(0)
})

test('frames that wait to be read are bounded in bytes, and a rate below one a second reads all the same', async () => {
  const slow = rawServer({ limits: { maxFramesPerSecond: 0.5 } })
  const link = await slow.enter()
  for (let seq = 1; seq <= 3; seq++) link.say({ seq, name: 'steer', data: { n: seq } })
  await slow.clock.advance(8_000)
  expect(slow.heard).toEqual([1, 2, 3])
  const { enter } = rawServer({ limits: { maxFramesPerSecond: 1, maxBufferedBytes: 1_000 } })
  const other = await enter()
  for (let seq = 1; seq <= 4; seq++) other.say(JSON.stringify({ seq, name: 'x', data: 'x'.repeat(600) }))
  expect(other.closed.map(({ code }) => code)).toEqual([4429])
})

test('the latest credential counts, in whatever order they are looked at', async () => {
  const waiting = new Map<string, (expiresAt: number) => void>()
  const { clock, open } = rawServer({
    authenticate: ({ authorization = '' }) =>
      authorization === 'first'
        ? { id: 'ida' }
        : new Promise((resolve) => waiting.set(authorization, (expiresAt) => resolve({ id: 'ida', expiresAt }))),
  })
  const link = open()
  link.say({ type: 'hello', version: 1, received: 0, credential: { authorization: 'first' } })
  await clock.advance(0)
  link.say({ type: 'auth', credential: { authorization: 'older' } })
  link.say({ type: 'auth', credential: { authorization: 'newer' } })
  waiting.get('newer')?.(clock.now() + 60_000)
  await clock.advance(0)
  waiting.get('older')?.(clock.now() + 1)
  await clock.advance(100)
  expect([link.heard('authed').map(({ expiresInMs }) => expiresInMs), link.closed]).toEqual([[60_000], []])
})

test('a reason too long for a close frame is cut, and a code that may not be sent is refused before anything ends', async () => {
  const { enter, sockets } = rawServer()
  const link = await enter()
  const [peer] = sockets.peers
  for (const code of [1005, 1006, 2000, 1000.5]) expect(() => peer?.close(code), String(code)).toThrow('close code')
  expect(() => sockets.endIdentity('', 1006)).toThrow('close code')
  expect([link.closed, sockets.counts.sessions]).toEqual([[], 1])
  peer?.close(4000, 'ü'.repeat(100))
  expect(link.closed).toEqual([{ code: 4000, reason: 'ü'.repeat(61) }])
})

test('a link that cannot be closed keeps no other from being closed', async () => {
  const { enter, sockets, errors, open } = rawServer()
  const first = await enter()
  const second = await enter()
  first.closed.push = () => {
    throw new Error('the socket is broken')
  }
  open()
  sockets.close()
  expect([second.closed.length, errors.map(String)]).toEqual([1, ['Error: the socket is broken']])
})

test('params of a channel are told apart exactly, and those that cannot be are refused', () => {
  const audiences = createAudiences()
  const session = { id: 's', channels: new Map() } as unknown as Parameters<typeof audiences.join>[0]
  const values = [NaN, null, 1, 1n, '1', [1], { a: 1 }, { a: undefined }, new Date(1), 'null', true]
  for (const [channel, value] of values.entries()) audiences.join(session, { channel, name: 'x', params: { value } })
  for (const [channel, value] of values.entries())
    expect([...audiences.of('x', { value })].map(([, number]) => number)).toEqual([channel])
  for (const value of [new Map(), new Set(), () => {}])
    expect(() => audiences.of('x', { value })).toThrow('cannot be told apart')
})

test('a channel whose params cannot be told apart is refused, and leaves nothing behind', async () => {
  const Unkeyed = {
    ...contract.channels.vessel,
    params: z.object({ id: z.string() }).transform(({ id }) => new Map([[id, id]])),
  }
  const messages = { ...contract, channels: { vessel: Unkeyed, tower: contract.channels.tower } }
  const { clock, enter, errors, sockets } = rawServer({ messages: messages as never })
  const link = await enter()
  link.say({ seq: 1, name: '$subscribe', request: 1, data: { channel: 1, name: 'vessel', params: { id: 'a' } } })
  await clock.advance(0)
  expect([repliesOf(link), errors.map(String)]).toMatchObject([
    { 1: 'internal' },
    [expect.stringContaining('told apart') as unknown],
  ])
  link.say({ type: 'close', code: 1000 })
  await clock.advance(0)
  expect([sockets.counts.sessions, clock.pending]).toEqual([0, 0])
})
