import { type Strategy, auth, bearer, cookie } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { type Script, createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, it, vi } from 'vitest'

function open<Input>(strategy: Strategy<Input>, script: Script, onChallenge?: () => boolean) {
  const clock = createVirtualClock()
  const transport = mockTransport(script, { runtime: clock })
  const plugins = [auth({ strategy, navigate: () => {}, ...(onChallenge && { onChallenge }) })] as const
  const client = createClient({ baseUrl: 'https://harbour.example', transport, runtime: clock, plugins })
  return { clock, transport, client }
}

const tokens = bearer<void>({
  signIn: () => Promise.resolve({ accessToken: 'a', refreshToken: 'r', identity: 'ann' }),
  refresh: () => Promise.resolve({ accessToken: 'b', refreshToken: 's' }),
})
const stepUp = { status: 401, headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' } }

describe('a cookie that nobody could be asked about', () => {
  it('is asked about again until the server answers', async () => {
    let isDown = true
    const { client, clock, transport } = open(cookie({ session: '/session' }), () =>
      isDown ? { status: 500 } : { json: { sub: 'ann' } },
    )
    await client.session.ready
    expect(client.auth.state).toEqual({ status: 'anonymous' })
    await clock.advance(5_000)
    isDown = false
    await clock.advance(10_000)
    expect(client.auth.state).toMatchObject({ status: 'authenticated', identity: 'ann' })
    expect(transport.requests.length).toBeLessThan(6)
    await client.dispose()
    expect(clock.pending).toBe(0)
  })
})

describe('a step-up', () => {
  it('that nobody answers is what the server said, for those who call as with fetch', async () => {
    const { client } = open(tokens, [stepUp])
    await client.auth.signIn()
    expect((await client.fetch('/x')).status).toBe(401)
    await expect(client.get('/x').json()).rejects.toMatchObject({ kind: 'auth', reason: 'step-up', status: 401 })
    await client.dispose()
  })

  it('whose question fails is one that was not answered', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    const { client } = open(tokens, [stepUp], () => {
      throw new Error('no dialog')
    })
    await client.auth.signIn()
    await expect(client.get('/x').json()).rejects.toMatchObject({ kind: 'auth', reason: 'step-up' })
    expect(told).toHaveBeenCalledTimes(1)
    told.mockRestore()
    await client.dispose()
  })
})

describe('a sign-in that went to another page', () => {
  it('is over when the user signs out', async () => {
    const away: Strategy = {
      name: 'away',
      signIn: () => Promise.resolve({ redirectTo: 'https://id.example/' }),
      sign: () => ({ headers: {} }),
    }
    const { client } = open(away, [])
    expect(await client.auth.signIn()).toEqual({ status: 'signing-in', redirectTo: 'https://id.example/' })
    await client.auth.signOut()
    expect(client.auth.state).toEqual({ status: 'anonymous' })
    await client.dispose()
  })
})

describe('a credential that is fetched at its first use', () => {
  it('is fetched though the clock was set back since the start', async () => {
    const own: Strategy<never> = {
      ...bearer<never>({ refresh: () => Promise.resolve({ accessToken: 'a', expiresIn: 60 }) }),
      initial: { identity: 'crane' },
    }
    const { client, clock, transport } = open(own, [{ json: 'ok' }])
    await client.session.ready
    clock.setWallClock(clock.now() - 3_600_000)
    expect(await client.get('/x').json()).toBe('ok')
    expect(transport.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer a'])
    await client.dispose()
  })
})
