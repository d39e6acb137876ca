import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'
import { testSession } from '../support/session.ts'

/** Calls `reconnect()` once, in the very moment a step is told. */
function reconnectsAt(state: string, code: string) {
  const session = testSession()
  session.signIn('ida')
  const made = scriptedConnection({ plugins: [session.plugin] })
  let isDone = false
  made.connection.onTransition((step) => {
    if (isDone || step.to !== state || step.code !== code) return
    isDone = true
    made.connection.reconnect()
  })
  return made
}

test.each([
  ['connecting', 'start', undefined],
  ['authenticating', 'open', undefined],
  ['waiting', 'link-down', 1006],
  ['waiting', 'auth', 4401],
  ['failed', 'final', 4403],
  ['ready', 'welcome', undefined],
] as const)('a listener that reconnects when it hears of %s (%s) begins one try', async (state, code, closeCode) => {
  const { clock, connection, server, transitions } = reconnectsAt(state, code)
  await clock.advance(0)
  if (state !== 'connecting') {
    server.last.welcome()
    if (closeCode !== undefined) server.last.events.down({ code: closeCode })
  }
  await clock.advance(0)
  expect(connection.state).toBe('connecting')
  expect(server.links.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(closeCode === undefined ? 1 : 2)
  const tries = transitions.filter(({ to }) => to === 'connecting').length
  expect(tries).toBe(2)
  server.last.welcome()
  expect(connection.state).toBe('ready')
  // Beyond every connect timeout: none of an earlier try is left.
  await clock.advance(9_000)
  expect(transitions.filter(({ code: why }) => why === 'connect-timeout')).toEqual([])
  connection.close()
  expect(clock.pending).toBe(0)
})

test('a gap is told although whoever heard of ready let go of the link', async () => {
  const { clock, connection, server } = scriptedConnection()
  const gaps: unknown[] = []
  connection.onGap((gap) => void gaps.push(gap))
  await clock.advance(0)
  server.last.welcome()
  server.last.events.down({ code: 1006 })
  await clock.advance(1_000)
  const stop = connection.onTransition(({ to }) => {
    if (to !== 'ready') return
    stop()
    connection.reconnect()
  })
  server.last.welcome({ session: 's2' })
  expect(gaps).toEqual([{ recovered: 'none', missed: undefined, epoch: 'e1' }])
  connection.close()
})

test('who begins to read after the end is at the end', async () => {
  const { clock, connection, server } = scriptedConnection()
  await clock.advance(0)
  server.last.welcome()
  const tower = connection.channel('tower')
  tower.ready.catch(() => {})
  tower.close()
  expect(await tower.messages('said').next()).toEqual({ done: true, value: undefined })
  server.last.events.down({ code: 4403 })
  await expect(connection.messages('notice').next()).rejects.toMatchObject({ kind: 'socket', reason: 'failed' })
  connection.close()
  expect(await connection.messages('notice').next()).toEqual({ done: true, value: undefined })
})
