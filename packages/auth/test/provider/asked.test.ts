import { createHash } from 'node:crypto'
import { oauth } from '@fairlead/auth/oauth'
import { oidc } from '@fairlead/auth/oidc'
import { describe, expect, it } from 'vitest'
import { alone, kept } from './alone.ts'
import { provided } from './harbour.ts'
import { REDIRECT_URI, RESOURCE } from './provider.ts'

async function pageOf(asked: object, make: typeof oauth | typeof oidc = oidc) {
  const { issuer } = await provided()
  const scope = make === oidc ? 'openid harbour' : 'harbour'
  const strategy = make({ issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, scope, resource: RESOURCE })
  const context = alone()
  const departure = (await strategy.signIn?.(asked, context)) as { redirectTo: string }
  const url = new URL(departure.redirectTo)
  const [noted = '{}'] = context.memory.values()
  return { url, parameters: Object.fromEntries(url.searchParams), noted: JSON.parse(String(noted)) as never, issuer }
}

describe('what the page of the server is asked', () => {
  it('is a code, bound to this sign-in', async () => {
    const { url, parameters, noted, issuer } = await pageOf({ returnTo: '/berths' })
    const { state, nonce, verifier } = noted as { state: string; nonce: string; verifier: string }
    expect(url.origin + url.pathname).toBe(`${issuer}/auth`)
    expect(parameters).toEqual({
      client_id: 'harbour',
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid harbour',
      resource: RESOURCE,
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    for (const secret of [verifier, '/berths']) expect(decodeURIComponent(url.href)).not.toContain(secret)
  })

  it('carries what a step-up wants', async () => {
    const claims = '{"id_token":{"acr":{"essential":true}}}'
    const asked = {
      acrValues: 'phr',
      maxAgeSeconds: 0,
      prompt: 'login',
      loginHint: 'ann',
      scope: 'openid close',
      claims,
    }
    const { parameters } = await pageOf(asked)
    expect(parameters).toMatchObject({
      acr_values: 'phr',
      max_age: '0',
      prompt: 'login',
      login_hint: 'ann',
      scope: 'openid close',
      claims,
    })
  })

  it('has no nonce where there will be no ID token', async () => {
    const { parameters } = await pageOf({}, oauth)
    expect(parameters).not.toHaveProperty('nonce')
    expect(parameters).toMatchObject({ scope: 'harbour', code_challenge_method: 'S256' })
  })

  it('is another sign-in each time', async () => {
    const states = await Promise.all([pageOf({}), pageOf({})])
    expect(new Set(states.map(({ parameters }) => parameters['state'])).size).toBe(2)
  })
})

describe('where a user signs out', () => {
  it('is the page of the server, with the way back', async () => {
    const { issuer } = await provided()
    const postSignOutRedirectUri = 'http://localhost:4444/'
    const options = { issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, postSignOutRedirectUri }
    const tokens = kept({ accessToken: 'SENTINEL', refreshToken: 'SENTINEL', extra: { idToken: 'id-token' } })
    const url = new URL((await oidc(options).signOutUrl?.(tokens, alone())) ?? '')
    expect(url.origin + url.pathname).toBe(`${issuer}/session/end`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'harbour',
      id_token_hint: 'id-token',
      post_logout_redirect_uri: postSignOutRedirectUri,
    })
  })
})
