import { expect, test } from 'vitest'
import { memoryLive } from './support/memory-live.ts'
import { scriptedConnection } from './support/scripted-connection.ts'
import { testSession } from './support/session.ts'

test('three hundred breaks leave one link, and the end leaves nothing', async () => {
  const { clock, network, connection, server } = memoryLive({ reconnect: { baseMs: 10, maxMs: 10 } })
  await clock.advance(50)
  for (let round = 0; round < 300; round++) {
    network.cut()
    await clock.advance(50)
    expect(network.counts.open).toBe(1)
  }
  expect(connection.state).toBe('ready')
  expect(server.counts).toEqual({ sessions: 1, links: 1 })
  connection.close()
  await clock.advance(50)
  expect([network.counts.open, server.counts.sessions, clock.pending]).toEqual([0, 0, 0])
})

test.each(['connecting', 'authenticating', 'ready', 'waiting'] as const)(
  'a connection that is closed while %s leaves no timer, no link and no listener',
  async (state) => {
    const session = testSession()
    session.signIn('ida')
    const listeners = new Set<unknown>()
    const { clock, server, connection, client } = scriptedConnection({
      plugins: [session.plugin],
      onLink(link) {
        if (state === 'authenticating') link.events.open()
        if (state === 'ready' || state === 'waiting') link.welcome({ expiresInMs: 60_000 })
        if (state === 'waiting') link.events.down({ code: 1006 })
      },
    })
    const stop = client.on((event) => listeners.add(event))
    await clock.advance(0)
    expect(connection.state).toBe(state)
    connection.close()
    await clock.advance(0)
    expect([connection.state, clock.pending]).toEqual(['closed', 0])
    clock.emit('online')
    session.signOut()
    session.signIn('bob')
    await clock.advance(60_000)
    expect([connection.state, server.links.length]).toEqual(['closed', 1])
    stop()
  },
)

test.each(['connecting', 'authenticating', 'ready', 'waiting', 'failed'] as const)(
  'a connection may be closed by whoever hears that it is %s',
  async (state) => {
    const session = testSession()
    session.signIn('ida')
    let tries = 0
    const { clock, connection } = scriptedConnection({
      plugins: [session.plugin],
      onLink(link) {
        link.welcome({ expiresInMs: 60_000 })
        if (state === 'waiting' || state === 'failed') link.events.down({ code: ++tries > 2 ? 1000 : 4401 })
      },
    })
    connection.onTransition(({ to }) => {
      if (to === state) connection.close()
    })
    void connection.ready().catch(() => {})
    await clock.advance(60_000)
    expect([connection.state, clock.pending]).toEqual(['closed', 0])
  },
)

test('a page that is put aside in any state comes back', async () => {
  for (const state of ['connecting', 'authenticating', 'ready', 'waiting']) {
    let isHeld = true
    const { clock, connection } = scriptedConnection({
      onLink(link) {
        if (!isHeld || state === 'ready') return link.welcome()
        if (state === 'authenticating') link.events.open()
        if (state === 'waiting') link.events.down({ code: 1013 })
      },
    })
    await clock.advance(0)
    expect(connection.state).toBe(state)
    clock.emit('suspended')
    isHeld = false
    clock.emit('resumed')
    await clock.advance(0)
    expect(connection.state).toBe('ready')
    connection.close()
    expect(clock.pending).toBe(0)
  }
})

test('the end of a client closes its connections', async () => {
  const { clock, client, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
  await clock.advance(0)
  await client.dispose()
  expect([connection.state, clock.pending]).toEqual(['closed', 0])
})

test('unknown options, other origins and things that are no client are refused at once', () => {
  const { client } = scriptedConnection()
  const { connection } = scriptedConnection()
  connection.close()
  expect(client).toBeDefined()
  expect(() => scriptedConnection({ livenes: 'fast' } as never)).toThrow("unknown option 'livenes'")
  expect(() => scriptedConnection({ url: 'https://elsewhere.example/live' })).toThrow('outside the allowed origins')
  expect(() => scriptedConnection({ outbox: { maxMessages: -1 } })).toThrow('cannot be -1')
})
