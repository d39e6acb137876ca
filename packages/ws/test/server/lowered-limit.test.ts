import { expect, test } from 'vitest'
import { memoryLive } from '../support/memory-live.ts'

test('a message that waited and is larger than the server allows is told so, and the connection stays', async () => {
  const { clock, connection, heard } = memoryLive({ server: { limits: { maxMessageBytes: 1_000 } } })
  let verdict: unknown
  // Before the first welcome nobody knows what the server allows.
  connection.send('blob', new Uint8Array(10_000)).then(
    (given) => (verdict = given),
    (error: unknown) => (verdict = error),
  )
  const next = connection.send('steer', { n: 1 })
  await clock.advance(20_000)
  expect([connection.state, heard]).toEqual(['ready', [1]])
  expect(verdict).toMatchObject({ state: 'not-sent' })
  expect(await next).toEqual({ state: 'acknowledged' })
  connection.close()
})
