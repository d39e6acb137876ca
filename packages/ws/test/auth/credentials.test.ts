import { FairleadError } from '@fairlead/core'
import { expect, test } from 'vitest'
import { signedIn } from '../support/signed-in.ts'

test('each try asks for one credential', async () => {
  const { session, clock, server, connection } = signedIn()
  await clock.advance(0)
  for (let time = 0; time < 10; time++) {
    server.last.events.down({ code: 1006 })
    await clock.advance(10_000)
  }
  expect([server.links.length, session.asked.length]).toEqual([11, 11])
  expect(session.asked.every(({ rejectedVersion }) => rejectedVersion === undefined)).toBe(true)
  connection.close()
})

test('a session that ends while its credential is fetched opens nothing, and is told so by its signal', async () => {
  const { session, clock, server, connection } = signedIn()
  session.get = () => new Promise(() => {})
  await clock.advance(0)
  expect(connection.state).toBe('connecting')
  session.signOut()
  await clock.advance(0)
  expect([server.links.length, connection.state, session.asked[0]?.signal?.aborted]).toEqual([0, 'idle', true])
  connection.close()
  expect(clock.pending).toBe(0)
})

test('a credential that cannot be had now is asked for again when it may be', async () => {
  const { session, clock, server, connection, transitions } = signedIn()
  const own = session.get
  session.get = () =>
    Promise.reject(
      new FairleadError('auth', undefined, 'busy', { reason: 'unavailable', retryAt: clock.now() + 20_000 }),
    )
  await clock.advance(19_999)
  expect([session.asked.length, transitions.at(-1)?.code]).toEqual([1, 'auth'])
  session.get = own
  await clock.advance(2_000)
  expect([session.asked.length, server.links.length, connection.state]).toEqual([2, 1, 'ready'])
  connection.close()
})

test('a renewal that fails ends nothing: the link lives until the server says that it is over', async () => {
  const { session, clock, server, connection } = signedIn({
    liveness: { pingMs: 3_600_000, pongMs: 1_000 },
    onLink: (link) => link.welcome({ expiresInMs: 60_000 }),
  })
  await clock.advance(0)
  const own = session.get
  session.get = () => Promise.reject(new Error('away'))
  await clock.advance(59_000)
  expect([server.last.heard('auth'), connection.state]).toEqual([[], 'ready'])
  session.get = own
  server.last.events.down({ code: 4401 })
  await clock.advance(0)
  expect([connection.state, server.last.target.credential?.version]).toEqual(['ready', 2])
  connection.close()
})

test('a good connection earns another refresh, also the next day', async () => {
  const { session, clock, server, connection } = signedIn({ liveness: { pingMs: 86_400_000, pongMs: 1_000 } })
  await clock.advance(0)
  for (let day = 1; day <= 5; day++) {
    server.last.say({ seq: 1, name: 'notice', data: 'x' })
    await clock.advance(60_000)
    server.last.events.down({ code: 4401 })
    await clock.advance(0)
    expect([connection.state, server.last.target.credential?.version]).toEqual(['ready', day + 1])
  }
  expect(session.asked.filter(({ rejectedVersion }) => rejectedVersion !== undefined)).toHaveLength(5)
  connection.close()
})

test.each([
  [401, 'auth', 2],
  [403, 'socket', 1],
  [404, 'socket', 1],
])('an upgrade that is refused with %i fails as %s after %i tries', async (status, kind, tries) => {
  const { clock, server, connection } = signedIn({ onLink: (link) => link.events.down({ code: 1006, status }) })
  await clock.advance(60_000)
  expect([server.links.length, connection.state, connection.failure?.kind]).toEqual([tries, 'failed', kind])
  connection.close()
})

test('a connection that failed tries again when it is asked to, with another refresh', async () => {
  const { session, clock, server, connection } = signedIn({ onLink: (link) => link.events.down({ code: 4401 }) })
  await clock.advance(60_000)
  expect(connection.state).toBe('failed')
  server.onLink = (link) => link.welcome()
  connection.reconnect()
  await clock.advance(0)
  expect([connection.state, connection.failure, session.asked.length]).toEqual(['ready', undefined, 3])
  connection.close()
})

test('neither an error nor an event of a refused connection shows its credential', async () => {
  const { session, clock, client, connection } = signedIn({
    onLink: (link) => link.events.down({ code: 4401, reason: 'no' }),
  })
  const told: unknown[] = []
  client.on((event) => void told.push(event))
  connection.onError((error) => void told.push(error))
  connection.onTransition((transition) => void told.push(transition))
  await clock.advance(60_000)
  const all = JSON.stringify(told) + String(connection.failure) + JSON.stringify(connection.failure)
  expect(told.length).toBeGreaterThan(0)
  expect(session.asked.length).toBe(2)
  expect(all).not.toMatch(/Bearer|ida-/)
  connection.close()
})
