import { describe, expect, it } from 'vitest'
import { browse } from './browser.ts'
import { clientOf, failureOf, harbour, printed } from './harbour.ts'
import { REDIRECT_URI } from './provider.ts'

describe('OpenID Connect at a real provider', () => {
  it('signs in and knows who it is', async () => {
    const { client, open, issuer } = await harbour()
    const profile = { name: 'Ann' }
    expect(await client.auth.signIn({ open })).toMatchObject({
      status: 'authenticated',
      identity: `${issuer} ann`,
      profile,
    })
    expect(client.session).toMatchObject({ state: 'authenticated', identity: `${issuer} ann` })
  })

  it('refreshes once for ten calls with an expired token, and the session lives on', async () => {
    const { client, clock, calls, open } = await harbour()
    await client.auth.signIn({ open })
    for (let lifetime = 1; lifetime <= 3; lifetime++) {
      clock.offsetMs += 400_000
      const tokens = await Promise.all(Array.from({ length: 10 }, () => client.auth.getToken()))
      expect(new Set(tokens.map((token) => token?.version)).size).toBe(1)
      expect(calls['/token']).toBe(1 + lifetime)
    }
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('goes away and comes back: called back twice, exchanged once (F25)', async () => {
    const { client, calls, open } = await harbour()
    const state = await client.auth.signIn({ returnTo: '/vessels' })
    const url = await open((state as { redirectTo: string }).redirectTo)
    const both = await Promise.all([client.auth.handleCallback(url), client.auth.handleCallback(url)])
    expect(both).toEqual([{ returnTo: '/vessels' }, { returnTo: '/vessels' }])
    expect(await client.auth.handleCallback(url)).toEqual({ returnTo: '/vessels' })
    expect(calls['/token']).toBe(1)
  })

  it('signs in as another user and begins another session', async () => {
    const { client, open, issuer } = await harbour()
    await client.auth.signIn({ open })
    const { signal, epoch } = client.session
    await client.auth.signIn({ open, loginHint: 'bob' })
    expect(client.session.identity).toBe(`${issuer} bob`)
    expect(signal.aborted).toBe(true)
    expect(client.session.epoch).toBeGreaterThan(epoch)
  })

  it('keeps the session where the same user authenticates anew', async () => {
    const { client, open } = await harbour()
    await client.auth.signIn({ open })
    const { signal, epoch } = client.session
    await client.auth.signIn({ open, maxAgeSeconds: 0 })
    expect(signal.aborted).toBe(false)
    expect(client.session.epoch).toBe(epoch)
  })

  it('revokes what it had at sign-out, and says where to go', async () => {
    const { client, calls, open, provider, issuer } = await harbour()
    await client.auth.signIn({ open })
    const { revoked, redirectTo } = await client.auth.signOut()
    expect(revoked).toBe(true)
    expect(redirectTo).toMatch(`${issuer}/session/end?client_id=harbour`)
    expect(calls['/token/revocation']).toBe(1)
    expect(provider).toBeDefined()
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
  })
})

describe('a callback that does not fit (F23)', () => {
  async function away() {
    const room = await harbour()
    const state = await room.client.auth.signIn()
    const url = new URL(await room.open((state as { redirectTo: string }).redirectTo))
    return { ...room, url }
  }

  it.each([
    ['state', 'state-mismatch'],
    ['iss', 'issuer-mismatch'],
  ])('refuses another %s before it asks for a token', async (name, reason) => {
    const { client, calls, url } = await away()
    url.searchParams.set(name, 'https://evil.example')
    expect(await failureOf(client.auth.handleCallback(url.href))).toMatchObject({ kind: 'auth', reason })
    expect(calls['/token']).toBeUndefined()
    expect(client.auth.state.status).toBe('anonymous')
  })

  it('names the refusal of the server', async () => {
    const { client, calls, url } = await away()
    url.searchParams.delete('code')
    url.searchParams.set('error', 'access_denied')
    url.searchParams.set('error_description', 'SENTINEL')
    const error = await failureOf(client.auth.handleCallback(url.href))
    expect(error).toMatchObject({ kind: 'auth', reason: 'access-denied' })
    expect(printed(error)).not.toContain('SENTINEL')
    expect(calls['/token']).toBeUndefined()
  })

  it('refuses a code that was used, whose grant the server then ends', async () => {
    const { client, url, strategy, calls, ...provider } = await away()
    await client.auth.handleCallback(url.href)
    const other = clientOf({ ...provider, calls }, strategy)
    expect(await failureOf(other.client.auth.handleCallback(url.href))).toMatchObject({ reason: 'state-mismatch' })
    expect(calls['/token']).toBe(1)
  })

  it('completes nothing that began in another session', async () => {
    const { url, strategy, calls, ...provider } = await away()
    const { client } = clientOf({ ...provider, calls }, strategy)
    const error = await failureOf(client.auth.handleCallback(url.href))
    expect(error).toMatchObject({ kind: 'auth', reason: 'state-mismatch' })
    expect(error.message).toContain('sign in again')
  })
})

describe('a place to return to (O6)', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'vessels',
  ])('refuses %j before anybody goes anywhere', async (returnTo) => {
    const { client, calls } = await harbour()
    expect(await failureOf(client.auth.signIn({ returnTo }))).toMatchObject({ kind: 'config' })
    expect(calls['/auth']).toBeUndefined()
  })
})

describe('what is configured wrongly', () => {
  it.each([
    [{ issuer: '' }, '`issuer`'],
    [{ issuer: 'http://id.example' }, 'https'],
    [{ clientId: '' }, '`clientId`'],
    [{ redirectUri: '' }, '`redirectUri`'],
    [{ scope: 'harbour' }, "'openid'"],
  ])('%j is refused with the option and the fix', async (own, named) => {
    expect(await failureOf(harbour({}, own))).toMatchObject({ kind: 'config', message: expect.stringContaining(named) })
  })

  it('names an issuer that is not the one it calls itself', async () => {
    const { issuer } = await harbour()
    const { client } = await harbour({}, { issuer: issuer.replace('127.0.0.1', 'localhost') })
    const error = await failureOf(client.auth.signIn())
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('`issuer`') })
  })

  it('lets the server show a redirect URI that is not registered', async () => {
    const { client } = await harbour({}, { redirectUri: 'http://localhost:4444/other' })
    await expect(client.auth.signIn({ open: (url) => browse(url, REDIRECT_URI) })).rejects.toThrow('400')
    expect(client.auth.state.status).toBe('anonymous')
  })
})
