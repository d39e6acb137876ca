import { getEventListeners } from 'node:events'
import { cookie, memoryCoordinator } from '@fairlead/auth'
import type { Runtime } from '@fairlead/core'
import { describe, expect, test, vi } from 'vitest'
import { type Person, harbour, tell, times } from './faults/harbour.ts'

/** A coordinator that counts who listens and who holds its lock. */
function watched() {
  const coordinator = memoryCoordinator()
  const open = { listeners: 0, locks: 0 }
  return {
    open,
    coordinator: {
      ...coordinator,
      onChange(key: string, listener: () => void) {
        const stop = coordinator.onChange(key, listener)
        open.listeners++
        return () => {
          open.listeners--
          stop()
        }
      },
      lock: <T>(name: string, options: { readonly signal?: AbortSignal }, run: () => Promise<T>) => {
        open.locks++
        return coordinator.lock(name, options, run).finally(() => void open.locks--)
      },
    },
  }
}

/** Counts those who listen to the machine. */
function watchLifecycle(clock: Runtime): { readonly listeners: number } {
  const own = { listeners: 0 }
  const { lifecycle } = clock
  vi.spyOn(clock as Required<Runtime>, 'lifecycle').mockImplementation((listener) => {
    const stop = lifecycle?.(listener)
    own.listeners++
    return () => {
      own.listeners--
      stop?.()
    }
  })
  return own
}

type Harbour = ReturnType<typeof harbour>
type Client = ReturnType<Harbour['open']>

/** What may be under way when a session ends. */
const works: readonly (readonly [string, (at: Harbour, client: Client) => readonly PromiseLike<unknown>[]])[] = [
  ['nothing', () => []],
  ['calls', (_at, client) => times(5, () => client.get('/resource').json())],
  [
    'a refresh, with calls that wait for it',
    ({ sleep, authority }, client) => {
      sleep(600_000)
      authority.hang(2)
      return [...times(5, () => client.get('/resource').json()), client.auth.getToken()]
    },
  ],
  [
    'a refresh that has failed, and is planned again',
    ({ sleep, authority }, client) => {
      sleep(600_000)
      authority.fail({ status: 503, times: 9 })
      return [client.get('/resource').json()]
    },
  ],
  [
    'a replay',
    ({ authority }, client) => {
      authority.expireAccessTokens()
      return times(3, () => client.get('/resource').json())
    },
  ],
  [
    'another sign-in',
    ({ authority }, client) => {
      authority.fail({ at: 'signIn', hang: true })
      return [client.auth.signIn({ user: 'ann' })]
    },
  ],
]

/** Ends a session while something is under way, and looks for what is left. */
async function leftBehind(begin: (typeof works)[number][1], end: (client: Client) => PromiseLike<unknown>) {
  const at = harbour({ delayMs: 10 })
  const { clock, transport, during } = at
  const { open, coordinator } = watched()
  const lifecycle = watchLifecycle(clock)
  const client = await at.enter({ coordinator })
  const { signal } = client.session
  const before = getEventListeners(signal, 'abort').length
  const answers = begin(at, client).map(tell)
  await clock.advance(5)
  // As long as the deadlines of what was under way; those who waited have heard then.
  await during(end(client), 30_000)
  await Promise.all(answers)
  const atOnce = { timers: clock.pending, locks: open.locks }
  const listenersOfSession = Math.max(0, getEventListeners(signal, 'abort').length - before)
  const sent = transport.requests.length
  await clock.advance(3_600_000)
  clock.emit('online')
  clock.emit('visible')
  await clock.advance(3_600_000)
  const later = { timers: clock.pending, requests: transport.requests.length - sent }
  await client.dispose()
  return { atOnce, listenersOfSession, later, listeners: open.listeners + lifecycle.listeners }
}

const NOTHING = {
  atOnce: { timers: 0, locks: 0 },
  listenersOfSession: 0,
  later: { timers: 0, requests: 0 },
  listeners: 0,
}

describe('after the sign-out of a session, nothing is left of', () => {
  test.each(works)('%s', async (_what, begin) => {
    expect(await leftBehind(begin, (client) => client.auth.signOut())).toEqual(NOTHING)
  })
})

describe('after the disposal of a client, nothing is left of', () => {
  const dispose = (client: Client) => client.dispose()
  const isRefresh = ([what]: (typeof works)[number]): boolean => /refresh|replay/.test(what)

  test.each(works.filter((work) => !isRefresh(work)))('%s', async (_what, begin) => {
    expect(await leftBehind(begin, dispose)).toEqual(NOTHING)
  })

  test.each(works.filter(isRefresh))('%s', async (_what, begin) => {
    expect(await leftBehind(begin, dispose)).toEqual(NOTHING)
  })
})

describe('calls that hang', () => {
  test('keep nobody waiting for a token once the session has ended', async () => {
    const { enter, authority, clock, sleep } = harbour()
    const client = await enter()
    authority.hang(2)
    sleep(600_000)
    let settled = 0
    const { credentials } = client.session
    const audience = new URL(authority.requests[0]?.url ?? '').origin
    for (const wait of [client.auth.getToken(), credentials.get({ audience })]) void tell(wait).then(() => settled++)
    await clock.advance(10)
    await client.auth.signOut()
    await clock.advance(10)
    const atOnce = settled
    await clock.advance(20_000)
    expect([atOnce, settled]).toEqual([2, 2])
  })

  test('are given up at the transport when the session ends', async () => {
    const { enter, authority, transport, clock, during } = harbour()
    const client = await enter()
    authority.fail({ at: 'resource', hang: true, times: 3 })
    const answers = times(3, () => tell(client.get('/resource').json()))
    await clock.advance(0)
    const hung = transport.requests.filter(({ url }) => url.endsWith('/resource'))
    expect(hung.map(({ signal }) => signal.aborted)).toEqual([false, false, false])
    await during(client.auth.signOut())
    expect(await Promise.all(answers)).toEqual(times(3, () => 'rejected session-ended'))
    expect(hung.map(({ signal }) => signal.aborted)).toEqual([true, true, true])
  })

  test('of auth itself are given up as well: the sign-in at once, the refresh and the revocation in their time', async () => {
    const { enter, authority, transport, clock, sleep } = harbour()
    const client = await enter({ refreshTimeoutMs: 1_000 })
    authority.hang(2)
    authority.fail({ at: 'revoke', hang: true })
    sleep(600_000)
    const call = tell(client.get('/resource').json())
    await clock.advance(2_001)
    expect(await call).toBe('auth refresh-failed')
    const out = client.auth.signOut()
    const overtaken = tell(client.auth.signIn({ user: 'ann' }))
    await client.dispose()
    expect(await overtaken).toMatch(/^(auth|ok)/)
    await clock.advance(20_000)
    expect(await out).toMatchObject({ revoked: false })
    const hung = transport.requests.filter(({ url }) => /refresh|logout/.test(url))
    expect(hung.map(({ signal }) => signal.aborted)).toEqual(hung.map(() => true))
    expect(hung.length).toBeGreaterThanOrEqual(3)
  })
})

describe('a hundred sessions of a server', () => {
  test('leave no timer, no listener and no cookie channel behind', async () => {
    const { open, clock, transport } = harbour()
    const lifecycle = watchLifecycle(clock)
    const client = open()
    await clock.advance(0)
    const atStart = [clock.pending, lifecycle.listeners]
    for (let index = 0; index < 100; index++) {
      const session = client.auth.createSession()
      await session.signIn({ user: `user ${index}` })
      await client.withSession(session.session).get('/resource').json()
      if (index % 2) await session.signOut()
      else session.dispose()
    }
    expect([clock.pending, lifecycle.listeners]).toEqual(atStart)
    expect(transport.requests.length).toBe(250)
  })

  test('of cookies, disposed, leave the process free to end', async () => {
    const { open, clock } = harbour({ mode: 'cookie', csrf: false })
    const channels = { open: 0 }
    const Channel = globalThis.BroadcastChannel
    class Counted extends Channel {
      constructor(name: string) {
        super(name)
        channels.open++
      }
      override close(): void {
        channels.open--
        super.close()
      }
    }
    vi.stubGlobal('BroadcastChannel', Counted)
    const client = open({ strategy: cookie<Person>({ session: '/session', signIn: '/login' }) })
    await client.auth.signIn({ user: 'ann' })
    expect(channels.open).toBe(1)
    await client.dispose()
    expect([channels.open, clock.pending]).toEqual([0, 0])
    vi.unstubAllGlobals()
  })
})
