import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'

/** A connection that has no link, so that everything waits. */
const waiting = (options: Parameters<typeof scriptedConnection>[0] = {}) => scriptedConnection(options)

test('one message too many is rejected, and those before it wait', async () => {
  const { clock, connection } = waiting({ outbox: { maxMessages: 3 } })
  await clock.advance(0)
  for (let n = 0; n < 3; n++) void connection.send('steer', { n })
  await expect(connection.send('steer', { n: 3 })).rejects.toMatchObject({ kind: 'socket', reason: 'outbox-full' })
  expect(connection.snapshot().outbox.count).toBe(3)
  connection.close()
})

test('bytes are bounded too, and one message may be larger than all that may wait', async () => {
  const { clock, connection } = waiting({ outbox: { maxBytes: 1_000 } })
  await clock.advance(0)
  void connection.send('blob', new Uint8Array(5_000))
  await expect(connection.send('steer', { n: 1 })).rejects.toMatchObject({ reason: 'outbox-full' })
  expect(connection.snapshot().outbox).toEqual({ count: 1, bytes: 5_000 })
  connection.close()
})

test('the oldest make room where that is wanted, and are told so', async () => {
  const { clock, connection } = waiting({ outbox: { maxMessages: 2, whenFull: 'drop-oldest' } })
  await clock.advance(0)
  const first = connection.send('steer', { n: 0 })
  void connection.send('steer', { n: 1 })
  void connection.send('steer', { n: 2 })
  expect(await first).toEqual({ state: 'not-sent', reason: 'dropped' })
  expect(connection.snapshot().outbox.count).toBe(2)
  connection.close()
})

test('what waits for room goes in order when there is some', async () => {
  const { clock, server, connection } = waiting({ outbox: { maxMessages: 2, whenFull: 'wait' } })
  await clock.advance(0)
  const sends = Array.from({ length: 6 }, (_, n) => connection.send('steer', { n }))
  await clock.advance(0)
  expect(connection.snapshot().outbox.count).toBe(2)
  server.last.welcome()
  for (let seq = 1; seq <= 6; seq++) {
    await clock.advance(0)
    server.last.say({ type: 'ack', seq })
  }
  expect((await Promise.all(sends)).map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'acknowledged'))
  const sent = server.last.sent.slice(1).map((frame) => (JSON.parse(String(frame)) as { data: { n: number } }).data.n)
  expect(sent).toEqual([0, 1, 2, 3, 4, 5])
  connection.close()
})

test('a later message of the same key takes the place of one that has not left', async () => {
  const { clock, server, connection } = waiting()
  await clock.advance(0)
  const [first, other] = [
    connection.send('steer', { n: 1 }, { key: 'a' }),
    connection.send('steer', { n: 2 }, { key: 'b' }),
  ]
  void connection.send('steer', { n: 3 }, { key: 'a' })
  void connection.send('nudge', { n: 4 }, { key: 'a' })
  expect(await first).toEqual({ state: 'not-sent', reason: 'conflated' })
  server.last.welcome()
  await clock.advance(0)
  const late = connection.send('steer', { n: 5 }, { key: 'b' })
  await clock.advance(0)
  // One that has left stays.
  server.last.say({ type: 'ack', seq: 4 })
  expect([await other, await late].map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged'])
  connection.close()
})

test('what waits too long is not sent, and what is on its way too long is told unknown but still delivered', async () => {
  const { clock, server, connection } = waiting({ outbox: { maxAgeMs: 5_000 } })
  await clock.advance(0)
  const queued = connection.send('steer', { n: 1 })
  const short = connection.send('steer', { n: 2 }, { deadlineMs: 1_000 })
  await clock.advance(1_000)
  expect(await short).toEqual({ state: 'not-sent', reason: 'expired' })
  await clock.advance(4_000)
  expect(await queued).toEqual({ state: 'not-sent', reason: 'expired' })
  server.last.welcome()
  const written = connection.send('steer', { n: 3 })
  await clock.advance(1_000)
  server.last.events.down({ code: 1006 })
  await clock.advance(4_000)
  expect(await written).toEqual({ state: 'unknown', reason: 'expired' })
  server.last.welcome({ resumed: true })
  expect(server.last.sent.at(-1)).toBe('{"seq":1,"name":"steer","data":{"n":3}}')
  connection.close()
})

test('an abort takes back what has not left, and leaves open what has', async () => {
  const { clock, server, connection } = waiting()
  await clock.advance(0)
  const controller = new AbortController()
  const queued = connection.send('steer', { n: 1 }, { signal: controller.signal })
  await clock.advance(0)
  controller.abort()
  expect(await queued).toEqual({ state: 'not-sent', reason: 'aborted' })
  expect(await connection.send('steer', { n: 1 }, { signal: controller.signal })).toEqual({
    state: 'not-sent',
    reason: 'aborted',
  })
  server.last.welcome()
  const second = new AbortController()
  const written = connection.send('steer', { n: 2 }, { signal: second.signal })
  await clock.advance(0)
  second.abort()
  expect(await written).toEqual({ state: 'unknown', reason: 'aborted' })
  connection.close()
})

test('a volatile message is sent now or not at all', async () => {
  const { clock, server, connection } = waiting()
  await clock.advance(0)
  expect(await connection.send('glance', { n: 1 })).toEqual({ state: 'not-sent', reason: 'offline' })
  server.last.welcome()
  const sent = connection.send('glance', { n: 2 })
  await clock.advance(0)
  server.last.say({ type: 'ack', seq: 1 })
  expect(await sent).toEqual({ state: 'acknowledged' })
  server.last.bufferedAmount = 1_000_000
  expect(await connection.send('glance', { n: 3 })).toEqual({ state: 'not-sent', reason: 'full' })
  connection.close()
})

test('no more than the high-water mark is written ahead of a ping, and the rest follows', async () => {
  const { clock, server, connection } = waiting({ outbox: { maxBytes: 10_000_000 } })
  await clock.advance(0)
  server.last.welcome()
  const { last } = server
  // A link on which each frame stays in the buffer until it is drained.
  const sent = last.sent as string[]
  const before = sent.length
  sent.push = (...frames: string[]) => {
    last.bufferedAmount += frames.reduce((sum, { length }) => sum + length, 0)
    return Array.prototype.push.apply(sent, frames)
  }
  for (let n = 0; n < 20; n++) void connection.send('blob', new Uint8Array(100_000))
  await clock.advance(0)
  expect(sent.length - before).toBe(3)
  expect(last.bufferedAmount).toBeLessThanOrEqual(1_048_576)
  for (let round = 0; round < 20; round++) {
    last.bufferedAmount = 0
    await clock.advance(20)
  }
  expect(sent.length - before).toBe(20)
  connection.close()
})

test('what was sent and never acknowledged has its verdict when the connection is closed', async () => {
  const { clock, server, connection } = waiting()
  await clock.advance(0)
  server.last.welcome()
  const written = connection.send('steer', { n: 1 })
  await clock.advance(0)
  server.last.events.down({ code: 1006 })
  const queued = connection.send('steer', { n: 2 })
  await clock.advance(0)
  connection.close()
  expect(await written).toEqual({ state: 'unknown', reason: 'ended' })
  expect(await queued).toEqual({ state: 'not-sent', reason: 'ended' })
  await expect(connection.send('steer', { n: 3 })).rejects.toMatchObject({ kind: 'socket', reason: 'closed' })
  expect(clock.pending).toBe(0)
})

test('an aborted request whose cancel has no room rejects all the same, and nothing is thrown', async () => {
  const { clock, server, connection } = waiting({ outbox: { maxMessages: 1 } })
  await clock.advance(0)
  server.last.welcome()
  const controller = new AbortController()
  const request = connection.request('double', 1, { signal: controller.signal })
  await clock.advance(0)
  server.last.say({ type: 'ack', seq: 1 })
  server.last.bufferedAmount = 1_000_000
  void connection.send('steer', { n: 1 })
  await clock.advance(0)
  controller.abort('enough')
  await expect(request).rejects.toMatchObject({ kind: 'abort', cause: 'enough' })
  await clock.advance(0)
  connection.close()
})

test('what waits to go again after a lost session is never told as not sent', async () => {
  const { clock, server, connection } = waiting()
  await clock.advance(0)
  server.last.welcome()
  const safe = connection.send('nudge', { n: 1 })
  await clock.advance(0)
  server.onLink = (link) => {
    link.bufferedAmount = 1_000_000
    link.welcome({ session: 's2' })
  }
  server.last.events.down({ code: 1006 })
  await clock.advance(2_000)
  connection.close()
  expect(await safe).toEqual({ state: 'unknown', reason: 'ended' })
})

test('one that takes the place of another waits when the room went to one that waited before', async () => {
  const { clock, connection } = scriptedConnection({ outbox: { maxBytes: 2_000, whenFull: 'wait' } })
  await clock.advance(0)
  const send = (size: number, key?: string): void => void connection.send('blob', new Uint8Array(size), { key })
  send(200)
  send(111, 'b')
  for (const size of [585, 558, 547]) send(size)
  send(111, 'b')
  expect(connection.snapshot().outbox).toEqual({ count: 4, bytes: 1_890 })
  connection.close()
})
