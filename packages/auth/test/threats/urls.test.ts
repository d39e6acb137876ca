import { apiKey, auth, basic, bearer } from '@fairlead/auth'
import { createClient, del } from '@fairlead/core'
import { describe, expect, it } from 'vitest'
import { ORIGIN, type Person, harbour, tell } from '../faults/harbour.ts'

const COLLEAGUE = 'https://files.example'

describe('O1: a URL that was made to steal the token', () => {
  it.each([
    '//evil.example/resource',
    '\\\\evil.example/resource',
    '/\\evil.example/resource',
    ' //evil.example/resource',
    '\t//evil.example/resource',
    '/\t/evil.example/resource',
    'https:evil.example/resource',
    'https:/evil.example/resource',
    'https://harbour.example@evil.example/resource',
    'https://ann:word@harbour.example/resource',
    'https://harbour.example\\@evil.example/resource',
    'https://harbour.example.:443/resource',
    'wss://harbour.example/resource',
    'data:text/plain,resource',
    'file:///resource',
  ])('is refused before anything is sent: %j', async (url) => {
    const { enter, transport } = harbour()
    const client = await enter()
    const before = transport.requests.length
    expect(await tell(client.get(url).json())).toBe('rejected origin')
    expect(await tell(client.fetch(url))).not.toBe('ok')
    expect(transport.requests).toHaveLength(before)
  })

  it('is the same origin in other words, and gets the token', async () => {
    const { enter, counts } = harbour()
    const client = await enter()
    expect(await tell(client.get('HTTPS://HARBOUR.example:443/resource').json())).toBe('ok')
    expect(counts).toMatchObject({ resource: 1, refused: 0 })
  })
})

describe('O2: a path parameter that was made to call something else', () => {
  const contract = { remove: del('/users/{id}', { responses: { 204: undefined } }) }

  it.each(['..', '.', ''])('is refused before anything is sent: %j', async (id) => {
    const { clock, transport } = harbour()
    const client = createClient({
      baseUrl: ORIGIN,
      contract,
      transport,
      runtime: clock,
      plugins: [auth({ strategy: apiKey({ value: 'k-1' }) })],
    })
    expect(await tell(client.api.remove({ params: { id } }))).toBe('validation')
    expect(transport.requests).toHaveLength(0)
    await client.dispose()
  })

  it.each(['../resource', '..%2fresource', '%2e%2e', '\\..\\resource', 'a?b#c'])(
    'stays one segment: %j',
    async (id) => {
      const { clock, transport } = harbour()
      const client = createClient({ baseUrl: ORIGIN, contract, transport, runtime: clock })
      await tell(client.api.remove({ params: { id } }))
      expect(transport.requests.map(({ url }) => url)).toEqual([`${ORIGIN}/users/${encodeURIComponent(id)}`])
      expect(new URL(transport.requests[0]?.url ?? '').pathname.split('/')).toHaveLength(3)
      await client.dispose()
    },
  )
})

describe('O8: a secret in a URL', () => {
  it('is never put there, by no strategy and at no door', async () => {
    const { enter, open, sleep, during, transport, authority } = harbour()
    const client = await enter({}, { user: 'ann', password: 'secret-password' })
    sleep(600_000)
    expect(await during(client.get('/resource?q=1').json())).toEqual(['ok'])
    expect(await during(client.auth.signOut())).toEqual(['ok'])
    const key = open<never>({ strategy: apiKey({ value: 'secret-key' }) })
    const program = open<never>({ strategy: basic({ username: 'ann', password: 'secret-password' }) })
    await tell(key.get('/resource').json())
    await tell(program.get('/resource').json())
    const urls = transport.requests.map(({ url }) => url).join('\n')
    expect(new Set(urls.split('\n').map((url) => new URL(url).pathname))).toEqual(
      new Set(['/login', '/refresh', '/resource', '/logout']),
    )
    for (const secret of [...authority.secrets, 'secret-']) expect(urls).not.toContain(secret)
  })
})

describe('O9: a token of another audience', () => {
  it('is not attached, and neither is asked for', async () => {
    const { enter, counts, authority } = harbour()
    const client = await enter()
    const { credentials } = client.auth.session
    expect(await credentials.get({ audience: ORIGIN })).toMatchObject({ version: 1 })
    authority.expireAccessTokens()
    expect(await credentials.get({ audience: COLLEAGUE, rejectedVersion: 1 })).toBeUndefined()
    expect(counts.token).toBe(0)
  })

  it('is kept under another name, and two sessions of one store do not mix', async () => {
    const { open, coordinator, transport } = harbour()
    const strategy = (key: string) => bearer<Person>({ signIn: '/login', refresh: '/refresh', key })
    const [harbours, files] = [open({ strategy: strategy('harbours') }), open({ strategy: strategy('files') })]
    await harbours.auth.signIn({ user: 'ann' })
    await files.auth.signIn({ user: 'bo' })
    const users = [harbours, files].map((client) => client.get('/resource').json<{ user: string }>())
    expect((await Promise.all(users)).map(({ user }) => user)).toEqual(['ann', 'bo'])
    const carried = transport.requests.slice(-2).map(({ headers }) => headers['authorization'])
    expect(new Set(carried).size).toBe(2)
    await harbours.auth.signOut()
    expect(files.auth.state.status).toBe('authenticated')
    expect(await coordinator.store.get('harbours')).toBeUndefined()
    expect(await coordinator.store.get('files')).toBeDefined()
  })
})
