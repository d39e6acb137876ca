import { expect, test } from 'vitest'
import { readyLive } from '../support/memory-live.ts'

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
