import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'

test.each([
  ['steady', 15_000],
  ['fast', 3_000],
] as const)(
  'a %s connection finds a silent link within %i ms, whenever the silence begins',
  async (liveness, boundMs) => {
    for (let silentAfterMs = 0; silentAfterMs < 12_000; silentAfterMs += 700) {
      const { clock, server, connection, transitions } = scriptedConnection({
        liveness,
        onLink: (link) => link.welcome(),
      })
      await clock.advance(0)
      // The server answers each ping until it falls silent.
      const silentAt = clock.now() + silentAfterMs
      server.last.sent.push = (...frames) => {
        if (frames[0] === '?' && clock.now() < silentAt) queueMicrotask(() => server.links[0]?.say('!'))
        return 0
      }
      await clock.advance(silentAfterMs + boundMs)
      const lost = transitions.find(({ code }) => code === 'half-open')
      expect((lost?.at ?? Infinity) - silentAt).toBeLessThanOrEqual(boundMs)
      connection.close()
    }
  },
)

test('own sending hides no silent link', async () => {
  const { clock, connection, transitions } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  for (let second = 0; second < 15; second++) {
    void connection.send('steer', { n: second })
    await clock.advance(1_000)
  }
  expect(transitions.map(({ code }) => code)).toContain('half-open')
  connection.close()
})

test('a busy link carries no pings, and an idle one ten bytes in ten seconds', async () => {
  const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  for (let second = 1; second <= 60; second++) {
    server.last.say({ seq: second, name: 'notice', data: 'tide' })
    await clock.advance(1_000)
  }
  const pings = (): number => server.last.sent.filter((frame) => frame === '?').length
  expect(pings()).toBe(0)
  for (let round = 0; round < 6; round++) {
    await clock.advance(10_000)
    server.last.say('!')
  }
  expect(pings()).toBeLessThanOrEqual(6)
  expect(pings()).toBeGreaterThanOrEqual(5)
  expect(connection.state).toBe('ready')
  connection.close()
})

test('a machine that slept tries again at once when it wakes', async () => {
  const { clock, server, connection, transitions } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  clock.setWallClock(clock.now() + 2 * 3_600_000)
  clock.emit('resumed')
  await clock.advance(1_000)
  expect(transitions.slice(-4).map(({ to, code }) => `${to} ${code}`)).toEqual([
    'waiting half-open',
    'connecting retry',
    'authenticating open',
    'ready welcome',
  ])
  expect(server.links).toHaveLength(2)
  connection.close()
})
