import type { Grant, Strategy } from '@fairlead/auth'
import { describe, expect, it, vi } from 'vitest'
import { type Person, harbour, tell, times, tokens } from './harbour.ts'

describe('F12: a sign-out while a refresh is under way', () => {
  it('is not undone by its answer, and the new token is given back (T11)', async () => {
    const { enter, clock, sleep, authority, counts, states, coordinator, transport } = harbour({ delayMs: 50 })
    const client = await enter()
    sleep(600_000)
    const call = tell(client.get('/resource').json())
    await clock.advance(10)
    expect(counts.token).toBe(1)
    const out = client.auth.signOut()
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
    await clock.advance(1_000)
    expect(await out).toMatchObject({ revoked: true })
    expect(await call).toBe('rejected session-ended')
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
    expect(await coordinator.store.get('bearer')).toBeUndefined()
    expect(authority.aliveSessions).toBe(0)
    expect(counts).toMatchObject({ token: 1, resource: 0, revoke: 2 })
    const givenBack = transport.requests.filter(({ url }) => url.endsWith('/logout')).map(({ text }) => text)
    const refreshTokens = authority.secrets.filter((secret) => secret.startsWith('refresh'))
    expect(givenBack).toEqual(refreshTokens.map((refreshToken) => JSON.stringify({ refreshToken })))
    expect(states().at(-1)).toBe('signed-out (user)')
  })

  it('and while its answer is being stored leaves nothing in the store or at the server', async () => {
    const { enter, clock, sleep, authority, counts, coordinator } = harbour()
    const { store } = coordinator
    const client = await enter({
      coordinator: {
        ...coordinator,
        store: {
          ...store,
          async compareAndSet(key, expected, value) {
            // A disk that takes its time once there is something new to write.
            if (counts.token > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, 50))
            return store.compareAndSet(key, expected, value)
          },
        },
      },
    })
    sleep(600_000)
    const call = tell(client.get('/resource').json())
    await clock.advance(10)
    expect(counts.token).toBe(1)
    const out = client.auth.signOut()
    await clock.advance(1_000)
    expect([await call, (await out).revoked]).toEqual(['rejected session-ended', true])
    expect(await coordinator.store.get('bearer')).toBeUndefined()
    expect(counts).toMatchObject({ token: 1, resource: 0, revoke: 2 })
    expect(authority.aliveSessions).toBe(0)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
  })

  it('is followed by a sign-in that has nothing of the old session', async () => {
    const { enter, during, clock, sleep, counts } = harbour({ delayMs: 50 })
    const client = await enter()
    sleep(600_000)
    void tell(client.get('/resource').json())
    await clock.advance(10)
    void client.auth.signOut()
    expect(await during(client.auth.signIn({ user: 'bo' }))).toEqual(['ok'])
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'bo' })
    const answer = client.get('/resource').json()
    await clock.advance(100)
    expect(await answer).toMatchObject({ user: 'bo' })
    expect(counts).toMatchObject({ token: 1, reuse: 0, refused: 0 })
  })

  it('is told once elsewhere, and not told back', async () => {
    const { enter, open, clock, states, counts } = harbour()
    const first = await enter()
    const others = times(3, () => open())
    await clock.advance(0)
    await first.auth.signOut()
    await clock.advance(1_000)
    expect(others.map((other) => other.auth.state)).toEqual(
      times(3, () => ({ status: 'signed-out', reason: 'elsewhere' })),
    )
    expect(states().filter((state) => state.startsWith('signed-out'))).toHaveLength(4)
    expect(counts.revoke).toBe(1)
  })
})

describe('F16: a subscriber that comes back into the session', () => {
  it('may ask for a token, make a call and sign out at each change, and nothing waits for itself (T6)', async () => {
    const { open, clock, during, sleep, counts } = harbour({ delayMs: 5 })
    const client = open()
    const told: Promise<string>[] = []
    client.auth.subscribe(({ to }) => {
      told.push(tell(client.auth.getToken()))
      if (to.status === 'authenticated') told.push(tell(client.get('/resource').json()))
    })
    await during(client.auth.signIn({ user: 'ann' }))
    sleep(600_000)
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 1, refused: 0 })
    client.auth.subscribe(({ to }) => {
      if (to.status === 'refreshing') void client.auth.signOut()
    })
    sleep(600_000)
    await during(client.get('/resource').json())
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
    await clock.advance(1_000)
    expect(
      (await Promise.all(told)).filter((word) => !/^(ok|auth signed-out|rejected session-ended)$/.test(word)),
    ).toEqual([])
  })

  it('may throw: the others hear all the same, and the session goes on', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { open } = harbour()
    const client = open()
    client.auth.subscribe(() => {
      throw new Error('a broken subscriber')
    })
    const heard = vi.fn<() => void>()
    client.auth.subscribe(heard)
    await client.auth.signIn({ user: 'ann' })
    expect(await tell(client.get('/resource').json())).toBe('ok')
    expect(heard).toHaveBeenCalledTimes(error.mock.calls.length)
    error.mockRestore()
  })
})

describe('T16: a callback that is completed twice', () => {
  it('exchanges the code once, and gives both the same answer', async () => {
    const callback = vi.fn<() => Promise<Grant>>(() =>
      Promise.resolve({ accessToken: 'a', identity: 'ann', returnTo: '/berths' }),
    )
    const strategy: Strategy<Person> = {
      ...tokens(),
      signIn: () => Promise.resolve({ redirectTo: 'https://login.example/authorize' }),
      callback,
    }
    const navigate = vi.fn<(url: string) => void>()
    const { open } = harbour()
    const client = open({ strategy, navigate })
    expect(await client.auth.signIn({})).toEqual({
      status: 'signing-in',
      redirectTo: 'https://login.example/authorize',
    })
    expect(navigate).toHaveBeenCalledExactlyOnceWith('https://login.example/authorize')
    const url = 'https://harbour.example/callback?code=c&state=s'
    const [first, second] = await Promise.all([client.auth.handleCallback(url), client.auth.handleCallback(url)])
    expect([first, second]).toEqual([{ returnTo: '/berths' }, { returnTo: '/berths' }])
    expect(callback).toHaveBeenCalledTimes(1)
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'ann' })
  })
})

describe('T17: a refresh that answers as another user', () => {
  it('ends the session of the one before, with all that belongs to it', async () => {
    const { enter, during, sleep, authority, counts, states } = harbour()
    const client = await enter()
    const { signal, epoch } = client.session
    authority.switchUser('bo')
    sleep(600_000)
    await during(client.get('/resource').json())
    expect(signal.aborted).toBe(true)
    expect(client.session.epoch).toBeGreaterThan(epoch)
    expect(client.session.identity).toBe('bo')
    expect(states()).toContain('signed-out (user-switched)')
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 1, refused: 0 })
  })

  it('is the same at a sign-in as somebody else, whose predecessor is signed out at the server', async () => {
    const { enter, clock, authority, counts } = harbour()
    const client = await enter()
    const { signal } = client.session
    await client.auth.signIn({ user: 'bo' })
    await clock.advance(0)
    expect(signal.aborted).toBe(true)
    expect(client.session.identity).toBe('bo')
    expect(counts).toMatchObject({ signIn: 2, revoked: 1 })
    expect(authority.aliveSessions).toBe(1)
  })
})
