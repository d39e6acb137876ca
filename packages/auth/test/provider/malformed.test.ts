import { oidc } from '@fairlead/auth/oidc'
import { describe, expect, it } from 'vitest'
import { alone, kept } from './alone.ts'
import { browse } from './browser.ts'
import { failureOf, printed, provided } from './harbour.ts'
import { REDIRECT_URI, RESOURCE } from './provider.ts'

const idToken = (claims: object): string =>
  [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2ln'

const good = { access_token: 'SENTINEL-access', refresh_token: 'SENTINEL-refresh', token_type: 'bearer' }
const now = Math.floor(Date.now() / 1000)

/** Answers that succeed and hold tokens, of which something does not hold. */
const ANSWERS: [string, unknown][] = [
  ['a token type that nobody knows', { ...good, token_type: 'mac' }],
  ['no token type', { ...good, token_type: undefined }],
  ['a lifetime that is none', { ...good, expires_in: { SENTINEL: true } }],
  ['a refresh token that is no text', { ...good, refresh_token: ['SENTINEL'] }],
  ['an ID token that is none', { ...good, id_token: 'SENTINEL.SENTINEL' }],
  [
    'an ID token for somebody else',
    { ...good, id_token: idToken({ aud: 'SENTINEL', iss: 'SENTINEL', sub: 'SENTINEL' }) },
  ],
  [
    'an ID token of another server',
    { ...good, id_token: idToken({ iss: 'SENTINEL', aud: 'harbour', sub: 'a', iat: now, exp: now + 60 }) },
  ],
  ['a list', [good]],
  ['JSON that breaks off', `{"access_token":"SENTINEL-access","refresh_token":"SENTINEL`],
]

describe('a token answer that does not hold', () => {
  const answered = async (answer: unknown) => {
    const provider = await provided()
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer)
    provider.faults.push({ status: 200, headers: { 'content-type': 'application/json' }, body })
    const { issuer } = provider
    return oidc({ issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, resource: RESOURCE })
  }
  /** Neither what the server said nor the library's error, which holds it, is in reach. */
  const clean = (error: unknown): void => {
    const seen = printed(error)
    expect(seen).not.toContain('SENTINEL')
    expect(seen).not.toContain(Buffer.from('SENTINEL').toString('base64url').slice(0, -1))
    expect(error).not.toHaveProperty('cause')
    expect(
      Object.values(Object.getOwnPropertyDescriptors(error))
        .map(({ value }) => String(value))
        .join(),
    ).not.toContain('SENTINEL')
  }

  it.each(ANSWERS)('for %s signs nobody in and shows nothing of it', async (_what, answer) => {
    const strategy = await answered(answer)
    const signedIn = strategy.signIn?.({ open: (url) => browse(url, REDIRECT_URI) }, alone()) ?? Promise.resolve()
    const error = await failureOf(signedIn)
    expect(error.kind).toMatch(/^(auth|decode)$/)
    clean(error)
  })

  it.each(ANSWERS)('for %s refreshes nothing and shows nothing of it', async (_what, answer) => {
    const strategy = await answered(answer)
    const refreshed = strategy.refresh?.(kept({ refreshToken: 'SENTINEL-old' }), alone()) ?? Promise.resolve()
    const error = await failureOf(refreshed)
    expect(error.kind).toMatch(/^(auth|decode)$/)
    expect(error.reason).not.toBe('refresh-rejected')
    clean(error)
  })
})
