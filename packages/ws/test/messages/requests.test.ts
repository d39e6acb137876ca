import { refusal } from '@fairlead/ws/server'
import { expect, test } from 'vitest'
import { readyLive } from '../support/memory-live.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

const settled = async <T>(given: Promise<T>): Promise<PromiseSettledResult<T>> => (await Promise.allSettled([given]))[0]

test('a request is answered, and many are answered each with its own', async () => {
  const { clock, connection } = await readyLive()
  const answers = Promise.all(Array.from({ length: 100 }, (_, n) => connection.request('double', n)))
  await clock.advance(100)
  expect(await answers).toEqual(Array.from({ length: 100 }, (_, n) => n * 2))
  connection.close()
})

test('an answer that was on its way when the link broke comes over the next one, and the handler ran once', async () => {
  const { clock, connection, network, server } = await readyLive()
  let runs = 0
  server.handle('slow', (n) => {
    runs++
    return n
  })
  for (const afterMs of [2, 7, 12]) {
    const answer = connection.request('slow', 7)
    await clock.advance(afterMs)
    network.cut()
    await clock.advance(2_000)
    expect(await answer).toBe(7)
  }
  expect(runs).toBe(3)
  connection.close()
})

test('what a handler refuses is told with its code and data, what it throws is not told', async () => {
  const { clock, connection, server, errors } = await readyLive()
  server.handle('fail', (what) => {
    throw what === 'refuse'
      ? refusal('no-berth', 'the harbour is full', { free: 0 })
      : new Error('SELECT * FROM berths')
  })
  const [refused, broken, missing, invalid] = [
    settled(connection.request('fail', 'refuse')),
    settled(connection.request('fail', 'break')),
    settled(connection.request('safe', 1)),
    settled(connection.request('double', 'two' as never)),
  ]
  await clock.advance(100)
  expect(await refused).toMatchObject({
    reason: { kind: 'socket', reason: 'refused', code: 'no-berth', data: { free: 0 } },
  })
  const told = await broken
  expect(told).toMatchObject({ reason: { reason: 'refused', code: 'internal' } })
  expect(JSON.stringify(told) + String((told as PromiseRejectedResult).reason)).not.toContain('SELECT')
  expect(await missing).toMatchObject({ reason: { reason: 'refused', code: 'unknown-request' } })
  expect(await invalid).toMatchObject({ reason: { kind: 'validation', direction: 'input' } })
  expect(errors).toHaveLength(1)
  connection.close()
})

test('an answer that does not fit is not sent by the server, and not given on by the client', async () => {
  const { clock, connection, server, errors } = await readyLive()
  server.handle('slow', () => 'many' as never)
  const given = settled(connection.request('slow', 1))
  await clock.advance(100)
  expect(await given).toMatchObject({ reason: { reason: 'refused', code: 'internal' } })
  expect(errors).toMatchObject([{ kind: 'validation', direction: 'output' }])
  connection.close()
  const scripted = scriptedConnection({ onLink: (link) => link.welcome() })
  await scripted.clock.advance(0)
  const odd = settled(scripted.connection.request('double', 1))
  await scripted.clock.advance(0)
  scripted.server.last.say({ seq: 1, reply: 1, data: 'two' })
  expect(await odd).toMatchObject({ reason: { kind: 'validation', direction: 'output' } })
  expect(scripted.connection.state).toBe('ready')
  scripted.connection.close()
})

test('whoever stops waiting tells the server, whose handler hears it', async () => {
  const { clock, connection, server } = await readyLive()
  const aborted: number[] = []
  server.handle('slow', (n, { signal }) => {
    signal.addEventListener('abort', () => aborted.push(n))
    return new Promise(() => {})
  })
  const controller = new AbortController()
  const given = settled(connection.request('slow', 1, { signal: controller.signal }))
  const late = settled(connection.request('slow', 2, { deadlineMs: 1_000 }))
  await clock.advance(100)
  controller.abort(new Error('enough'))
  expect(await given).toMatchObject({ reason: { kind: 'abort', cause: { message: 'enough' } } })
  await clock.advance(100)
  expect(aborted).toEqual([1])
  await clock.advance(1_000)
  expect(await late).toMatchObject({ reason: { kind: 'timeout', timeoutMs: 1_000 } })
  expect(aborted).toEqual([1, 2])
  const already = settled(connection.request('slow', 3, { signal: controller.signal }))
  expect(await already).toMatchObject({ reason: { kind: 'abort' } })
  connection.close()
})

test('a request that never left is not sent once its deadline is over', async () => {
  const { clock, connection, network, server } = await readyLive()
  const asked: number[] = []
  server.handle('slow', (n) => {
    asked.push(n)
    return n
  })
  network.isDown = true
  network.cut()
  const given = settled(connection.request('slow', 1, { deadlineMs: 1_000 }))
  await clock.advance(1_000)
  expect(await given).toMatchObject({ reason: { kind: 'timeout' } })
  network.isDown = false
  await clock.advance(10_000)
  expect([connection.state, asked, connection.snapshot().outbox.count]).toEqual(['ready', [], 0])
  connection.close()
})

test('a lost session asks again what is safe to ask, and tells the others unknown', async () => {
  const made = await readyLive()
  const { clock, connection } = made
  const asked: string[] = []
  const never = (): void => {
    made.server.handle('slow', () => (asked.push('slow'), new Promise(() => {})))
    made.server.handle('safe', (n) => (asked.push('safe'), asked.length > 2 ? n : new Promise(() => {})))
  }
  never()
  const [unsafe, safe] = [settled(connection.request('slow', 1)), settled(connection.request('safe', 7))]
  await clock.advance(100)
  made.restart()
  never()
  await clock.advance(5_000)
  expect(await unsafe).toMatchObject({ reason: { kind: 'socket', reason: 'unknown' } })
  expect(await safe).toEqual({ status: 'fulfilled', value: 7 })
  expect(asked).toEqual(['slow', 'safe', 'safe'])
  connection.close()
})

test('the end of the connection is the end of its requests', async () => {
  const { clock, connection, server } = await readyLive()
  server.handle('slow', () => new Promise(() => {}))
  const given = settled(connection.request('slow', 1))
  await clock.advance(100)
  connection.close()
  expect(await given).toMatchObject({ reason: { kind: 'socket', reason: 'closed' } })
  expect(await settled(connection.request('slow', 1))).toMatchObject({ reason: { reason: 'closed' } })
  server.close()
  await clock.advance(200_000)
  expect(clock.pending).toBe(0)
})
