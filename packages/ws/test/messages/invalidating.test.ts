import { expect, test } from 'vitest'
import { memoryLive } from '../support/memory-live.ts'

/** Both halves, and the tags that went stale. */
const live = async () => {
  const made = memoryLive()
  const stale: string[] = []
  made.client.tags.subscribe(({ tags }) => void stale.push(...tags))
  await made.clock.advance(50)
  return { ...made, stale }
}

test('a push makes stale what its message says, after those who hear it have heard it', async () => {
  const { clock, connection, server, stale } = await live()
  const order: string[] = []
  connection.on('position', ({ id }) => void order.push(`heard ${id}, stale ${stale.length}`))
  server.broadcast('position', { id: 'a', n: 1 })
  server.broadcast('notice', 'tide')
  await clock.advance(50)
  expect(stale).toEqual(['vessel:a', 'notices'])
  expect(order).toEqual(['heard a, stale 0'])
  connection.close()
})

test('a push that nobody hears makes stale all the same, and one that does not fit makes nothing stale', async () => {
  const { clock, connection, server, stale } = await live()
  server.broadcast('notice', 'tide')
  expect(() => server.broadcast('notice', 7 as never)).toThrow('does not fit')
  await clock.advance(50)
  expect(stale).toEqual(['notices'])
  connection.close()
})

test('a broken listener keeps no tag from going stale, and no other listener from hearing', async () => {
  const { clock, connection, server, stale } = await live()
  const heard: string[] = []
  const { error } = console
  console.error = () => {}
  connection.on('notice', () => {
    throw new Error('a broken listener')
  })
  connection.on('notice', (text) => void heard.push(text))
  server.broadcast('notice', 'tide')
  await clock.advance(50)
  console.error = error
  expect([heard, stale, connection.state]).toEqual([['tide'], ['notices'], 'ready'])
  connection.close()
})

test('a drop without a loss makes nothing stale; a lost session makes stale what messages named and list', async () => {
  const made = await live()
  const { clock, connection, network, stale } = made
  made.server.broadcast('position', { id: 'a', n: 1 })
  await clock.advance(50)
  stale.length = 0
  network.cut()
  await clock.advance(5_000)
  expect([stale, connection.state]).toEqual([[], 'ready'])
  made.restart()
  await clock.advance(5_000)
  expect(stale.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['notices', 'vessel:a'])
  connection.close()
})
