import { type Schema, type Session, anonymousSession, createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { connect } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { signedIn } from '../support/signed-in.ts'
import { scripted } from '../support/scripted.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

test('nobody signed in: nothing is opened and nothing is sent, until somebody is', async () => {
  const session = testSession()
  const { clock, server, connection } = scriptedConnection({
    plugins: [session.plugin],
    onLink: (link) => link.welcome(),
  })
  await clock.advance(60_000)
  expect([connection.state, server.links.length]).toEqual(['idle', 0])
  await expect(connection.send('steer', { n: 1 })).rejects.toMatchObject({ kind: 'auth', reason: 'signed-out' })
  session.signIn('ida')
  await clock.advance(0)
  expect(connection.state).toBe('ready')
  connection.close()
})

test('the credential travels in hello and in header fields of the transport, never in the URL', async () => {
  const { session, clock, server, connection } = signedIn()
  await clock.advance(0)
  expect(server.last.heard('hello')).toEqual([
    { type: 'hello', version: 1, received: 0, credential: { authorization: 'Bearer ida-1' } },
  ])
  expect(server.last.target).toMatchObject({ url: 'https://harbour.example/live', credential: { version: 1 } })
  expect(session.asked).toMatchObject([{ audience: 'https://harbour.example' }])
  connection.close()
})

test('the end of a session closes its link; nothing of it is sent for the next one', async () => {
  const { session, clock, server, connection } = signedIn()
  await clock.advance(0)
  const first = server.last
  const written = connection.send('steer', { n: 1 })
  const request = connection.request('double', 2)
  const reader = connection.messages('notice').next()
  await clock.advance(0)
  first.events.down({ code: 1006 })
  const waiting = connection.send('nudge', { n: 3 })
  session.signOut()
  expect(await written).toEqual({ state: 'unknown', reason: 'ended' })
  expect(await waiting).toEqual({ state: 'not-sent', reason: 'ended' })
  await expect(request).rejects.toMatchObject({ kind: 'socket', reason: 'unknown' })
  await expect(reader).rejects.toMatchObject({ kind: 'rejected', reason: 'session-ended' })
  session.signIn('bob')
  await clock.advance(0)
  expect(server.last.heard('hello')).toEqual([
    { type: 'hello', version: 1, received: 0, credential: { authorization: 'Bearer bob-1' } },
  ])
  expect(server.last.sent).toHaveLength(1)
  connection.close()
})

test('a session that ends says so to the server while the link is open', async () => {
  const { session, clock, server, connection } = signedIn()
  await clock.advance(0)
  session.signOut()
  expect(server.last.heard('close')).toEqual([{ type: 'close', code: 1000 }])
  expect([server.last.isClosed, connection.state]).toEqual([true, 'idle'])
  // What a link tells that was let go of is not heard.
  server.last.say({ type: 'welcome', session: 's2', epoch: 'e', resumed: false, received: 0 })
  server.last.events.down({ code: 1006 })
  expect(connection.state).toBe('idle')
  connection.close()
  expect(clock.pending).toBe(0)
})

test('a newer credential is sent before the present one ends, over the same link', async () => {
  const { clock, server, connection } = signedIn({
    onLink: (link) => link.welcome({ expiresInMs: 60_000 }),
  })
  await clock.advance(0)
  const pongs = (): void => server.last.say('!')
  for (let second = 0; second < 47; second++) {
    await clock.advance(1_000)
    pongs()
  }
  expect(server.last.heard('auth')).toEqual([])
  await clock.advance(2_000)
  expect(server.last.heard('auth')).toEqual([{ type: 'auth', credential: { authorization: 'Bearer ida-2' } }])
  server.last.say({ type: 'authed', expiresInMs: 60_000 })
  for (let second = 0; second < 50; second++) {
    await clock.advance(1_000)
    pongs()
  }
  expect(server.last.heard('auth')).toHaveLength(2)
  expect(server.links).toHaveLength(1)
  connection.close()
})

test('a refused credential is refreshed once, and the connection is up with the newer one', async () => {
  const { session, clock, server, connection } = signedIn({
    onLink(link) {
      if (link.target.credential?.version !== 1) return link.welcome()
      link.events.open()
      link.events.down({ code: 4401 })
    },
  })
  await clock.advance(0)
  expect(connection.state).toBe('ready')
  expect(session.asked.map(({ rejectedVersion }) => rejectedVersion)).toEqual([undefined, 1])
  expect(server.links.map(({ target }) => target.credential?.version)).toEqual([1, 2])
  connection.close()
})

test('a connection that has failed begins anew for whoever signs in next', async () => {
  const { session, clock, connection } = signedIn({
    onLink(link) {
      if (link.target.credential?.headers['authorization']?.includes('bob')) return link.welcome()
      link.events.open()
      link.events.down({ code: 4401 })
    },
  })
  await clock.advance(0)
  expect(connection.state).toBe('failed')
  session.signIn('bob')
  await clock.advance(0)
  expect(connection.state).toBe('ready')
  connection.close()
})

test('a credential that never comes stops nothing for longer than the connect timeout', async () => {
  const session = testSession()
  session.signIn('ida')
  const own = session.get
  session.get = () => new Promise(() => {})
  const { clock, connection, transitions } = scriptedConnection({
    plugins: [session.plugin],
    onLink: (link) => link.welcome(),
  })
  await clock.advance(10_000)
  expect(transitions.at(-1)).toMatchObject({ to: 'waiting', code: 'connect-timeout' })
  session.get = own
  await clock.advance(1_000)
  expect(connection.state).toBe('ready')
  connection.close()
})

test('a public connection has no session, and outlives every one', async () => {
  const session = testSession()
  const { clock, server, connection } = scriptedConnection({
    auth: 'public',
    plugins: [session.plugin],
    onLink: (link) => link.welcome(),
  })
  await clock.advance(0)
  session.signIn('ida')
  session.signOut()
  await clock.advance(0)
  expect([connection.state, server.links.length, session.asked.length]).toEqual(['ready', 1, 0])
  connection.close()
})

test('a message whose schema takes its time is not sent for the next user, and one that came is told to nobody', async () => {
  const clock = createVirtualClock()
  const slow: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      async validate(value) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 1_000))
        return { value: Number(value) }
      },
    },
  }
  const session = testSession()
  session.signIn('ida')
  const server = scripted((link) => link.welcome())
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock, plugins: [session.plugin] })
  const messages = { toClient: { n: slow }, toServer: { n: slow } }
  const connection = connect(client, { url: '/live', messages, transport: server.transport })
  await clock.advance(0)
  const heard: number[] = []
  connection.on('n', (n) => void heard.push(n))
  server.last.say({ seq: 1, name: 'n', data: 1 })
  const sent = connection.send('n', 2)
  sent.catch(() => {})
  session.signOut()
  session.signIn('bob')
  await clock.advance(2_000)
  await expect(sent).rejects.toMatchObject({ kind: 'rejected', reason: 'session-ended' })
  expect(heard).toEqual([])
  expect(server.last.sent.filter((frame) => String(frame).includes('"name"'))).toEqual([])
  connection.close()
})

test('a session that has ended for good, and whose signal says so for ever, is asked about once', async () => {
  let looks = 0
  const ended: Session = {
    ...anonymousSession(),
    state: 'ended',
    signal: AbortSignal.abort(),
    get ready() {
      // Without a bound the test itself would never come back.
      if (++looks > 100) throw new Error('it is asked about without end')
      return Promise.resolve()
    },
  }
  const plugin = { name: 'over', install: () => ({ session: ended }) }
  const { clock, server, connection } = scriptedConnection({ plugins: [plugin] })
  await clock.advance(1_000)
  expect([connection.state, server.links.length]).toEqual(['idle', 0])
  expect(looks).toBeLessThan(5)
  connection.close()
  expect(clock.pending).toBe(0)
})
