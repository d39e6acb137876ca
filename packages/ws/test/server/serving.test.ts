import { expect, test } from 'vitest'
import { rawServer } from '../support/raw-link.ts'

const steer = (seq: number): object => ({ seq, name: 'steer', data: { n: seq } })

test('what arrives together is acknowledged once, and every sixteenth at once', async () => {
  const { enter, clock } = rawServer()
  const link = await enter()
  for (let seq = 1; seq <= 5; seq++) link.say(steer(seq))
  expect(link.heard('ack')).toEqual([])
  await clock.advance(0)
  expect(link.heard('ack').map(({ seq }) => seq)).toEqual([5])
  for (let seq = 6; seq <= 40; seq++) link.say(steer(seq))
  await clock.advance(0)
  expect([...new Set(link.heard('ack').map(({ seq }) => seq))]).toEqual([5, 21, 37, 40])
})

test('what comes a second time is not heard again, but acknowledged again', async () => {
  const { enter, clock, heard } = rawServer()
  const link = await enter()
  link.say(steer(1))
  await clock.advance(0)
  link.say(steer(1))
  await clock.advance(0)
  expect([heard, link.heard('ack').map(({ seq }) => seq)]).toEqual([[1], [1, 1]])
})

test('a client is told what it has not got, over each of its links, until it says that it has', async () => {
  const { enter, sockets, clock } = rawServer()
  const first = await enter()
  const session = first.heard('welcome')[0]?.['session']
  for (const text of ['a', 'b', 'c']) sockets.broadcast('notice', text)
  const seqs = (link: typeof first): number[] =>
    link.sent.filter((frame) => frame.startsWith('{"seq"')).map((frame) => (JSON.parse(frame) as { seq: number }).seq)
  first.down()
  const second = await enter({ session, received: 1 })
  expect([seqs(first), seqs(second)]).toEqual([
    [1, 2, 3],
    [2, 3],
  ])
  second.say({ type: 'ack', seq: 3 })
  second.down()
  const third = await enter({ session, received: 3 })
  sockets.broadcast('notice', 'd')
  expect(seqs(third)).toEqual([4])
  expect([...sockets.peers].map(({ bufferedBytes }) => bufferedBytes > 0)).toEqual([true])
  third.say({ type: 'ack', seq: 4 })
  await clock.advance(0)
  expect([...sockets.peers].map(({ bufferedBytes }) => bufferedBytes)).toEqual([0])
})

test('a client that says it has more than was ever sent begins anew', async () => {
  const { enter, sockets } = rawServer()
  const first = await enter()
  const session = first.heard('welcome')[0]?.['session']
  first.down()
  const second = await enter({ session, received: 5 })
  expect(second.heard('welcome')).toMatchObject([{ resumed: false }])
  expect(sockets.counts.sessions).toBe(1)
})

test('a session waits for its client for as long as was said, and no longer', async () => {
  const { enter, clock, sockets } = rawServer({ resumeMs: 60_000 })
  const first = await enter()
  const session = first.heard('welcome')[0]?.['session']
  const verdict = [...sockets.peers][0]?.send('notice', 'tide')
  first.down()
  await clock.advance(59_999)
  expect(sockets.counts.sessions).toBe(1)
  await clock.advance(1)
  expect(await verdict).toEqual({ state: 'unknown', reason: 'ended' })
  const late = await enter({ session })
  expect(late.heard('welcome')).toMatchObject([{ resumed: false }])
})

test('a silent client is asked, and given up within 15 s, while its session waits', async () => {
  const { enter, clock, sockets } = rawServer()
  const link = await enter()
  const start = clock.now()
  while (link.closed.length === 0 && clock.now() - start < 60_000) await clock.advance(100)
  expect(clock.now() - start).toBeLessThanOrEqual(15_000)
  expect(link.sent.filter((frame) => frame === '?')).toHaveLength(1)
  expect(link.closed.map(({ code }) => code)).toEqual([4408])
  link.down()
  expect(sockets.counts).toEqual({ sessions: 1, links: 0 })
})

test('no more than the high-water mark is written to a slow link, and the rest follows in order', async () => {
  const { enter, clock, sockets } = rawServer()
  const link = await enter()
  const { length } = link.sent
  link.bufferedAmount = 300_000
  for (let n = 0; n < 50; n++) sockets.broadcast('notice', `n${n}`)
  await clock.advance(1_000)
  expect(link.sent.length).toBe(length)
  link.bufferedAmount = 0
  await clock.advance(20)
  const texts = link.sent.slice(length).map((frame) => (JSON.parse(frame) as { data: string }).data)
  expect(texts).toEqual(Array.from({ length: 50 }, (_, n) => `n${n}`))
})

test('what does not fit, is too large or no JSON is refused at the call and sent to nobody', async () => {
  const { enter, sockets } = rawServer({ limits: { maxMessageBytes: 1_000 } })
  const link = await enter()
  const { length } = link.sent
  expect(() => sockets.broadcast('notice', 7 as never)).toThrow('does not fit its schema')
  expect(() => sockets.broadcast('notice', 'x'.repeat(1_001))).toThrow('more than the 1000 allowed')
  expect(() => sockets.broadcast('constructor' as never, '' as never)).toThrow("no message to the client 'constructor'")
  expect(() => sockets.publish('vessel', { id: 7 } as never, 'moved', 1)).toThrow('does not fit its schema')
  expect(() => sockets.handle('double', (n) => n)).toThrow('has a handler already')
  await expect([...sockets.peers][0]?.send('notice', 7 as never)).rejects.toMatchObject({ kind: 'validation' })
  expect(link.sent.length).toBe(length)
  expect([link.closed, [...sockets.peers][0]?.bufferedBytes]).toEqual([[], 0])
})

test('a server that closes tells when to come back, lets nobody in any more, and settles all', async () => {
  const { enter, clock, sockets, open } = rawServer()
  const link = await enter()
  const early = open()
  const verdict = [...sockets.peers][0]?.send('notice', 'tide')
  await clock.advance(0)
  sockets.close({ retryAfterMs: 500 })
  expect(await verdict).toEqual({ state: 'unknown', reason: 'ended' })
  for (const each of [link, early])
    expect([each.heard('close'), each.closed.map(({ code }) => code)]).toMatchObject([
      [{ code: 1012, retryAfterMs: 500 }],
      [1012],
    ])
  const late = await enter()
  expect(late.closed.map(({ code }) => code)).toEqual([1013])
  for (const each of [link, early, late]) each.down()
  await clock.advance(200_000)
  expect([sockets.counts, clock.pending]).toEqual([{ sessions: 0, links: 0 }, 0])
})

test('a session ended by the server is no more, and its requests are given up', async () => {
  const { enter, sockets, clock } = rawServer()
  let isAborted = false
  sockets.handle('slow', (_, { signal }) => {
    signal.addEventListener('abort', () => (isAborted = true))
    return new Promise(() => {})
  })
  const link = await enter()
  link.say({ seq: 1, name: 'slow', request: 1, data: 1 })
  await clock.advance(0)
  ;[...sockets.peers][0]?.close(4403, 'banned')
  expect([isAborted, sockets.counts.sessions, link.closed]).toEqual([true, 0, [{ code: 4403, reason: 'banned' }]])
})
