import type { Tokens } from '@fairlead/auth'
import { oidc } from '@fairlead/auth/oidc'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { alone, kept } from './alone.ts'
import { failureOf, printed, provided } from './harbour.ts'
import { type ProviderOptions, REDIRECT_URI, RESOURCE, type TestProvider } from './provider.ts'
import { seed } from './seed.ts'

/** A strategy on its own, with a refresh token that nobody signed in for. */
async function seeded(options: ProviderOptions = {}, keys?: CryptoKeyPair) {
  const provider = await provided(options)
  const { issuer } = provider
  const usual = { issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, resource: RESOURCE }
  const strategy = oidc({ ...usual, dpop: keys !== undefined })
  const context = alone()
  const refreshToken = await seed(provider, keys && (await thumbprintOf(keys)))
  const tokens = kept({ refreshToken, ...(keys && { extra: { keys } }) })
  const refresh = async (old: Tokens) =>
    kept((await strategy.refresh?.(old, context)) ?? (await Promise.reject(new Error())), old)
  const revoke = async (old: Tokens): Promise<void> => strategy.revoke?.(old, context)
  return { ...provider, strategy, context, tokens, refresh, revoke }
}

async function thumbprintOf({ publicKey }: CryptoKeyPair): Promise<string> {
  return calculateJwkThumbprint(await crypto.subtle.exportKey('jwk', publicKey))
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}

/** What the API says to a token. */
async function statusOf({ issuer }: TestProvider, { accessToken }: Tokens): Promise<number> {
  return (await fetch(`${issuer}/resource`, { headers: { authorization: `Bearer ${accessToken}` } })).status
}

describe('refresh tokens that rotate', () => {
  it('change with each refresh, and the identity stays', async () => {
    const { tokens, refresh, issuer } = await seeded()
    const second = await refresh(tokens)
    const third = await refresh(second)
    expect(new Set([tokens, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
    expect(third.identity).toBe(`${issuer} ann`)
  })

  it('end their whole family when an old one is used again', async () => {
    const { tokens, refresh } = await seeded()
    const second = await refresh(tokens)
    for (const old of [tokens, second]) {
      const error = await failureOf(refresh(old))
      expect(error).toMatchObject({ kind: 'auth', reason: 'refresh-rejected', oauthError: 'invalid_grant' })
      expect(printed(error)).not.toContain(old.refreshToken)
    }
  })

  it('stay where they need not rotate', async () => {
    const { tokens, refresh } = await seeded({ rotateRefreshToken: false })
    const second = await refresh(tokens)
    await refresh(tokens)
    expect(second.refreshToken).toBe(tokens.refreshToken)
  })

  it('are asked for, where there is none, by the scope that brings one', async () => {
    const { tokens, refresh, calls } = await seeded()
    const error = await failureOf(refresh({ ...tokens, refreshToken: undefined }))
    expect(error).toMatchObject({ kind: 'auth', reason: 'refresh-rejected' })
    expect(error.message).toContain('offline_access')
    expect(calls['/token']).toBeUndefined()
  })
})

describe('revoking (RFC 7009)', () => {
  it('makes a refresh token useless', async () => {
    const { tokens, refresh, revoke, calls } = await seeded()
    const second = await refresh(tokens)
    await revoke(second)
    expect(calls['/token/revocation']).toBe(1)
    expect(await failureOf(refresh(second))).toMatchObject({ reason: 'refresh-rejected' })
  })

  it('is no failure for a token that the provider does not know', async () => {
    const { tokens, revoke, calls } = await seeded()
    await revoke({ ...tokens, refreshToken: 'unknown' })
    expect(calls['/token/revocation']).toBe(1)
  })

  it('asks nobody where nothing is held', async () => {
    const { tokens, revoke, calls } = await seeded()
    await revoke({ ...tokens, refreshToken: undefined })
    expect(calls).toEqual({})
  })
})

describe('tokens that are bound to a key', () => {
  it('are refreshed with their key', async () => {
    const provider = await seeded({}, await newKeys())
    const tokens = await provider.refresh(provider.tokens)
    expect(tokens.tokenType?.toLowerCase()).toBe('dpop')
    // Without a proof the token alone is worth nothing.
    expect(await statusOf(provider, tokens)).toBe(401)
  })

  it('are of no use to a thief with a key of his own, who does the owner no harm', async () => {
    const { tokens, refresh } = await seeded({ rotateRefreshToken: false }, await newKeys())
    const stolen = { ...tokens, extra: { keys: await newKeys() } }
    const error = await failureOf(refresh(stolen))
    expect(error).toMatchObject({ kind: 'auth', reason: 'refresh-rejected' })
    expect(await refresh(tokens)).toMatchObject({ identity: expect.stringContaining('ann') as string })
  })

  it('say what to use where the store has lost the key', async () => {
    const { tokens, strategy, context, issuer } = await seeded({}, await newKeys())
    const request = { method: 'GET', url: `${issuer}/resource`, origin: issuer }
    const read = { ...tokens, accessToken: 'token', extra: { keys: {} } }
    const error = await failureOf((async () => strategy.sign(read, request, context))())
    expect(error).toMatchObject({ kind: 'config' })
    expect(error.message).toContain('idbCoordinator')
  })
})
