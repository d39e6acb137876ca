import { bearer, cookie } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { harbour, tell } from '../faults/harbour.ts'

describe('O1: the calls of auth itself', () => {
  it.each([
    '//evil.example/x',
    '\\\\evil.example\\x',
    '/\\evil.example/x',
    '\t//evil.example/x',
    '/\t/evil.example/x',
    'https://harbour.example@evil.example/x',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('send no password to a path that leads elsewhere: %j', async (path) => {
    const { open, transport } = harbour()
    const client = open({ strategy: bearer({ signIn: path }) })
    expect(await tell(client.auth.signIn({ user: 'ann', password: 'pw' }))).not.toBe('ok')
    expect(transport.requests).toEqual([])
  })
})

describe('O8: a secret of a cookie session', () => {
  it('is in no URL', async () => {
    const { open, transport, authority } = harbour({ mode: 'cookie' })
    const client = open({
      strategy: cookie({ session: '/session', signIn: '/login', signOut: '/logout', csrf: { path: '/csrf' } }),
    })
    await client.auth.signIn({ user: 'ann' })
    await client.post('/resource', { body: {} }).json()
    await client.auth.signOut()
    const urls = transport.requests.map(({ url }) => url).join('\n')
    expect(authority.secrets.filter((secret) => urls.includes(secret))).toEqual([])
  })
})
