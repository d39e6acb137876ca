import { type AuthTransition, auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, it } from 'vitest'

function harbour({ expiresIn = 300 } = {}) {
  const clock = createVirtualClock()
  let issued = 0
  let good = ''
  const counts = { login: 0, refresh: 0, logout: 0, resource: 0 }
  const grant = () => {
    issued++
    good = `access-${issued}`
    return { json: { access_token: good, refresh_token: `refresh-${issued}`, expires_in: expiresIn, sub: 'ann' } }
  }
  const transport = mockTransport(
    ({ url, headers, text }) => {
      const { pathname } = new URL(url)
      if (pathname === '/login') return (counts.login++, grant())
      if (pathname === '/logout') return (counts.logout++, { status: 204 })
      if (pathname === '/refresh') {
        counts.refresh++
        const { refreshToken } = JSON.parse(text) as { refreshToken: string }
        return refreshToken === `refresh-${issued}`
          ? { ...grant(), delayMs: 50 }
          : { status: 400, json: { error: 'invalid_grant' } }
      }
      counts.resource++
      return headers['authorization'] === `Bearer ${good}` ? { json: { ok: true } } : { status: 401 }
    },
    { runtime: clock },
  )
  const coordinator = memoryCoordinator()
  const open = () =>
    createClient({
      baseUrl: 'https://harbour.example',
      transport,
      runtime: clock,
      plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }), coordinator })],
    })
  return { clock, counts, open, client: open(), spoil: () => (good = 'nothing') }
}

describe('a bearer session', () => {
  it('signs in, attaches the token and signs out', async () => {
    const { client, counts, clock } = harbour()
    const heard: string[] = []
    client.auth.subscribe(({ from, to }: AuthTransition) => heard.push(`${from.status} > ${to.status}`))
    expect(await client.auth.signIn({ user: 'ann' })).toMatchObject({ status: 'authenticated', identity: 'ann' })
    expect(await client.get('/vessels').json()).toEqual({ ok: true })
    expect(await client.auth.signOut()).toEqual({ revoked: true, redirectTo: undefined })
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
    expect(counts).toEqual({ login: 1, refresh: 0, logout: 1, resource: 1 })
    expect(heard).toEqual([
      'restoring > anonymous',
      'anonymous > signing-in',
      'signing-in > authenticated',
      'authenticated > signed-out',
    ])
    expect(clock.pending).toBe(0)
    await client.dispose()
  })

  it('refreshes once for a hundred calls with an expired token', async () => {
    const { client, counts, clock } = harbour()
    await client.auth.signIn({ user: 'ann' })
    clock.setWallClock(clock.now() + 600_000)
    const all = Promise.all(Array.from({ length: 100 }, () => client.get('/vessels').json()))
    await clock.advance(1_000)
    expect(await all).toHaveLength(100)
    expect(counts).toMatchObject({ refresh: 1, resource: 100 })
    await client.dispose()
  })

  it('replays what was refused with the token that is newer', async () => {
    const { client, counts, clock, spoil } = harbour()
    await client.auth.signIn({ user: 'ann' })
    spoil()
    const all = Promise.all(Array.from({ length: 10 }, () => client.get('/vessels').json()))
    await clock.advance(1_000)
    await all
    expect(counts).toMatchObject({ refresh: 1, resource: 20 })
    await client.dispose()
  })

  it('refreshes by itself ahead of time, once for a lifetime', async () => {
    const { client, counts, clock } = harbour()
    await client.auth.signIn({ user: 'ann' })
    await clock.advance(3 * 300_000)
    expect(counts.refresh).toBe(3)
    await client.dispose()
    expect(clock.pending).toBe(0)
  })

  it('follows a sign-out of another client that shares the coordinator', async () => {
    const { client, open } = harbour()
    const other = open()
    await client.auth.signIn({ user: 'ann' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(other.auth.state.status).toBe('authenticated')
    await client.auth.signOut()
    await new Promise((resolve) => setImmediate(resolve))
    expect(other.auth.state).toEqual({ status: 'signed-out', reason: 'elsewhere' })
    await Promise.all([client.dispose(), other.dispose()])
  })
})
