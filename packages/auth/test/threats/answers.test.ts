import { cookie } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { type Person, harbour, tell } from '../faults/harbour.ts'

describe('O3: a CSRF token that would break out of its header', () => {
  it('is refused before it is sent', async () => {
    const { open, authority, counts } = harbour({ mode: 'cookie' })
    const strategy = cookie<Person>({ session: '/session', signIn: '/login', csrf: { path: '/csrf' } })
    authority.fail({ at: 'csrf', status: 200, json: { csrfToken: 't\r\nx: y' } })
    expect(await tell(open({ strategy }).auth.signIn({ user: 'ann' }))).toBe('auth bad-credential')
    expect(counts.signIn).toBe(0)
  })
})

describe('O4: JSON that would change every object', () => {
  it('is refused whole, as the answer to the question who it is', async () => {
    const { open, authority } = harbour({ mode: 'cookie', csrf: false })
    const strategy = cookie<Person>({ session: '/session', signIn: '/login' })
    authority.fail({
      at: 'session',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"sub":"ann","__proto__":{"isAdmin":true}}',
      times: 2,
    })
    const client = open({ strategy })
    expect(await tell(client.auth.signIn({ user: 'ann' }))).toBe('decode forbidden-key')
    expect(client.auth.state).toEqual({ status: 'anonymous' })
  })
})

describe('O10: a server that is never content', () => {
  it.each([
    ['401 and a new token', 'Bearer error="invalid_token"', { token: 1, resource: 2 }, 'http 401'],
    ['a nonce that nobody can give', 'DPoP error="use_dpop_nonce"', { token: 0, resource: 1 }, 'http 401'],
    ['another sign-in', 'Bearer error="insufficient_user_authentication"', { signIn: 2, resource: 2 }, 'auth step-up'],
    ['more scope', 'Bearer error="insufficient_scope"', { signIn: 2, resource: 2 }, 'auth scope'],
  ])('gets one replay at most, and the user is asked once: %s', async (_what, field, expected, end) => {
    const { open, authority, counts, during } = harbour()
    const client = open({
      async onChallenge() {
        await client.auth.signIn({ user: 'ann' })
        return true
      },
    })
    await client.auth.signIn({ user: 'ann' })
    authority.fail({ at: 'resource', status: 401, headers: { 'www-authenticate': field }, times: Infinity })
    expect(await during(client.get('/resource').json())).toEqual([end])
    expect(counts).toMatchObject(expected)
  })
})
