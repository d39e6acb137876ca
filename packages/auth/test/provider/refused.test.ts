import { type OAuthSignIn, oauth } from '@fairlead/auth/oauth'
import { oidc } from '@fairlead/auth/oidc'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { alone, kept } from './alone.ts'
import { browse } from './browser.ts'
import { failureOf, printed, provided } from './harbour.ts'
import { REDIRECT_URI, RESOURCE } from './provider.ts'

const PREFIX = 'fairlead:auth:sign-in:'

/** Back from the provider's page, with nothing exchanged yet. */
async function back(asked?: OAuthSignIn, nowMs = (): number => Date.now()) {
  const provider = await provided()
  const { issuer } = provider
  const usual = { issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, resource: RESOURCE }
  const strategy = oidc({ ...usual, scope: 'openid profile harbour' })
  const context = alone({ now: nowMs })
  const departure = await strategy.signIn?.(asked, context)
  const url = await browse((departure as { redirectTo: string }).redirectTo, REDIRECT_URI)
  const name = `${PREFIX}${new URL(url).searchParams.get('state')}`
  const noted = String(context.memory.get(name))
  /** Changes what was noted at the start of the sign-in. */
  const note = (changes: object): void =>
    void context.memory.set(name, JSON.stringify({ ...(JSON.parse(noted) as object), ...changes }))
  const complete = (callbackUrl = url) => strategy.callback?.(callbackUrl, context) ?? Promise.reject(new Error())
  return { ...provider, usual, strategy, context, url, note, complete }
}

describe('an answer that is not to what was asked (F23)', () => {
  it('has another nonce: the ID token is of another sign-in', async () => {
    const { note, complete, calls } = await back()
    note({ nonce: 'SENTINEL-nonce' })
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'nonce-mismatch' })
    expect(error.message).toContain('`nonce`')
    expect(printed(error)).not.toMatch(/SENTINEL|eyJ/)
    expect(calls['/token']).toBe(1)
  })

  it('lacks `iss`, which this provider always sends', async () => {
    const { url, complete, calls } = await back()
    const stripped = new URL(url)
    stripped.searchParams.delete('iss')
    const error = await failureOf(complete(stripped.href))
    expect(error).toMatchObject({ kind: 'auth', reason: 'issuer-missing' })
    expect(error.message).toContain('`iss`')
    expect(calls['/token']).toBeUndefined()
  })

  it('comes too late: nothing is asked any more', async () => {
    let offsetMs = 0
    const { complete, calls } = await back({}, () => Date.now() + offsetMs)
    offsetMs = 601_000
    expect(await failureOf(complete())).toMatchObject({ kind: 'auth', reason: 'sign-in-expired' })
    expect(calls['/token']).toBeUndefined()
  })

  it('comes twice: the second is told why it is refused', async () => {
    const { complete, calls } = await back()
    await complete()
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'state-mismatch' })
    expect(error.message).toContain('completed already')
    expect(calls['/token']).toBe(1)
  })

  it('is no URL at all', async () => {
    const { complete } = await back()
    expect(await failureOf(complete('callback'))).toMatchObject({ kind: 'config' })
  })

  it('lacks the time of the authentication, which was asked for', async () => {
    const { note, complete } = await back()
    // As if the provider had overheard `max_age`.
    note({ maxAgeSeconds: 60 })
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'invalid-answer' })
    expect(printed(error)).not.toContain('eyJ')
  })

  it('tells of an authentication that is too long ago', async () => {
    const { note, complete } = await back({ maxAgeSeconds: 3_600 })
    note({ maxAgeSeconds: 1 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 50_000 })
    onTestFinished(() => void vi.useRealTimers())
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'authentication-too-old' })
    expect(error.message).toContain('`auth_time`')
    expect(printed(error)).not.toContain('eyJ')
  })
})

describe('a code that the provider refuses', () => {
  it('was asked for with another verifier (PKCE)', async () => {
    const { note, complete } = await back()
    note({ verifier: 'SENTINEL-verifier-0123456789-0123456789-0123456789' })
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'code-rejected', oauthError: 'invalid_grant', status: 400 })
    expect(error.message).toContain('PKCE')
    expect(printed(error)).not.toContain('SENTINEL')
  })

  it('was asked for with another redirect URI', async () => {
    const { usual, context, url } = await back()
    const other = oauth({ ...usual, redirectUri: 'http://localhost:4444/other' })
    const error = await failureOf(other.callback?.(url, context) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'auth', reason: 'code-rejected' })
    expect(error.message).toContain('`redirectUri`')
  })

  it('was used already: the provider ends all that came of it', async () => {
    const { note, complete, strategy, context, url } = await back()
    const tokens = kept(await complete())
    note({})
    const error = await failureOf(complete())
    expect(error).toMatchObject({ kind: 'auth', reason: 'code-rejected' })
    expect(printed(error)).not.toContain(new URL(url).searchParams.get('code'))
    const refreshed = failureOf(strategy.refresh?.(tokens, context) ?? Promise.resolve())
    expect(await refreshed).toMatchObject({ kind: 'auth', reason: 'refresh-rejected', oauthError: 'invalid_grant' })
  })
})

describe('sign-ins that nobody completes', () => {
  it('are kept to a few, the latest', async () => {
    const { strategy, context } = await back()
    for (let sign = 0; sign < 20; sign++) await strategy.signIn?.(undefined, context)
    const names = [...context.memory.keys()].filter((name) => name.startsWith(PREFIX))
    expect(names).toHaveLength(5)
  })
})
