import { clientCredentials, device, oauth } from '@fairlead/auth/oauth'
import { describe, expect, it } from 'vitest'
import { browse, createBrowser } from './browser.ts'
import { clientOf, failureOf, printed, provided } from './harbour.ts'
import { REDIRECT_URI, RESOURCE } from './provider.ts'

/** The fields of the form of a page. */
function fieldsOf(page: string): URLSearchParams {
  const fields = page.matchAll(/name="(\w+)" value="([^"]*)"/g)
  return new URLSearchParams([...fields].map(([, name = '', value = '']) => [name, value]))
}

describe('OAuth at a real provider', () => {
  it('signs in without an ID token: the access token says who it is', async () => {
    const provider = await provided()
    const { issuer } = provider
    const strategy = oauth({
      issuer,
      clientId: 'harbour',
      redirectUri: REDIRECT_URI,
      scope: 'harbour',
      resource: RESOURCE,
    })
    const { client } = clientOf(provider, strategy)
    await client.auth.signIn({ open: (url) => browse(url, REDIRECT_URI) })
    expect(client.session.identity).toBe(`${issuer} ann`)
    expect(await client.get('/resource').json()).toEqual({ sub: 'ann', scheme: 'Bearer' })
  })
})

describe('the account of a program', () => {
  const secret = 'lighthouse-secret-0123456789abcdef'

  it('fetches a token at its first call, once for many, and anew when it expires', async () => {
    const provider = await provided()
    const { issuer, calls } = provider
    const strategy = clientCredentials({
      issuer,
      clientId: 'lighthouse',
      clientSecret: secret,
      scope: 'harbour',
      resource: RESOURCE,
    })
    const { client, clock } = clientOf(provider, strategy)
    await client.session.ready
    expect(calls['/token']).toBeUndefined()
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.get('/resource').json()))
    expect(answers[0]).toEqual({ sub: 'lighthouse', scheme: 'Bearer' })
    expect(calls['/token']).toBe(1)
    clock.offsetMs += 400_000
    await client.get('/resource').json()
    expect(calls['/token']).toBe(2)
    expect(client.session.identity).toBe(`${issuer} lighthouse`)
  })

  it('names a secret that is wrong, and does not show it', async () => {
    const provider = await provided()
    const { issuer } = provider
    const strategy = clientCredentials({
      issuer,
      clientId: 'lighthouse',
      clientSecret: 'SENTINEL-secret',
      scope: 'harbour',
    })
    const { client } = clientOf(provider, strategy)
    const error = await failureOf(client.auth.getToken())
    expect(error).toMatchObject({
      kind: 'auth',
      reason: 'refresh-failed',
      message: expect.stringContaining('invalid-client') as string,
    })
    expect(printed(error)).not.toContain('SENTINEL')
  })
})

describe('a device without a browser', () => {
  it('shows a code, waits as it is told, and is signed in from another device', async () => {
    const provider = await provided()
    const { issuer } = provider
    const { client } = clientOf(provider, device({ issuer, clientId: 'crane', scope: 'harbour', resource: RESOURCE }), {
      hurry: 50,
    })
    const codes: string[] = []
    const signedIn = client.auth.signIn({
      onCode: ({ verificationUriComplete }) => codes.push(verificationUriComplete ?? ''),
    })
    await expect.poll(() => codes.length).toBe(1)
    expect(codes[0]).toContain(issuer)
    // The other device: its page has one form, with the code and a token against forgery.
    const browser = createBrowser()
    const { url, page } = await browser.open(codes[0] ?? '')
    const asked = await browser.open(url, undefined, { method: 'POST', body: fieldsOf(page) })
    await browser.open(asked.url, undefined, { method: 'POST', body: fieldsOf(asked.page) })
    expect(await signedIn).toMatchObject({ status: 'authenticated', identity: `${issuer} ann` })
    expect(await client.get('/resource').json()).toEqual({ sub: 'ann', scheme: 'Bearer' })
  })

  it('gives up when it is told to', async () => {
    const provider = await provided()
    const { client } = clientOf(provider, device({ issuer: provider.issuer, clientId: 'crane', scope: 'harbour' }))
    const shown = Promise.withResolvers<unknown>()
    const signedIn = failureOf(client.auth.signIn({ onCode: shown.resolve }))
    await shown.promise
    await client.auth.signOut()
    expect(await signedIn).toMatchObject({ kind: 'auth', reason: 'signed-out' })
    expect(provider.calls['/token']).toBeUndefined()
  })
})
