import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { connect } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { type ScriptedLink, scripted } from '../support/scripted.ts'
import { testSession } from '../support/session.ts'

/** Counts who listens to a signal. */
function counted(signal: AbortSignal, counts: { signal: number }): void {
  const { addEventListener, removeEventListener } = signal
  const heard = new Set<unknown>()
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    heard.add(given[1])
    counts.signal = heard.size
    addEventListener.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    heard.delete(given[1])
    counts.signal = heard.size
    removeEventListener.apply(signal, given)
  }
}

/** A connection of somebody who is signed in, and how many listen to the session and to the page. */
function watched(onLink: (link: ScriptedLink) => void) {
  const counts = { signal: 0, lifecycle: 0 }
  const clock = createVirtualClock()
  const runtime = {
    ...clock,
    lifecycle(listener: Parameters<typeof clock.lifecycle>[0]) {
      counts.lifecycle++
      const stop = clock.lifecycle(listener)
      return () => {
        counts.lifecycle--
        stop()
      }
    },
  }
  const session = testSession()
  session.signIn('ida')
  const client = createClient({ baseUrl: 'https://harbour.example', runtime, plugins: [session.plugin] })
  const { signal } = session.plugin.install({} as never).session as unknown as { readonly signal: AbortSignal }
  counted(signal, counts)
  const before = { ...counts }
  const server = scripted(onLink)
  const connection = connect(client, { url: '/live', messages: contract, transport: server.transport })
  return { clock, counts, before, client, server, connection, session }
}

test.each(['close', 'dispose'] as const)('after %s nobody listens to the session or the page', async (how) => {
  const { clock, counts, before, client, server, connection } = watched((link) => link.welcome())
  await clock.advance(0)
  for (let time = 0; time < 20; time++) {
    server.last.events.down({ code: 1006 })
    await clock.advance(10_000)
  }
  expect([connection.state, server.links.length]).toEqual(['ready', 21])
  // However often the link broke, there is one of each.
  expect([counts.signal - before.signal, counts.lifecycle - before.lifecycle]).toEqual([1, 1])
  if (how === 'close') connection.close()
  else await client.dispose()
  expect([counts.signal - before.signal, counts.lifecycle - before.lifecycle, clock.pending]).toEqual([0, 0, 0])
  expect(server.links.every(({ isClosed }, index) => isClosed || index < 20)).toBe(true)
})

test('what is sent and asked with a signal lets go of it', async () => {
  const { clock, server, connection } = watched((link) => link.welcome())
  await clock.advance(0)
  const counts = { signal: 0 }
  const { signal } = new AbortController()
  counted(signal, counts)
  const [sent, asked] = [connection.send('steer', { n: 1 }, { signal }), connection.request('double', 1, { signal })]
  const reader = connection.messages('notice', { signal })
  const ready = connection.ready({ signal })
  await clock.advance(0)
  expect(counts.signal).toBeGreaterThan(0)
  server.last.say({ type: 'ack', seq: 2 })
  server.last.say({ seq: 1, reply: 1, data: 2 })
  await reader.return?.()
  await Promise.all([sent, asked, ready])
  expect(counts.signal).toBe(0)
  void connection.send('steer', { n: 2 }, { signal })
  void connection.messages('notice', { signal }).next()
  await clock.advance(0)
  connection.close()
  await clock.advance(0)
  expect(counts.signal).toBe(0)
})
