import { apiKey, auth } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, it } from 'vitest'
import { harbour, tell } from './harbour.ts'

const FOREIGN = [
  'https://evil.example/resource',
  'https://harbour.example.evil.io/resource',
  'https://harbourXexample/resource',
  'https://harbour.example:8443/resource',
  'http://harbour.example/resource',
]

describe('F19, F21: a URL of another origin', () => {
  it.each(FOREIGN)('is refused, and nothing is sent there: %s (T19)', async (url) => {
    const { enter, authority, counts } = harbour()
    const client = await enter()
    const before = authority.requests.length
    expect(await tell(client.get(url).json())).toBe('rejected origin')
    expect(await tell(client.fetch(url))).not.toBe('ok')
    expect(authority.requests.length).toBe(before)
    expect(counts.resource).toBe(0)
  })

  it.each(FOREIGN)('gets no token where the client may call it: %s', async (url) => {
    const { open, transport } = harbour()
    const client = open({}, { origins: [new URL(url).origin] })
    await client.auth.signIn({ user: 'ann' })
    await tell(client.get(url).json())
    await tell(client.fetch(url))
    const sent = transport.requests.filter((request) => request.url === new URL(url).href)
    expect(sent).toHaveLength(2)
    for (const { headers } of sent) expect(headers).not.toHaveProperty('authorization')
    expect(await client.session.credentials.get({ audience: new URL(url).origin })).toBeUndefined()
  })

  it('gets one where it is named for it, exactly', async () => {
    const { open, transport } = harbour()
    const origins = ['https://harbour.example', 'https://files.example']
    const client = open({ origins }, { origins: ['https://files.example'] })
    await client.auth.signIn({ user: 'ann' })
    expect(await tell(client.get('https://files.example/resource').json())).toBe('ok')
    expect(transport.requests.at(-1)?.headers).toHaveProperty('authorization')
  })

  it.each(['https://harbour.example/', 'harbour.example', 'https://harbour.example/api', ''])(
    'cannot be named loosely: %s',
    (origin) => {
      const { open } = harbour()
      expect(() => open({ origins: [origin] })).toThrow(/origins/)
    },
  )

  it('cannot be named with a wildcard, which would match nothing', () => {
    const { open } = harbour()
    expect(() => open({ origins: ['https://*.example'] })).toThrow(/origins/)
  })

  it('cannot be in the clear, but on this machine', () => {
    const { open } = harbour()
    expect(() => open({ origins: ['http://harbour.example'] })).toThrow(/https/)
    expect(() => open({ origins: ['http://127.0.0.1.evil.example'] })).toThrow(/https/)
    expect(() => open({ origins: ['http://127.0.0.1:8080', 'http://localhost:8080'] })).not.toThrow()
  })
})

describe('F20: a redirect to another origin', () => {
  it('loses the token', async () => {
    const { open, transport } = harbour()
    const client = open({}, { origins: ['https://evil.example'] })
    await client.auth.signIn({ user: 'ann' })
    await tell(client.get('/redirect?to=https://evil.example/resource').json())
    const [first, second] = transport.requests.slice(-2)
    expect(first?.headers).toHaveProperty('authorization')
    expect(second?.url).toBe('https://evil.example/resource')
    expect(second?.headers).not.toHaveProperty('authorization')
  })

  const keysThatTravel = async (header: string): Promise<readonly unknown[]> => {
    const clock = createVirtualClock()
    const transport = mockTransport(
      ({ url }) =>
        url.startsWith('https://harbour')
          ? { status: 302, headers: { location: 'https://evil.example/x' } }
          : { json: {} },
      { runtime: clock },
    )
    const client = createClient({
      baseUrl: 'https://harbour.example',
      origins: ['https://evil.example'],
      transport,
      runtime: clock,
      plugins: [auth({ strategy: apiKey({ header, value: 'k-123' }) })],
    })
    await tell(client.get('/vessels').json())
    await client.dispose()
    return transport.requests.map(({ headers }) => headers[header])
  }

  it('loses an API key', async () => {
    expect(await keysThatTravel('x-api-key')).toEqual(['k-123', undefined])
  })

  it('loses an API key whatever the name of its field', async () => {
    expect(await keysThatTravel('x-harbour')).toEqual(['k-123', undefined])
  })

  it('is not followed by the calls of auth itself, which carry tokens in their bodies', async () => {
    const { enter, sleep, authority, transport, during } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 307, headers: { location: 'https://evil.example/refresh' }, times: 2 })
    await during(client.get('/resource').json())
    expect(transport.requests.filter(({ url }) => url.includes('evil'))).toEqual([])
    expect(
      transport.requests.filter(({ url }) => url.endsWith('/refresh')).map(({ redirect }) => redirect),
    ).not.toContain('follow')
  })
})
