import { createRandom } from '@fairlead/testing/chaos'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { signedIn } from '../support/signed-in.ts'
import { herd } from '../support/herd.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

test('a server that crashes in a loop is tried at most six times in 15 seconds', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const clock = createVirtualClock({ random: createRandom(seed) })
    const { server, connection } = scriptedConnection({
      clock,
      onLink(link) {
        link.welcome()
        link.events.down({ code: 1006 })
      },
    })
    await clock.advance(15_000)
    expect(server.links.length).toBeLessThanOrEqual(6)
    expect(server.links.length).toBeGreaterThanOrEqual(3)
    connection.close()
  }
})

test('a server that refuses every credential is tried twice, with one refresh, and then not again', async () => {
  const { session, clock, server, connection } = signedIn({
    onLink(link) {
      link.events.open()
      link.say({ type: 'close', code: 4401, reason: 'expired' })
      link.events.down({ code: 4401 })
    },
  })
  await clock.advance(3_600_000)
  expect(server.links).toHaveLength(2)
  expect(session.asked.map(({ rejectedVersion }) => rejectedVersion)).toEqual([undefined, 1])
  expect(connection.state).toBe('failed')
  await expect(connection.send('steer', { n: 1 })).rejects.toMatchObject({ kind: 'auth', reason: 'refused' })
  connection.close()
  expect(clock.pending).toBe(0)
})

test.each([
  [1012, undefined, 2_500],
  [1013, undefined, 2_500],
  [4429, undefined, 2_500],
  [1013, 30_000, 30_000],
  [1006, 7_000, 7_000],
])('after close code %i with a hint of %s ms nobody comes back before %i ms', async (code, retryAfterMs, leastMs) => {
  for (let seed = 1; seed <= 20; seed++) {
    const clock = createVirtualClock({ random: createRandom(seed) })
    const { server, connection } = scriptedConnection({ clock, onLink: (link) => link.welcome() })
    await clock.advance(0)
    server.last.say({ type: 'close', code, ...(retryAfterMs && { retryAfterMs }) })
    server.last.events.down({ code: 1006 })
    clock.emit('visible')
    await clock.advance(leastMs - 1)
    // Being looked at is no reason to come back before the server wants it; without a hint it is.
    expect(server.links.length).toBe(retryAfterMs === undefined ? 2 : 1)
    connection.close()
  }
})

test.each([1000, 1002, 1003, 1007, 1009, 1010, 4400, 4403, 4404])('close code %i is final', async (code) => {
  const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  server.last.events.down({ code })
  await clock.advance(600_000)
  expect(server.links).toHaveLength(1)
  expect(connection.failure).toMatchObject({ kind: 'socket', reason: 'failed', code })
  connection.close()
})

test('what a close code means can be said otherwise', async () => {
  const { clock, server, connection } = scriptedConnection({
    closeCodes: { 1000: 'retry' },
    onLink: (link) => link.welcome(),
  })
  await clock.advance(0)
  server.last.events.down({ code: 1000 })
  await clock.advance(1_000)
  expect(connection.state).toBe('ready')
  connection.close()
})

test('a thousand clients are back within 12 s after an outage of 20 s, and never more than 30 come in 100 ms', async () => {
  for (const seed of [1, 2, 3]) {
    const { p99Ms, peak } = await herd(seed, 20_000)
    expect(p99Ms).toBeLessThanOrEqual(12_000)
    expect(peak).toBeLessThanOrEqual(30)
  }
}, 120_000)
