import { resumable } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { type ScriptedLink } from '../support/scripted.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

const ready = async (options: Parameters<typeof scriptedConnection>[0] = {}) => {
  const made = scriptedConnection({ onLink: (link) => link.welcome(), ...options })
  await made.clock.advance(0)
  return made
}
const drop = ({ events }: ScriptedLink): void => events.down({ code: 1006 })
/** The messages that a client sent over a link. */
const messages = (link: ScriptedLink): { readonly seq: number; readonly data: { readonly n: number } }[] =>
  link.sent
    .map(String)
    .filter((frame) => frame.startsWith('{"seq"'))
    .map((frame) => JSON.parse(frame) as { seq: number; data: { n: number } })
const numbers = (link: ScriptedLink): number[] => messages(link).map(({ data }) => data.n)

test('nothing but the hello is sent before the welcome', async () => {
  const { clock, server, connection } = await ready({ onLink: (link) => link.events.open() })
  void connection.send('steer', { n: 1 })
  await clock.advance(1_000)
  expect(server.last.sent).toEqual(['{"type":"hello","version":1,"received":0}'])
  server.last.say({ type: 'welcome', session: 's1', epoch: 'e1', resumed: false, received: 0 })
  expect(server.last.sent.slice(1)).toEqual(['{"seq":1,"name":"steer","data":{"n":1}}'])
  connection.close()
})

test('what the server has not told to have is sent again with its number, and what it has is not', async () => {
  const { clock, server, connection } = await ready()
  const sends = [1, 2, 3, 4].map((n) => connection.send('steer', { n }))
  await clock.advance(0)
  server.last.say({ type: 'ack', seq: 1 })
  server.onLink = (link) => link.welcome({ resumed: true, received: 2 })
  drop(server.last)
  const late = connection.send('steer', { n: 5 })
  await clock.advance(1_000)
  expect(server.last.heard('hello')).toEqual([{ type: 'hello', version: 1, received: 0, session: 's1' }])
  expect(messages(server.last).map(({ seq, data }) => [seq, data.n])).toEqual([
    [3, 3],
    [4, 4],
    [5, 5],
  ])
  server.last.say({ type: 'ack', seq: 5 })
  expect((await Promise.all([...sends, late])).every(({ state }) => state === 'acknowledged')).toBe(true)
  expect(connection.snapshot()).toMatchObject({ outbox: { count: 0, bytes: 0 }, inFlight: 0 })
  connection.close()
})

test('a link that breaks during what is sent again sends it again', async () => {
  const { clock, server, connection } = await ready()
  for (let n = 1; n <= 40; n++) void connection.send('steer', { n })
  await clock.advance(0)
  server.onLink = (link) => link.welcome({ resumed: true, received: 10 })
  for (let time = 0; time < 3; time++) {
    drop(server.last)
    await clock.advance(2_000)
    expect(messages(server.last).map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, at) => at + 11))
  }
  connection.close()
})

test('no more than the window is on its way', async () => {
  const { clock, server, connection } = await ready()
  for (let n = 1; n <= 200; n++) void connection.send('steer', { n })
  await clock.advance(0)
  expect([messages(server.last).length, connection.snapshot().inFlight]).toEqual([64, 64])
  server.last.say({ type: 'ack', seq: 10 })
  expect([messages(server.last).length, connection.snapshot().inFlight]).toEqual([74, 64])
  connection.close()
})

test('a lost session sends again what may arrive twice, and tells the rest unknown', async () => {
  const { clock, server, connection } = await ready()
  const gaps: unknown[] = []
  connection.onGap((gap) => void gaps.push(gap))
  const [steer, nudge, glance] = [
    connection.send('steer', { n: 1 }),
    connection.send('nudge', { n: 2 }),
    connection.send('glance', { n: 3 }),
  ]
  await clock.advance(0)
  server.onLink = (link) => link.welcome({ session: 's2', epoch: 'e2' })
  drop(server.last)
  const queued = connection.send('steer', { n: 4 })
  await clock.advance(2_000)
  expect([await steer, await glance]).toEqual([
    { state: 'unknown', reason: 'session-lost' },
    { state: 'unknown', reason: 'session-lost' },
  ])
  expect(messages(server.last).map(({ seq, data }) => [seq, data.n])).toEqual([
    [1, 2],
    [2, 4],
  ])
  expect(gaps).toEqual([{ recovered: 'none', missed: undefined, epoch: 'e2' }])
  server.last.say({ type: 'ack', seq: 2 })
  expect([await nudge, await queued]).toEqual([{ state: 'acknowledged' }, { state: 'acknowledged' }])
  drop(server.last)
  await clock.advance(2_000)
  expect(server.last.heard('hello')).toMatchObject([{ session: 's2', received: 0 }])
  connection.close()
})

test('what was told unknown is not sent behind its sender’s back in a new session', async () => {
  const { clock, server, connection } = await ready()
  const given = connection.send('nudge', { n: 1 }, { deadlineMs: 500 })
  await clock.advance(500)
  expect(await given).toEqual({ state: 'unknown', reason: 'expired' })
  drop(server.last)
  await clock.advance(2_000)
  expect(numbers(server.last)).toEqual([])
  expect(connection.snapshot().outbox.count).toBe(0)
  connection.close()
})

test('arrivals are acknowledged together: after sixteen, or 50 ms', async () => {
  const { clock, server, connection } = await ready()
  const acks = (): unknown[] => server.last.heard('ack').map(({ seq }) => seq)
  for (let seq = 1; seq <= 20; seq++) server.last.say({ seq, name: 'notice', data: 'x' })
  expect(acks()).toEqual([16])
  await clock.advance(49)
  expect(acks()).toEqual([16])
  await clock.advance(1)
  expect(acks()).toEqual([16, 20])
  await clock.advance(5_000)
  expect(acks()).toEqual([16, 20])
  connection.close()
})

test('a session that is left tells what has arrived, and that nobody comes back', async () => {
  const { server, connection, clock } = await ready()
  server.last.say({ seq: 1, name: 'notice', data: 'x' })
  connection.close()
  expect(server.last.sent.slice(-2)).toEqual(['{"type":"ack","seq":1}', '{"type":"close","code":1000}'])
  expect([server.last.isClosed, clock.pending]).toEqual([true, 0])
})

test.each([
  ['acknowledges what was never sent', { type: 'ack', seq: 2 }],
  ['says welcome twice', { type: 'welcome', session: 's1', epoch: 'e', resumed: true, received: 0 }],
  ['skips a message', { seq: 2, name: 'notice', data: 'x' }],
])('a server that %s is left, told about and asked again', async (what, frame) => {
  const { clock, server, connection, transitions } = await ready()
  const errors: unknown[] = []
  connection.onError((error) => void errors.push(error))
  const given = connection.send('steer', { n: 1 })
  await clock.advance(0)
  server.last.say(frame)
  expect(errors).toMatchObject([
    { kind: 'socket', reason: 'protocol', message: expect.stringContaining(what) as string },
  ])
  expect(transitions.at(-1)).toMatchObject({ to: 'waiting', code: 'protocol' })
  server.onLink = (link) => link.welcome({ resumed: true, received: 1 })
  await clock.advance(2_000)
  expect(await given).toEqual({ state: 'acknowledged' })
  connection.close()
})

test('a message before the welcome ends the link, and is not heard', async () => {
  const { server, connection } = await ready({ onLink: (link) => link.events.open() })
  const heard: unknown[] = []
  connection.on('notice', (text) => void heard.push(text))
  server.last.say({ seq: 1, name: 'notice', data: 'early' })
  expect([heard, connection.state]).toEqual([[], 'waiting'])
  connection.close()
})

test('frames of a later version of the protocol are passed over', async () => {
  const { server, connection } = await ready()
  server.last.say({ type: 'weather', wind: 7 })
  expect(connection.state).toBe('ready')
  connection.close()
})

test('a question of the server is answered', async () => {
  const { server, connection } = await ready()
  server.last.say('?')
  expect(server.last.sent.at(-1)).toBe('!')
  connection.close()
})

test('a server that allows smaller messages than usual is believed', async () => {
  const { connection } = await ready({ onLink: (link) => link.welcome({ maxMessageBytes: 100 }) })
  await expect(connection.send('blob', new Uint8Array(101))).rejects.toMatchObject({
    kind: 'socket',
    reason: 'too-large',
  })
  void connection.send('blob', new Uint8Array(100))
  connection.close()
})

test('an acknowledgement that overtakes what is sent again leaves the rest of it to be sent', async () => {
  const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  for (let n = 1; n <= 10; n++) void connection.send('steer', { n })
  await clock.advance(0)
  server.onLink = (link) => {
    link.bufferedAmount = 1_000_000
    link.welcome({ resumed: true, received: 0 })
  }
  server.last.events.down({ code: 1006 })
  await clock.advance(2_000)
  server.last.say({ type: 'ack', seq: 5 })
  void connection.send('steer', { n: 11 })
  server.last.bufferedAmount = 0
  await clock.advance(20)
  const seqs = server.last.sent
    .map((frame) => (String(frame).startsWith('{') ? (JSON.parse(String(frame)) as { seq?: number }).seq : undefined))
    .filter((seq) => seq !== undefined)
  expect(seqs).toEqual([6, 7, 8, 9, 10, 11])
  connection.close()
})

test('a window that is none, or more than a server keeps while its store is away, is refused', () => {
  for (const window of [0, 1.5, 257, Infinity, '64']) expect(() => resumable({ window } as object)).toThrow('window')
  expect(() => resumable({ windows: 64 } as object)).toThrow('windows')
  for (const window of [1, 256, undefined]) expect(resumable({ window }).level).toBe('resumable')
})
