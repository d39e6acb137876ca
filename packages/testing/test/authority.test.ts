import { type RunningAuthority, authorityTransport, startAuthority } from '@fairlead/testing/authority'
import { createVirtualClock } from '@fairlead/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in?: unknown
  readonly sub: string
}

let authority: RunningAuthority

beforeEach(async () => {
  authority = await startAuthority()
})

afterEach(() => authority.close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(authority.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const form = (path: string, fields: Record<string, string>): Promise<Response> =>
  fetch(authority.origin + path, { method: 'POST', body: new URLSearchParams(fields) })
const login = async (fields: Record<string, string> = {}): Promise<Tokens> =>
  (await (await post('/login', { user: 'ann', ...fields })).json()) as Tokens
const refresh = (refreshToken: string): Promise<Response> => post('/refresh', { refreshToken })
const read = (token: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${authority.origin}/resource`, { headers: { authorization: `Bearer ${token}`, ...headers } })

describe('an authority over HTTP', () => {
  it('signs anybody in and shows the resource for the token', async () => {
    const { access_token: token, expires_in: expiresIn } = await login()
    expect(expiresIn).toBe(300)
    expect(await (await read(token)).json()).toMatchObject({ ok: true, user: 'ann' })
    expect(authority.counts).toMatchObject({ signIn: 1, resource: 1, refused: 0 })
  })

  it('changes the refresh token, and ends the session at the second use of an old one', async () => {
    const first = await login()
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens
    expect((await read(second.access_token)).status).toBe(200)
    const reused = await refresh(first.refresh_token)
    expect([reused.status, await reused.json()]).toEqual([400, { error: 'invalid_grant' }])
    expect((await read(second.access_token)).status).toBe(401)
    expect((await refresh(second.refresh_token)).status).toBe(400)
    expect(authority.counts).toMatchObject({ token: 3, reuse: 1 })
    expect(authority.aliveSessions).toBe(0)
  })

  it('takes the last refresh token once more within the grace', async () => {
    authority.configure({ graceMs: 60_000 })
    const { refresh_token: token } = await login()
    expect((await refresh(token)).status).toBe(200)
    expect((await refresh(token)).status).toBe(200)
    expect((await refresh(token)).status).toBe(400)
    expect(authority.counts.reuse).toBe(1)
  })

  it('keeps the refresh token where it does not rotate', async () => {
    authority.configure({ rotates: false })
    const { refresh_token: token } = await login()
    for (let round = 0; round < 3; round++)
      expect(await (await refresh(token)).json()).toMatchObject({ refresh_token: token })
  })

  it('speaks the forms of OAuth, and takes back tokens it does not know', async () => {
    const tokens = (await (await form('/token', { grant_type: 'password', username: 'bo' })).json()) as Tokens
    expect(tokens.sub).toBe('bo')
    const next = await form('/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
    const { access_token: access, refresh_token: token } = (await next.json()) as Tokens
    expect((await form('/revoke', { token })).status).toBe(200)
    expect((await form('/revoke', { token: 'unknown' })).status).toBe(200)
    expect((await read(access)).status).toBe(401)
    expect((await form('/token', { grant_type: 'other' })).status).toBe(400)
    expect(authority.counts).toMatchObject({ signIn: 2, token: 1, revoke: 2, revoked: 1 })
  })

  it.each([0, '3600', 1e12, undefined])('says `expires_in` as it is told: %s', async (expiresIn) => {
    authority.configure({ expiresIn })
    expect((await login()).expires_in).toBe(expiresIn)
  })

  it('tells what is wrong with a token', async () => {
    const { access_token: token } = await login({ scope: 'berths', acr: 'pwd' })
    const challenge = async () => (await read(token)).headers.get('www-authenticate')
    authority.demand({ scope: 'berths pilots' })
    expect(await challenge()).toBe('Bearer error="insufficient_scope", scope="berths pilots"')
    authority.demand({ acrValues: 'mfa', maxAgeSeconds: 60 })
    expect(await challenge()).toBe('Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="60"')
    authority.demand({ nonce: 'n1' })
    const asked = await read(token)
    expect([asked.headers.get('www-authenticate'), asked.headers.get('dpop-nonce')]).toEqual([
      'DPoP error="use_dpop_nonce"',
      'n1',
    ])
    expect((await read(token, { dpop: `e30.${btoa('{"nonce":"n1"}')}.x` })).status).toBe(200)
    authority.demand()
    authority.expireAccessTokens()
    expect(await challenge()).toBe('Bearer error="invalid_token"')
    authority.configure({ bare: true })
    expect(await challenge()).toBeNull()
  })

  it('is satisfied by a sign-in that meets the demand', async () => {
    authority.demand({ acrValues: 'mfa', scope: 'berths' })
    expect((await read((await login({ acr: 'mfa', scope: 'berths' })).access_token)).status).toBe(200)
  })

  it('fails as it is told, and as often', async () => {
    const { refresh_token: token } = await login()
    authority.fail({ status: 503, times: 2, retryAfter: 7 })
    authority.html()
    const first = await refresh(token)
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7'])
    expect((await refresh(token)).status).toBe(503)
    expect(await (await refresh(token)).text()).toContain('<h1>')
    expect((await refresh(token)).status).toBe(200)
    expect(authority.counts.token).toBe(4)
  })

  it('does the work of an answer that it drops', async () => {
    const { refresh_token: token } = await login()
    authority.dropAnswer()
    await expect(refresh(token)).rejects.toThrow('fetch failed')
    expect((await refresh(token)).status).toBe(400)
    expect(authority.counts).toMatchObject({ token: 2, reuse: 1 })
  })

  it('does not do the work of a connection that it breaks before', async () => {
    const { refresh_token: token } = await login()
    authority.fail({ drop: 'before' })
    await expect(refresh(token)).rejects.toThrow('fetch failed')
    expect((await refresh(token)).status).toBe(200)
  })

  it('hangs until the client gives up', async () => {
    const { refresh_token: token } = await login()
    authority.hang()
    const signal = AbortSignal.timeout(50)
    await expect(fetch(`${authority.origin}/refresh`, { method: 'POST', signal })).rejects.toThrow('timeout')
    expect((await refresh(token)).status).toBe(200)
  })

  it('ends the sessions of one user, and gives those of another away', async () => {
    const ann = await login()
    const bo = await login({ user: 'bo' })
    authority.revokeSession('ann')
    expect([(await read(ann.access_token)).status, (await read(bo.access_token)).status]).toEqual([401, 200])
    authority.switchUser('cy')
    expect(await (await refresh(bo.refresh_token)).json()).toMatchObject({ sub: 'cy' })
  })

  it('lets pages of other origins read its challenges', async () => {
    const answer = await fetch(`${authority.origin}/resource`, { headers: { origin: 'http://page.test' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://page.test')
    expect(answer.headers.get('access-control-expose-headers')).toContain('www-authenticate')
    const asked = { origin: 'http://page.test', 'access-control-request-method': 'POST' }
    expect((await fetch(`${authority.origin}/refresh`, { method: 'OPTIONS', headers: asked })).status).toBe(204)
    expect(authority.counts).toMatchObject({ resource: 1, token: 0 })
  })

  it('keeps every secret it handed out', async () => {
    const { access_token: access, refresh_token: token } = await login()
    expect(authority.secrets).toEqual([access, token])
  })

  it('knows its own paths only', async () => {
    expect((await fetch(`${authority.origin}/elsewhere`)).status).toBe(404)
    expect((await fetch(`${authority.origin}/session`)).status).toBe(404)
  })
})

describe('an authority with cookies', () => {
  beforeEach(() => authority.configure({ mode: 'cookie' }))

  async function visit() {
    const answer = await fetch(`${authority.origin}/csrf`)
    const cookie = cookieOf(answer)
    return { cookie, csrf: ((await answer.json()) as { csrfToken: string }).csrfToken }
  }
  const cookieOf = (answer: Response): string => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const csrfOf = async (cookie: string): Promise<string> =>
    ((await (await fetch(`${authority.origin}/csrf`, { headers: { cookie } })).json()) as { csrfToken: string })
      .csrfToken

  it('signs in with a cookie that scripts cannot read, and a new one each time', async () => {
    const { cookie, csrf } = await visit()
    const answer = await post('/login', { user: 'ann' }, { cookie, 'x-csrf-token': csrf })
    expect(answer.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax')
    const mine = cookieOf(answer)
    expect(mine).not.toBe(cookie)
    const session = (headers: Record<string, string>) => fetch(`${authority.origin}/session`, { headers })
    expect(await (await session({ cookie: mine })).json()).toMatchObject({ sub: 'ann' })
    expect((await session({ cookie })).status).toBe(401)
    expect((await session({})).status).toBe(401)
    expect(await answer.json()).toEqual({ sub: 'ann' })
  })

  it('takes nothing that changes something without the CSRF token of the session', async () => {
    expect((await post('/login', { user: 'ann' })).status).toBe(403)
    const { cookie, csrf } = await visit()
    const mine = cookieOf(await post('/login', { user: 'ann' }, { cookie, 'x-csrf-token': csrf }))
    expect((await post('/resource', {}, { cookie: mine, 'x-csrf-token': csrf })).status).toBe(403)
    const own = await csrfOf(mine)
    expect((await post('/resource', {}, { cookie: mine, 'x-csrf-token': own })).status).toBe(200)
    authority.changeCsrf()
    expect((await post('/resource', {}, { cookie: mine, 'x-csrf-token': own })).status).toBe(403)
    expect((await fetch(`${authority.origin}/resource`, { headers: { cookie: mine } })).status).toBe(200)
    const out = await post('/logout', {}, { cookie: mine, 'x-csrf-token': await csrfOf(mine) })
    expect([out.status, authority.counts.revoked]).toEqual([204, 1])
    expect((await fetch(`${authority.origin}/resource`, { headers: { cookie: mine } })).status).toBe(401)
  })
})

describe('an authority on a virtual clock', () => {
  it('lets tokens expire and answers wait without taking time', async () => {
    const clock = createVirtualClock()
    const transport = authorityTransport({ clock, expiresIn: 60, delayMs: 50 })
    const { authority: own } = transport
    const send = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
      const { signal } = new AbortController()
      const request = { method, url: `https://authority.example${path}`, headers, body, signal, init: {} }
      const reply = transport.send({
        ...request,
        redirect: 'error',
        crossOrigin: false,
        onUploadProgress: undefined,
      })
      await clock.advance(50)
      const { status, body: answer } = await reply
      return { status, json: (await new Response(answer as BodyInit).json().catch(() => undefined)) as Tokens }
    }
    const { json } = await send('POST', '/login', {}, '{"user":"ann"}')
    const headers = { authorization: `Bearer ${json.access_token}` }
    expect((await send('GET', '/resource', headers)).status).toBe(200)
    await clock.advance(60_000)
    expect((await send('GET', '/resource', headers)).status).toBe(401)
    expect(own.counts).toMatchObject({ signIn: 1, resource: 2, refused: 1 })
    expect(clock.pending).toBe(0)
  })

  it('keeps the cookies as a browser does', async () => {
    const clock = createVirtualClock()
    const transport = authorityTransport({ clock, mode: 'cookie', csrf: false })
    const send = (method: string, path: string, credentials: RequestCredentials) =>
      transport.send({
        method,
        url: `https://authority.example${path}`,
        headers: {},
        body: undefined,
        signal: new AbortController().signal,
        redirect: 'error',
        crossOrigin: false,
        init: { credentials },
        onUploadProgress: undefined,
      })
    await send('POST', '/login', 'same-origin')
    expect((await send('GET', '/resource', 'same-origin')).status).toBe(200)
    expect((await send('GET', '/resource', 'omit')).status).toBe(401)
    await send('POST', '/logout', 'same-origin')
    expect((await send('GET', '/session', 'same-origin')).status).toBe(401)
  })
})
