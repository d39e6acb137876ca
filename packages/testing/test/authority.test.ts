import { createVirtualClock } from '@fairlead/testing'
import { type AuthorityOptions, createAuthority } from '@fairlead/testing/authority'
import { describe, expect, test } from 'vitest'

const origin = 'https://authority.example'

/** An authority with the calls that a client makes, in one line each. */
function harbour(options?: AuthorityOptions) {
  const clock = createVirtualClock()
  const authority = createAuthority(options, clock.now)
  const call = (method: string, path: string, fields?: object, headers: Record<string, string> = {}) => {
    const {
      status = 200,
      json,
      ...rest
    } = authority.handle({
      method,
      url: origin + path,
      headers: { 'content-type': 'application/json', ...headers },
      text: fields ? JSON.stringify(fields) : '',
    })
    return { status, json: json as Record<string, string>, headers: rest.headers ?? {}, rest }
  }
  const signIn = (fields: object = { user: 'ann' }) => call('POST', '/login', fields).json
  const refresh = (refreshToken: string | undefined) => call('POST', '/refresh', { refreshToken })
  const resource = (token: string | undefined, headers?: Record<string, string>) =>
    call('GET', '/resource', undefined, { authorization: `Bearer ${token}`, ...headers })
  return { clock, authority, call, signIn, refresh, resource }
}

describe('an authority that hands out tokens', () => {
  test('takes an access token until its time is over', async () => {
    const { clock, signIn, resource, authority } = harbour({ expiresIn: 60 })
    const { access_token, expires_in, sub } = signIn()
    expect([expires_in, sub, resource(access_token).status]).toEqual([60, 'ann', 200])
    await clock.advance(60_000)
    const { status, headers } = resource(access_token)
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"'])
    expect(authority.counts).toMatchObject({ signIn: 1, token: 0, resource: 2, refused: 1 })
  })

  test('rotates with each refresh and ends the family when an old token comes back', () => {
    const { signIn, refresh, resource, authority } = harbour()
    const first = signIn()
    const second = refresh(first['refresh_token']).json
    expect(second['refresh_token']).not.toBe(first['refresh_token'])
    expect(resource(second['access_token']).status).toBe(200)
    expect(refresh(first['refresh_token'])).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect(refresh(second['refresh_token']).status).toBe(400)
    expect(resource(second['access_token']).status).toBe(401)
    expect(authority.counts).toMatchObject({ token: 3, reuse: 1 })
    expect(authority.aliveSessions).toBe(0)
  })

  test('takes the last refresh token once more within the window of grace, and not twice', async () => {
    const { clock, signIn, refresh } = harbour({ graceMs: 1_000 })
    const { refresh_token } = signIn()
    expect(
      [refresh(refresh_token), refresh(refresh_token), refresh(refresh_token)].map(({ status }) => status),
    ).toEqual([200, 200, 400])
    const late = signIn()['refresh_token']
    refresh(late)
    await clock.advance(1_000)
    expect(refresh(late).status).toBe(400)
  })

  test('keeps its refresh token where it does not rotate', () => {
    const { signIn, refresh, authority } = harbour({ rotates: false })
    const { refresh_token } = signIn()
    expect(refresh(refresh_token).json['refresh_token']).toBe(refresh_token)
    expect(refresh(refresh_token).status).toBe(200)
    expect(authority.counts.reuse).toBe(0)
  })

  test.each([[0], ['3600'], [1e12], [undefined]])('says any lifetime that a test wants: %s', (expiresIn) => {
    const { signIn, resource } = harbour({ expiresIn })
    const grant = signIn()
    expect(grant['expires_in']).toBe(expiresIn)
    expect(resource(grant['access_token']).status).toBe(200)
  })

  test('speaks the forms of OAuth at /token and /revoke', () => {
    const { authority, resource } = harbour()
    const form = (path: string, fields: Record<string, string>) =>
      authority.handle({
        method: 'POST',
        url: origin + path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        text: new URLSearchParams(fields).toString(),
      })
    const { json } = form('/token', { grant_type: 'password', username: 'ann' })
    const { refresh_token = '' } = json as Record<string, string>
    const renewed = form('/token', { grant_type: 'refresh_token', refresh_token }).json
    const { access_token = '' } = renewed as Record<string, string>
    expect(resource(access_token).json).toMatchObject({ user: 'ann' })
    expect(form('/token', { grant_type: 'magic' })).toMatchObject({ json: { error: 'unsupported_grant_type' } })
    expect(form('/revoke', { token: access_token }).status).toBe(200)
    expect(form('/revoke', { token: 'unknown' }).status).toBe(200)
    expect(resource(access_token).status).toBe(401)
    expect(authority.counts).toMatchObject({ token: 1, revoke: 2, revoked: 1 })
  })

  test('hands out JWTs that say who and how long', () => {
    const { signIn, resource, clock } = harbour({ format: 'jwt', expiresIn: undefined, lifetimeMs: 60_000 })
    const { access_token = '' } = signIn()
    const claims = JSON.parse(atob(access_token.split('.')[1] ?? '')) as Record<string, unknown>
    const iat = clock.now() / 1000
    expect(claims).toEqual({ iss: 'authority', sub: 'ann', iat, exp: iat + 60 })
    expect(resource(access_token).status).toBe(200)
  })

  test('asks for scope, for another authentication and for a nonce', async () => {
    const { signIn, resource, authority, clock } = harbour()
    const token = signIn({ user: 'ann', scope: 'read', acr: 'password' })['access_token']
    const said = () => resource(token).headers['www-authenticate']
    authority.demand({ scope: 'read write' })
    expect([resource(token).status, said()]).toEqual([403, 'Bearer error="insufficient_scope", scope="read write"'])
    authority.demand({ acrValues: 'code', maxAgeSeconds: 60 })
    expect(said()).toBe('Bearer error="insufficient_user_authentication", acr_values="code", max_age="60"')
    authority.demand({ acrValues: 'password', maxAgeSeconds: 60 })
    expect(resource(token).status).toBe(200)
    await clock.advance(61_000)
    expect(resource(token).status).toBe(401)
    authority.demand({ nonce: 'n-1' })
    expect(resource(token).headers).toMatchObject({
      'www-authenticate': 'DPoP error="use_dpop_nonce"',
      'dpop-nonce': 'n-1',
    })
    expect(resource(token, { dpop: `x.${btoa('{"nonce":"n-1"}')}.x` }).status).toBe(200)
    authority.demand()
    expect(resource(token).status).toBe(200)
  })

  test('ends sessions, changes users and says nothing where it is told to', () => {
    const { signIn, refresh, resource, authority } = harbour({ bare: true })
    const ann = signIn()
    const bo = signIn({ user: 'bo' })
    authority.revokeSession('ann')
    expect(resource(ann['access_token'])).toMatchObject({ status: 401, headers: { 'cache-control': 'no-store' } })
    expect(resource(ann['access_token']).headers).not.toHaveProperty('www-authenticate')
    authority.switchUser('eve')
    expect(refresh(bo['refresh_token']).json['sub']).toBe('eve')
    authority.expireAccessTokens()
    expect(resource(bo['access_token']).status).toBe(401)
  })
})

describe('the faults of an authority', () => {
  test('come in their order, as often as they are due, at their own door', () => {
    const { signIn, refresh, authority } = harbour()
    const { refresh_token } = signIn()
    authority.fail({ status: 503, times: 2, retryAfter: 7 })
    authority.fail({ at: 'signIn', status: 500 })
    authority.html()
    expect(refresh(refresh_token)).toMatchObject({ status: 503, headers: { 'retry-after': '7' } })
    expect(refresh(refresh_token).status).toBe(503)
    expect(refresh(refresh_token)).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } })
    expect(refresh(refresh_token).status).toBe(200)
    expect(authority.counts.token).toBe(4)
  })

  test('lose the answer of work that is done, or break off before it', () => {
    const { signIn, refresh, authority } = harbour()
    const { refresh_token } = signIn()
    authority.fail({ drop: 'before' })
    authority.dropAnswer()
    expect(refresh(refresh_token).rest.error).toBeInstanceOf(TypeError)
    expect(refresh(refresh_token).rest.error).toBeInstanceOf(TypeError)
    expect(refresh(refresh_token).status).toBe(400)
    expect(authority.counts.reuse).toBe(1)
  })

  test('are forgotten on request', () => {
    const { signIn, refresh, authority } = harbour()
    const { refresh_token } = signIn()
    authority.hang(5)
    expect(refresh(refresh_token).rest.hang).toBe(true)
    authority.recover()
    expect(refresh(refresh_token).status).toBe(200)
  })
})

describe('an authority that keeps the tokens and sets a cookie', () => {
  const browser = (options?: AuthorityOptions) => {
    const { call, ...rest } = harbour({ mode: 'cookie', ...options })
    let cookie = ''
    const visit = (method: string, path: string, headers: Record<string, string> = {}) => {
      const answer = call(method, path, { user: 'ann' }, { cookie, ...headers })
      cookie = answer.headers['set-cookie']?.split(';')[0] ?? cookie
      return answer
    }
    const csrf = () => ({ 'x-csrf-token': visit('GET', '/csrf').json['csrfToken'] ?? '' })
    return { ...rest, visit, csrf }
  }

  test('signs in and out with a cookie that scripts cannot read', () => {
    const { visit, csrf, authority } = browser()
    expect(visit('GET', '/session').status).toBe(401)
    const { status, headers } = visit('POST', '/login', csrf())
    expect([status, headers['set-cookie']]).toEqual([200, expect.stringContaining('HttpOnly; SameSite=Lax')])
    expect(visit('GET', '/session').json).toMatchObject({ sub: 'ann' })
    expect(visit('GET', '/resource').status).toBe(200)
    expect(visit('POST', '/logout', csrf()).status).toBe(204)
    expect([visit('GET', '/session').status, visit('GET', '/resource').status]).toEqual([401, 401])
    expect(authority.counts).toMatchObject({ signIn: 1, revoke: 1, revoked: 1, csrf: 2 })
  })

  test('refuses what changes something without the CSRF token of the visitor', () => {
    const { visit, csrf, authority } = browser()
    expect(visit('POST', '/login')).toMatchObject({ status: 403, json: { error: 'csrf' } })
    visit('POST', '/login', csrf())
    const token = csrf()
    expect(visit('POST', '/resource', token).status).toBe(200)
    authority.changeCsrf()
    expect(visit('POST', '/resource', token).status).toBe(403)
    expect(visit('POST', '/resource', csrf()).status).toBe(200)
  })

  test('knows no bearer token', () => {
    const { resource, authority, visit, csrf } = browser()
    visit('POST', '/login', csrf())
    const access = authority.secrets.find((secret) => secret.startsWith('access'))
    expect(resource(access).status).toBe(401)
  })
})
