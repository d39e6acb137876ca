import { expect, test } from 'vitest'
import { readyLive } from '../support/memory-live.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

test('a subscription that was closed while there was no link is left when there is one', async () => {
  const made = await readyLive()
  const { clock, connection, network } = made
  const tower = connection.channel('tower')
  await clock.advance(50)
  network.isDown = true
  network.cut()
  tower.close()
  network.isDown = false
  await clock.advance(5_000)
  expect(connection.state).toBe('ready')
  expect(made.server.publish('tower', undefined, 'said', 'hello')).toBe(0)
  connection.close()
})

test('a subscription that was opened while there was no link is made when there is one', async () => {
  const made = await readyLive()
  const { clock, connection, network } = made
  network.isDown = true
  network.cut()
  const tower = connection.channel('tower')
  network.isDown = false
  await clock.advance(5_000)
  await tower.ready
  expect(made.server.publish('tower', undefined, 'said', 'hello')).toBe(1)
  connection.close()
})

test('a subscription whose asking took longer than a request may is made all the same', async () => {
  const { clock, connection, network, server } = await readyLive()
  const tower = connection.channel('tower')
  network.isDown = true
  network.cut()
  await clock.advance(40_000)
  network.isDown = false
  await clock.advance(20_000)
  expect([connection.state, server.counts.sessions]).toEqual(['ready', 1])
  let isReady = false
  void tower.ready.then(() => (isReady = true))
  await clock.advance(50)
  expect([isReady, server.publish('tower', undefined, 'said', 'hello')]).toEqual([true, 1])
  connection.close()
})

test('the end of the connection settles what waits for a subscription', async () => {
  const { clock, connection, network } = await readyLive()
  network.swallow()
  const tower = connection.channel('tower')
  const told = tower.ready.then(
    () => 'joined',
    (error: unknown) => error,
  )
  await clock.advance(50)
  connection.close()
  await clock.advance(50)
  expect(await Promise.race([told, Promise.resolve().then(() => 'open')])).toMatchObject({ reason: 'closed' })
})

test.each(['reject', 'drop-oldest'] as const)(
  'with %s, a full outbox keeps no subscription from being made or left, at once',
  async (whenFull) => {
    const { clock, connection, server } = scriptedConnection({ outbox: { maxMessages: 2, whenFull, maxAgeMs: 2_000 } })
    await clock.advance(0)
    server.last.welcome()
    const sent = Promise.allSettled([connection.send('steer', { n: 1 }), connection.send('steer', { n: 2 })])
    await clock.advance(0)
    const tower = connection.channel('tower')
    tower.close()
    const again = connection.channel('tower')
    await clock.advance(5_000)
    const requests = server.last.sent.flatMap((frame) => /"name":"(\$\w+)"/.exec(String(frame))?.[1] ?? [])
    expect(requests).toEqual(['$subscribe', '$unsubscribe', '$subscribe'])
    // However long the answer takes: subscriptions do not age.
    server.last.say({ type: 'ack', seq: 5 })
    server.last.say({ seq: 1, reply: 3 })
    await again.ready
    await sent
    expect(connection.snapshot().outbox).toEqual({ count: 0, bytes: 0 })
    connection.close()
  },
)
