import { cookie } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { tell } from '../faults/harbour.ts'
import { type Input, bodyOf, scripted } from './scripted.ts'

/** A server with one cookie jar, whose session and CSRF token a test can change. */
function jar() {
  const world = scripted()
  const server = { user: undefined as string | undefined, csrf: 1, checks: false, sessionMs: 0, csrfMs: 0 }
  world.answers((request, path) => {
    if (path === '/csrf') return { json: { token: `t${server.csrf}` }, delayMs: server.csrfMs }
    if (path === '/session') {
      const delayMs = server.sessionMs
      return server.user ? { json: { sub: server.user }, delayMs } : { status: 401, delayMs }
    }
    const stale = request.headers['x-csrf-token'] !== `t${server.csrf}`
    if (server.checks && request.method === 'POST' && stale) return { status: 403, json: { error: 'csrf' } }
    if (path === '/login') server.user = bodyOf(request).user
    if (path === '/logout') server.user = undefined
    if (path === '/refused') return { status: 401 }
    return { json: {} }
  })
  const doors = { session: '/session', signIn: '/login', signOut: '/logout' }
  const open = (csrf?: { readonly path: string }) =>
    world.open({ strategy: cookie<Input>({ ...doors, ...(csrf && { csrf }) }) })
  return { ...world, server, open }
}

describe('the cookie of the next user', () => {
  it('outlives the session of the user before, where nobody signed out', async () => {
    const { open, server, clock, asked } = jar()
    const client = open()
    await client.auth.signIn({ user: 'ann' })
    await client.auth.signIn({ user: 'bo' })
    await clock.advance(100)
    expect([server.user, asked('/login'), asked('/logout')]).toEqual(['bo', 2, 0])
  })

  it('outlives an answer about the session before that comes late', async () => {
    const { open, server, clock, asked } = jar()
    const client = open()
    await client.auth.signIn({ user: 'ann' })
    server.sessionMs = 3_000
    const refused = tell(client.get('/refused').json())
    await clock.advance(100)
    server.sessionMs = 0
    await client.auth.signOut()
    await client.auth.signIn({ user: 'bo' })
    await clock.advance(5_000)
    expect([await refused, server.user, asked('/logout')]).toEqual(['rejected session-ended', 'bo', 1])
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'bo' })
  })
})

describe('a CSRF token that has gone stale', () => {
  it('does not keep a user from signing out', async () => {
    const { open, server } = jar()
    server.checks = true
    const client = open({ path: '/csrf' })
    await client.auth.signIn({ user: 'ann' })
    await client.post('/form', { body: {} }).json()
    server.csrf++
    expect(await client.auth.signOut()).toMatchObject({ revoked: true })
    expect(server.user).toBeUndefined()
  })

  it('does not keep a user from signing in', async () => {
    const { open, server, asked } = jar()
    server.checks = true
    const client = open({ path: '/csrf' })
    await client.auth.signIn({ user: 'ann' })
    await client.post('/form', { body: {} }).json()
    server.csrf++
    expect(await tell(client.auth.signIn({ user: 'bo' }))).toBe('ok')
    expect([server.user, asked('/form')]).toEqual(['bo', 1])
  })
})

describe('a CSRF token that a sign-in asked for', () => {
  it('reaches everybody who waits for it, though that sign-in is overtaken', async () => {
    const { open, server, clock } = jar()
    server.csrfMs = 5_000
    server.user = 'ann'
    const client = open({ path: '/csrf' })
    await client.auth.session.ready
    const first = tell(client.auth.signIn({ user: 'ann' }))
    await clock.advance(100)
    const call = tell(client.post('/form', { body: {} }).json())
    const second = tell(client.auth.signIn({ user: 'ann' }))
    await clock.advance(20_000)
    expect([await first, await call, await second]).toEqual(['auth signed-out', 'ok', 'ok'])
  })
})
