import { createClient, isFairleadError } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { authorityTransport, startAuthority } from '@fairlead/testing/authority'
import { describe, expect, onTestFinished, test } from 'vitest'

const started = async (...options: Parameters<typeof startAuthority>) => {
  const authority = await startAuthority(...options)
  onTestFinished(() => authority.close())
  const post = async (path: string, fields: object, init?: RequestInit) =>
    fetch(authority.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
      ...init,
    })
  const resource = (token: unknown) =>
    fetch(`${authority.origin}/resource`, { headers: { authorization: `Bearer ${String(token)}` } })
  return { authority, post, resource }
}
type Fields = Record<string, unknown>

describe('an authority on loopback', () => {
  test('signs in, guards, rotates and tells of reuse, for any client', async () => {
    const { authority, post, resource } = await started({ expiresIn: 60 })
    const first = (await (await post('/login', { user: 'ann' })).json()) as Fields
    expect(await (await resource(first['access_token'])).json()).toMatchObject({ ok: true, user: 'ann' })
    const second = (await (await post('/refresh', { refreshToken: first['refresh_token'] })).json()) as Fields
    expect((await post('/refresh', { refreshToken: first['refresh_token'] })).status).toBe(400)
    expect((await resource(second['access_token'])).headers.get('www-authenticate')).toContain('invalid_token')
    expect(authority.counts).toMatchObject({ signIn: 1, token: 2, resource: 2, reuse: 1 })
    expect([authority.aliveSessions, authority.requests.length]).toEqual([0, 5])
    expect((await fetch(`${authority.origin}/elsewhere`)).status).toBe(404)
  })

  test('breaks a connection after the work is done, and hangs until the caller has enough', async () => {
    const { authority, post } = await started()
    const { refresh_token: refreshToken } = (await (await post('/login', {})).json()) as Fields
    authority.dropAnswer()
    await expect(post('/refresh', { refreshToken })).rejects.toThrow('fetch failed')
    authority.hang()
    const ending = new AbortController()
    const hung = post('/refresh', { refreshToken }, { signal: ending.signal })
    await expect.poll(() => authority.counts.token).toBe(2)
    ending.abort()
    await expect(hung).rejects.toThrow('abort')
    authority.fail({ delayMs: 5 })
    expect((await post('/refresh', { refreshToken })).status).toBe(400)
    expect(authority.counts).toMatchObject({ token: 3, reuse: 1 })
  })

  test('lets pages of other origins call with cookies and read what it says', async () => {
    const { authority } = await started({ mode: 'cookie' })
    const headers = {
      origin: 'https://page.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-csrf-token',
    }
    const preflight = await fetch(`${authority.origin}/login`, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    const said = Object.fromEntries(preflight.headers)
    expect(said).toMatchObject({
      'access-control-allow-origin': 'https://page.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'x-csrf-token',
      'access-control-expose-headers': expect.stringContaining('www-authenticate') as string,
    })
    expect(authority.counts.signIn).toBe(0)
  })
})

describe('an authority without a network', () => {
  const open = (options: Partial<Parameters<typeof authorityTransport>[0]> = {}) => {
    const clock = createVirtualClock()
    const transport = authorityTransport({ clock, ...options })
    const client = createClient({
      baseUrl: 'https://authority.example',
      transport,
      runtime: clock,
      retry: false,
    })
    return { clock, client, ...transport }
  }

  test('lives on the clock it is given', async () => {
    const { client, clock, authority } = open({ expiresIn: 60, delayMs: 100 })
    const signingIn = client.post('/login', { body: { user: 'ann' } }).json()
    await clock.advance(100)
    const { access_token } = (await signingIn) as Fields
    const headers = { authorization: `Bearer ${String(access_token)}` }
    const call = async () => {
      const answer = client.get('/resource', { headers }).result()
      await clock.advance(100)
      return (await answer).status
    }
    expect(await call()).toBe(200)
    await clock.advance(60_000)
    expect(await call()).toBe(401)
    expect([authority.counts.resource, clock.pending]).toEqual([2, 0])
  })

  test('fails as a network does', async () => {
    const { client, authority } = open()
    authority.fail({ drop: 'before' })
    const error: unknown = await client.post('/refresh', { body: {} }).catch((thrown: unknown) => thrown)
    expect(isFairleadError(error) && error.kind).toBe('network')
  })

  test('keeps cookies as a browser does, but for calls that want none', async () => {
    const { client, authority } = open({ mode: 'cookie', csrf: false })
    await client.post('/login', { body: { user: 'ann' } })
    expect(await client.get('/session').json()).toMatchObject({ sub: 'ann' })
    expect((await client.get('/session', { init: { credentials: 'omit' } }).result()).status).toBe(401)
    await client.post('/logout', { body: {} })
    expect((await client.get('/session').result()).status).toBe(401)
    expect(authority.counts).toMatchObject({ session: 3, revoked: 1 })
  })
})
