import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientCredentials, device, oauth } from '@fairlead/auth/oauth'
import { oidc } from '@fairlead/auth/oidc'
import { describe, expect, it, onTestFinished } from 'vitest'
import { alone, kept } from './alone.ts'
import { browse } from './browser.ts'
import { failureOf, printed, provided } from './harbour.ts'
import { REDIRECT_URI, RESOURCE } from './provider.ts'

const SECRET = 'lighthouse-secret-0123456789abcdef'
const usual = { issuer: 'https://id.example', clientId: 'harbour', redirectUri: REDIRECT_URI }

/** A server that answers as it likes; its metadata may name what it likes. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse, issuer: string) => void) {
  let calls = 0
  const server = createServer((request, response) => {
    calls++
    answer(request, response, issuer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { issuer, calls: () => calls }
}

const metadata =
  (more: Record<string, string>) =>
  (_request: IncomingMessage, response: ServerResponse, issuer: string): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ issuer, ...more }))

describe('endpoints that are given', () => {
  it('need no discovery', async () => {
    const provider = await provided()
    const { issuer, calls } = provider
    const endpoints = {
      authorization: `${issuer}/auth`,
      token: `${issuer}/token`,
      revocation: `${issuer}/token/revocation`,
    }
    const strategy = oauth({ ...usual, issuer, endpoints, scope: 'harbour', resource: RESOURCE })
    const context = alone()
    const grant = await strategy.signIn?.({ open: (url) => browse(url, REDIRECT_URI) }, context)
    expect(grant).toMatchObject({ accessToken: expect.any(String) as string })
    await strategy.revoke?.(kept(grant as object), context)
    expect(calls).toMatchObject({ '/token': 1, '/token/revocation': 1 })
    expect(Object.keys(calls).filter((path) => path.startsWith('/.well-known'))).toEqual([])
  })

  it.each([
    [{ authorization: 'http://id.example/auth', token: 'https://id.example/token' }, '`endpoints.authorization`'],
    [{ token: 'http://id.example/token' }, '`endpoints.token`'],
    [{ token: '/token' }, '`endpoints.token`'],
    [{ token: 'https://id.example/token', revocation: 'ftp://localhost/' }, '`endpoints.revocation`'],
  ])('are refused by name where a secret would travel in the clear: %j', async (endpoints, named) => {
    const error = await failureOf((async () => oauth({ ...usual, endpoints }))())
    expect(error).toMatchObject({ kind: 'config' })
    expect(error.message).toContain(named)
  })
})

describe('metadata of a server', () => {
  it.each(['javascript:alert(1)', 'http://id.example/auth', 'data:text/html,x'])(
    'that would lead the user to %s is refused',
    async (page) => {
      const { issuer } = await serving(metadata({ authorization_endpoint: page, end_session_endpoint: page }))
      const strategy = oidc({ ...usual, issuer })
      const context = alone()
      expect(await failureOf(strategy.signIn?.({}, context) ?? Promise.resolve())).toMatchObject({ kind: 'config' })
      const leaving = strategy.signOutUrl?.(kept({}), context) ?? Promise.resolve()
      expect(await failureOf(leaving)).toMatchObject({ kind: 'config' })
    },
  )

  it('on this machine that names a token endpoint in the clear elsewhere gets no token', async () => {
    const { issuer } = await serving(metadata({ token_endpoint: 'http://id.example/token' }))
    const strategy = oidc({ ...usual, issuer })
    const refreshed = strategy.refresh?.(kept({ refreshToken: 'SENTINEL' }), alone()) ?? Promise.resolve()
    const error = await failureOf(refreshed)
    expect(error).toMatchObject({ kind: 'config' })
    expect(printed(error)).not.toContain('SENTINEL')
  })

  it.each([
    ['no page to sign in at', oidc({ ...usual, issuer: 'https://id.example' }), {}],
    ['no page for devices', device({ ...usual, issuer: 'https://id.example' }), { onCode: () => {} }],
  ])('with %s is named', async (_what, { name }, input) => {
    const { issuer } = await serving(metadata({ token_endpoint: 'https://id.example/token' }))
    const strategy = name === 'oidc' ? oidc({ ...usual, issuer }) : device({ ...usual, issuer })
    const error = await failureOf(strategy.signIn?.(input as never, alone()) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('`issuer`') as string })
  })

  it('without a token endpoint is named', async () => {
    const { issuer } = await serving(metadata({}))
    const strategy = clientCredentials({ issuer, clientId: 'lighthouse', clientSecret: SECRET })
    const error = await failureOf(strategy.refresh?.(kept({}), alone()) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('`endpoints`') as string })
    expect(printed(error)).not.toContain(SECRET)
  })

  it.each([404, 403])('that is not there (%i) says so, and no session ends of it', async (status) => {
    const { issuer } = await serving((_request, response) => response.writeHead(status).end('<h1>no</h1>'))
    const strategy = oidc({ ...usual, issuer })
    const refreshed = strategy.refresh?.(kept({ refreshToken: 'token' }), alone()) ?? Promise.resolve()
    expect(await failureOf(refreshed)).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('`issuer`') as string,
    })
  })

  it('that fails is asked for again, and once had is kept', async () => {
    let fails = true
    const { issuer, calls } = await serving((request, response, own) => {
      if (fails) response.writeHead(503, { 'retry-after': '9' }).end()
      else metadata({ authorization_endpoint: `${own}/auth` })(request, response, own)
    })
    const strategy = oidc({ ...usual, issuer })
    const context = alone()
    const error = await failureOf(strategy.signIn?.({}, context) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'http', status: 503 })
    expect((error['headers'] as Headers).get('retry-after')).toBe('9')
    fails = false
    for (let sign = 0; sign < 3; sign++) await strategy.signIn?.({}, context)
    expect(calls()).toBe(2)
  })

  it('behind a redirect is not followed', async () => {
    const { issuer, calls } = await serving((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    )
    const error = await failureOf(oidc({ ...usual, issuer }).signIn?.({}, alone()) ?? Promise.resolve())
    expect(error.kind).toMatch(/network|config/)
    expect(calls()).toBe(1)
  })

  it('cannot be had where nobody listens', async () => {
    const error = await failureOf(
      oidc({ ...usual, issuer: 'http://127.0.0.1:1' }).signIn?.({}, alone()) ?? Promise.resolve(),
    )
    expect(error).toMatchObject({ kind: 'network' })
  })
})

describe('what a program of its own account is told', () => {
  it('names the secret that is missing', async () => {
    const options = { issuer: 'https://id.example', clientId: 'lighthouse', clientSecret: '' }
    const error = await failureOf((async () => clientCredentials(options))())
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('`clientSecret`') as string })
  })

  it('names the resource that the provider does not serve', async () => {
    const { issuer } = await provided()
    const options = { issuer, clientId: 'lighthouse', clientSecret: SECRET, resource: 'no URI' }
    const error = await failureOf(clientCredentials(options).refresh?.(kept({}), alone()) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'auth', reason: 'invalid-target' })
    expect(error.message).toContain('`resource`')
    expect(printed(error)).not.toContain(SECRET)
  })

  it('names the scope that the provider does not give', async () => {
    const { issuer, faults } = await provided()
    const body = JSON.stringify({ error: 'invalid_scope', error_description: 'SENTINEL' })
    faults.push({ status: 400, headers: { 'content-type': 'application/json' }, body })
    const options = { issuer, clientId: 'lighthouse', clientSecret: SECRET, scope: 'unknown' }
    const error = await failureOf(clientCredentials(options).refresh?.(kept({}), alone()) ?? Promise.resolve())
    expect(error).toMatchObject({ kind: 'auth', reason: 'invalid-scope', message: expect.stringContaining('`scope`') })
    expect(printed(error)).not.toMatch(/SENTINEL|secret/)
  })
})
