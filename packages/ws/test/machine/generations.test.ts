import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

test('what a link tells after it was let go of is not heard', async () => {
  const { clock, server, connection, transitions } = scriptedConnection({ onLink: (link) => link.welcome() })
  const heard: unknown[] = []
  connection.on('notice', (text) => void heard.push(text))
  await clock.advance(0)
  const { last: old } = server
  connection.reconnect()
  await clock.advance(0)
  const count = transitions.length
  old.say({ seq: 1, name: 'notice', data: 'late' })
  old.say({ type: 'close', code: 4403 })
  old.say('no frame at all')
  old.welcome()
  old.events.down({ code: 4403 })
  old.events.down({ code: 1006 })
  await clock.advance(1_000)
  expect([heard, transitions.length - count, connection.state]).toEqual([[], 0, 'ready'])
  expect(server.links).toHaveLength(2)
  connection.close()
})

test('a link that ends while its credential is fetched anew opens no second one', async () => {
  const session = testSession()
  session.signIn('ida')
  const own = session.get
  const slow: (() => void)[] = []
  session.get = async (request) => {
    await new Promise<void>((resolve) => void slow.push(resolve))
    return own(request)
  }
  const { clock, server, connection } = scriptedConnection({
    plugins: [session.plugin],
    onLink: (link) => link.welcome(),
  })
  await clock.advance(0)
  for (let time = 0; time < 5; time++) {
    connection.reconnect()
    await clock.advance(0)
  }
  expect([slow.length, server.links.length]).toEqual([6, 0])
  for (const answer of slow) answer()
  await clock.advance(0)
  expect([server.links.length, connection.state]).toEqual([1, 'ready'])
  connection.close()
})

test('a link that neither opens nor ends is given up, and one that opens and says nothing is too', async () => {
  const { clock, server, connection, transitions } = scriptedConnection({ connectTimeoutMs: 3_000 })
  await clock.advance(3_000)
  expect(transitions.at(-1)).toMatchObject({ from: 'connecting', to: 'waiting', code: 'connect-timeout' })
  expect(server.last.isClosed).toBe(true)
  server.onLink = (link) => link.events.open()
  await clock.advance(1_000)
  await clock.advance(3_000)
  expect(transitions.at(-1)).toMatchObject({ from: 'authenticating', to: 'waiting', code: 'connect-timeout' })
  connection.close()
})

test('a transport that throws is tried again as one whose link breaks', async () => {
  const { clock, connection, transitions } = scriptedConnection({
    transport: {
      name: 'broken',
      connect() {
        throw new DOMException('insecure', 'SecurityError')
      },
    },
  })
  await clock.advance(15_000)
  const tries = transitions.filter(({ to }) => to === 'connecting').length
  expect([tries > 1, tries <= 6, connection.state]).toEqual([true, true, 'waiting'])
  connection.close()
  expect(clock.pending).toBe(0)
})

test('coming online or being looked at ends a wait at once, and going offline drops no link', async () => {
  const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  clock.emit('offline')
  expect(server.last.sent.at(-1)).toBe('?')
  server.last.say('!')
  await clock.advance(9_000)
  expect([server.links.length, connection.state]).toEqual([1, 'ready'])
  for (const event of ['online', 'visible', 'resumed'] as const) {
    server.last.events.down({ code: 1006 })
    expect(connection.state).toBe('waiting')
    clock.emit(event)
    await clock.advance(0)
    expect(connection.state).toBe('ready')
  }
  connection.close()
})

test('only time and something that moved make a connection good', async () => {
  const delayAfter = async (round: (server: ReturnType<typeof scriptedConnection>) => Promise<void>) => {
    const clock = createVirtualClock({ random: 0.999 })
    const made = scriptedConnection({ clock, onLink: (link) => link.welcome() })
    await clock.advance(0)
    for (let time = 0; time < 4; time++) {
      await round(made)
      made.server.last.events.down({ code: 1006 })
      clock.emit('visible')
      await clock.advance(0)
    }
    made.connection.close()
    const delays = made.transitions.filter(({ to }) => to === 'waiting').map(({ delayMs = 0 }) => Math.round(delayMs))
    return delays.at(-1)
  }
  const move = ({ server }: ReturnType<typeof scriptedConnection>): void =>
    server.last.say({ seq: 1 + server.last.heard('ack').length, name: 'notice', data: 'x' })
  // Ready for long, and nothing moved.
  expect(await delayAfter(({ clock }) => clock.advance(6_000))).toBeGreaterThan(7_000)
  // Much moved, and it broke at once.
  expect(await delayAfter(async (made) => move(made))).toBeGreaterThan(7_000)
  // Both.
  expect(
    await delayAfter(async (made) => {
      move(made)
      await made.clock.advance(6_000)
    }),
  ).toBeLessThanOrEqual(1_000)
})
