import { FairleadError } from '@fairlead/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { harbour, tell, times, tokens } from './harbour.ts'

/** From here on a token of 300 s is due for its refresh, and can still be sent. */
const DUE_MS = 250_000

describe('F4: a refresh that the server cannot do now', () => {
  it('leaves the session as it is, and is tried again with growing waits', async () => {
    const { enter, clock, authority, counts, states } = harbour()
    const client = await enter()
    authority.fail({ status: 503, times: 3 })
    await clock.advance(240_000)
    expect(client.auth.state).toMatchObject({ status: 'degraded', identity: 'ann' })
    expect(counts.token).toBe(1)
    expect(await tell(client.get('/resource').json())).toBe('ok')
    await clock.advance(1_000)
    expect(counts.token).toBe(2)
    await clock.advance(2_000)
    expect(counts.token).toBe(3)
    await clock.advance(4_000)
    expect(client.auth.state.status).toBe('authenticated')
    expect(counts).toMatchObject({ token: 4, resource: 1, refused: 0 })
    expect(states().filter((state) => state.startsWith('signed-out'))).toEqual([])
  })

  it.each([
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503 with JSON that has no token', { status: 503, json: { error: 'temporarily_unavailable' } }],
    ['a page of a proxy', { status: 502, body: '<h1>Bad Gateway</h1>', headers: { 'content-type': 'text/html' } }],
    ['a page with status 200', { status: 200, body: '<h1>Log in</h1>', headers: { 'content-type': 'text/html' } }],
    ['a connection that breaks before', { drop: 'before' }],
  ] as const)('keeps the session through %s, with an expired token too (T7)', async (_, fault) => {
    const { enter, during, sleep, clock, authority } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ ...fault, times: 2 })
    const [told] = await during(client.get('/resource').json(), 0)
    expect(['auth refresh-failed', 'ok']).toContain(told)
    expect(['expired', 'authenticated']).toContain(client.auth.state.status)
    await clock.advance(5_000)
    expect(client.auth.state.status).toBe('authenticated')
    expect(await tell(client.get('/resource').json())).toBe('ok')
  })

  it('keeps the session without a network, and goes on as soon as it is back (T7)', async () => {
    const own = tokens()
    const refresh = vi.fn<NonNullable<typeof own.refresh>>(() =>
      Promise.reject(
        new FairleadError('network', { method: 'POST', template: '/refresh' }, 'off', { code: 'ENOTFOUND' }),
      ),
    )
    const { enter, sleep, clock, counts } = harbour()
    const strategy = { ...own, refresh }
    const client = await enter({ strategy })
    sleep(600_000)
    await clock.advance(0)
    for (let tries = 0; tries < 8; tries++) {
      await tell(client.get('/resource').json())
      await clock.advance(10_000)
    }
    expect(client.auth.state).toMatchObject({ status: 'expired', identity: 'ann' })
    const before = refresh.mock.calls.length
    refresh.mockImplementation((...given) => own.refresh?.(...given) ?? Promise.reject(new Error('none')))
    clock.emit('online')
    await clock.advance(0)
    expect(client.auth.state.status).toBe('authenticated')
    expect(refresh).toHaveBeenCalledTimes(before + 1)
    expect(counts.token).toBe(1)
  })

  it('is no storm: a thousand wishes for a token in five minutes make a dozen calls (T8)', async () => {
    const { enter, sleep, clock, authority, counts } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 503, times: Infinity })
    const told = new Map<string, number>()
    for (let index = 0; index < 1_000; index++) {
      const wish = tell(client.auth.getToken())
      await clock.advance(300)
      const word = await wish
      told.set(word, (told.get(word) ?? 0) + 1)
    }
    expect([...told]).toEqual([['auth refresh-failed', 1_000]])
    expect(counts.token).toBeLessThanOrEqual(12)
    expect(client.auth.state.status).toBe('expired')
  })

  it('tells those who need the token when it is tried again', async () => {
    const { enter, sleep, clock, authority } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 503, times: 1 })
    const failure = await Promise.resolve(client.get('/resource').json()).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'auth', reason: 'refresh-failed', retryAt: clock.now() + 1_000 })
    await clock.advance(1_000)
    expect(client.auth.state.status).toBe('authenticated')
  })
})

describe('F5: a refresh that is answered 429 with Retry-After', () => {
  it('is tried again when the server said, not earlier, whoever asks', async () => {
    const { enter, sleep, clock, authority, counts } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 429, retryAfter: 30 })
    expect(await tell(client.get('/resource').json())).toBe('auth refresh-failed')
    for (let second = 1; second < 30; second++) {
      await clock.advance(1_000)
      expect(await tell(client.get('/resource').json())).toBe('auth refresh-failed')
    }
    expect(counts).toMatchObject({ token: 1, resource: 0 })
    await clock.advance(1_000)
    expect(await tell(client.get('/resource').json())).toBe('ok')
    expect(counts).toMatchObject({ token: 2, resource: 1 })
  })
})

describe('F6: a refresh token that is no longer taken', () => {
  it('ends the session once, and all who wait hear of it once', async () => {
    const { enter, during, sleep, authority, counts, states } = harbour({ delayMs: 20 })
    const client = await enter()
    sleep(600_000)
    authority.revokeSession('ann')
    const told = await during(times(10, () => client.get('/resource').json()))
    expect(new Set(told).size).toBe(1)
    expect(told[0]).toBe('rejected session-ended')
    expect(states().filter((state) => state.startsWith('signed-out'))).toEqual(['signed-out (refresh-rejected)'])
    expect(counts).toMatchObject({ token: 1, resource: 0 })
  })

  it('is first compared with the store: without the lock, somebody else may have been first', async () => {
    const { enter, open, during, sleep, counts, coordinator, clock, authority } = harbour({ delayMs: 20 })
    const lockless = { ...coordinator, lock: (_name: string, _options: object, run: () => Promise<never>) => run() }
    const first = await enter({ coordinator: lockless })
    const second = open({ coordinator: lockless })
    await clock.advance(0)
    sleep(600_000)
    authority.fail({ status: 400, json: { error: 'invalid_grant' }, delayMs: 60 })
    const calls = [first, second].map((client) => client.get('/resource').json())
    expect(await during(calls)).toEqual(['ok', 'ok'])
    expect(counts).toMatchObject({ token: 2, reuse: 0, resource: 2 })
    expect([first, second].map((client) => client.auth.state.status)).toEqual(['authenticated', 'authenticated'])
  })

  it('does not remove from the store what somebody else has put there meanwhile', async () => {
    const { enter, during, sleep, coordinator, authority, counts, clock } = harbour()
    const { store } = coordinator
    let races = 0
    const racing = {
      ...coordinator,
      // As a store of another machine: it is read again when the next thing asks for it, not before.
      onChange: () => () => {},
      store: {
        ...store,
        async get(key: string) {
          const entry = await store.get(key)
          if (!entry || counts.token === 0 || races++ > 0) return entry
          const newer = {
            ...(entry.value as object),
            version: 2,
            accessToken: 'newer',
            expiresAt: clock.now() + 300_000,
          }
          await store.compareAndSet(key, entry.revision, newer)
          return entry
        },
      },
    }
    const client = await enter({ coordinator: racing })
    sleep(600_000)
    authority.fail({ status: 400, json: { error: 'invalid_grant' } })
    expect(await during(client.get('/resource').json())).toEqual(['rejected session-ended'])
    expect(races).toBeGreaterThan(1)
    expect((await coordinator.store.get('bearer'))?.value).toMatchObject({ version: 2, accessToken: 'newer' })
  })
})

describe('F7: a refresh that is never answered', () => {
  it('ends at its deadline, twice, and everybody who waits is told (T10)', async () => {
    const { enter, clock, sleep, authority, counts } = harbour()
    const client = await enter({ refreshTimeoutMs: 150 })
    sleep(600_000)
    authority.hang(2)
    const waiting = Promise.all(times(5, () => tell(client.get('/resource').json())))
    await clock.advance(301)
    expect(await waiting).toEqual(times(5, () => 'auth refresh-failed'))
    expect(counts).toMatchObject({ token: 2, resource: 0 })
    await clock.advance(2_000)
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('does not wait for ever for a lock that nobody gives back (T6)', async () => {
    const { enter, clock, sleep, counts, coordinator, told } = harbour()
    const client = await enter({ lockWaitMs: 4_000 })
    let release = (): void => {}
    const held = coordinator.lock('bearer', {}, () => new Promise<void>((resolve) => (release = resolve)))
    await clock.advance(0)
    sleep(600_000)
    const call = tell(client.get('/resource').json())
    await clock.advance(4_001)
    expect(await call).toBe('ok')
    expect(counts).toMatchObject({ token: 1, resource: 1 })
    expect(told('lock-given-up')).toBe(1)
    release()
    await held
  })
})

describe('F8: the answer to a refresh is lost after the token was changed', () => {
  it.each([
    ['500', { status: 500 }],
    ['a page of a proxy', { status: 502, body: '<h1>Bad Gateway</h1>' }],
    [
      'an answer that cannot be read',
      { status: 200, body: '{"access_token":', headers: { 'content-type': 'application/json' } },
    ],
    ['a connection that breaks', { drop: 'before' }],
  ] as const)('or may be, as nobody can tell: the same token is tried once more, at once: %s', async (_, fault) => {
    const { enter, during, sleep, authority, counts } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail(fault)
    expect(await during(client.get('/resource').json(), 0)).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 2, reuse: 0, resource: 1 })
  })

  it('ends the session at a strict authority after one more try, and says why (T9)', async () => {
    const { enter, during, sleep, authority, counts } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.dropAnswer()
    const [told] = await during(client.get('/resource').json())
    expect(told).toBe('rejected session-ended')
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'lost-in-transit' })
    expect(counts).toMatchObject({ token: 2, reuse: 1, resource: 0 })
  })

  it('is nothing where the last token is taken once more', async () => {
    const { enter, during, sleep, authority, counts } = harbour({ graceMs: 10_000 })
    const client = await enter()
    sleep(600_000)
    authority.dropAnswer()
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 2, reuse: 0, resource: 1 })
  })

  it('is nothing where the token is not changed', async () => {
    const { enter, during, sleep, authority, counts } = harbour({ rotates: false })
    const client = await enter()
    sleep(600_000)
    authority.dropAnswer()
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 2, reuse: 0, resource: 1 })
  })
})

describe('F17: a refresh in the background that fails', () => {
  const unhandled: unknown[] = []
  const listener = (error: unknown): void => void unhandled.push(error)

  afterEach(() => {
    process.off('unhandledRejection', listener)
  })

  it('is an event and a state, and never an unhandled rejection', async () => {
    process.on('unhandledRejection', listener)
    const { enter, clock, sleep, authority, counts, told } = harbour()
    const client = await enter()
    authority.fail({ status: 503, times: Infinity })
    await clock.advance(DUE_MS)
    expect(client.auth.state.status).toBe('degraded')
    await clock.advance(3_600_000)
    expect(client.auth.state.status).toBe('expired')
    expect(told('refresh-failed')).toBe(counts.token)
    sleep(3_600_000)
    authority.recover()
    authority.revokeSession()
    await clock.advance(120_000)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'refresh-rejected' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })
})
