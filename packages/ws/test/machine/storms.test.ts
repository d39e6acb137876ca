import { createRandom } from '@fairlead/testing/chaos'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

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
  const session = testSession()
  session.signIn('ida')
  const { clock, server, connection } = scriptedConnection({
    plugins: [session.plugin],
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

/** A thousand clients whose server goes away for a while and then admits a few at a time. */
async function herd(seed: number, outageMs: number): Promise<{ p99Ms: number; peak: number }> {
  const random = createRandom(seed)
  const clock = createVirtualClock({ random })
  const admitted = new Map<number, number>()
  const tries = new Map<number, number>()
  let backAt = -1
  const back: number[] = []
  const slot = (): number => Math.floor((clock.now() - backAt) / 100)
  const all = Array.from({ length: 1_000 }, () =>
    scriptedConnection({
      clock,
      onLink(link) {
        if (backAt < 0) return link.welcome()
        if (clock.now() < backAt) return link.events.down({ code: 1006 })
        tries.set(slot(), (tries.get(slot()) ?? 0) + 1)
        const count = admitted.get(slot()) ?? 0
        if (count >= 20) return link.events.down({ code: 1006 })
        admitted.set(slot(), count + 1)
        back.push(clock.now() - backAt)
        link.welcome({ resumed: true })
      },
    }),
  )
  await clock.advance(10)
  // A good connection before: time, and something that moved.
  for (const { server } of all) server.last.say({ seq: 1, name: 'notice', data: 'x' })
  await clock.advance(6_000)
  backAt = clock.now() + outageMs
  for (const { server } of all) server.last.events.down({ code: 1006 })
  await clock.advance(outageMs + 30_000)
  for (const { connection } of all) connection.close()
  const sorted = back.toSorted((a, b) => a - b)
  return { p99Ms: sorted[989] ?? Infinity, peak: Math.max(...tries.values()) }
}

test('a thousand clients are back within 12 s after an outage of 20 s, and never more than 30 come in 100 ms', async () => {
  for (const seed of [1, 2, 3]) {
    const { p99Ms, peak } = await herd(seed, 20_000)
    expect(p99Ms).toBeLessThanOrEqual(12_000)
    expect(peak).toBeLessThanOrEqual(30)
  }
}, 120_000)
