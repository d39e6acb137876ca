import { createClient, isFairleadError } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { type AuthorityOptions, authorityTransport } from '@fairlead/testing/authority'
import { describe, expect, test } from 'vitest'

type Fields = Record<string, unknown>

function harbour(options?: AuthorityOptions) {
  const clock = createVirtualClock()
  const transport = authorityTransport({ clock, ...options })
  const client = createClient({ baseUrl: 'https://authority.example', transport, runtime: clock, retry: false })
  const signIn = (body: Fields = { user: 'ann' }) => client.post('/login', { body }).json<Fields>()
  const refresh = async (grant: Fields) =>
    (await client.post('/refresh', { body: { refreshToken: grant['refresh_token'] } }).result()).status
  const resource = async (grant: Fields) =>
    (await client.get('/resource', { headers: { authorization: `Bearer ${String(grant['access_token'])}` } }).result())
      .status
  return { clock, authority: transport.authority, client, signIn, refresh, resource }
}

describe('an authority on a virtual clock, called by a client', () => {
  test('takes the last refresh token once more until the window of grace is over', async () => {
    const { clock, signIn, refresh } = harbour({ graceMs: 1_000 })
    const early = await signIn()
    const late = await signIn()
    expect([await refresh(early), await refresh(late)]).toEqual([200, 200])
    await clock.advance(999)
    expect(await refresh(early)).toBe(200)
    await clock.advance(1)
    expect(await refresh(late)).toBe(400)
  })

  test('hands out JWTs that say who and how long', async () => {
    const { clock, signIn, resource } = harbour({ format: 'jwt', expiresIn: undefined, lifetimeMs: 60_000 })
    const grant = await signIn()
    const claims = JSON.parse(atob(String(grant['access_token']).split('.')[1] ?? '')) as Fields
    const iat = clock.now() / 1000
    expect(claims).toEqual({ iss: 'authority', sub: 'ann', iat, exp: iat + 60 })
    expect(await resource(grant)).toBe(200)
  })

  test('asks for a sign-in that is not too old', async () => {
    const { clock, signIn, resource, authority } = harbour()
    const grant = await signIn()
    authority.demand({ maxAgeSeconds: 60 })
    expect(await resource(grant)).toBe(200)
    await clock.advance(61_000)
    expect([await resource(grant), await resource(await signIn())]).toEqual([401, 200])
  })

  test('fails as a network does, each door on its own, and forgets its faults on request', async () => {
    const { client, signIn, refresh, authority } = harbour()
    const grant = await signIn()
    authority.fail({ drop: 'before' })
    authority.fail({ at: 'signIn', status: 500 })
    authority.hang(5)
    const error: unknown = await client.post('/refresh', { body: {} }).catch((thrown: unknown) => thrown)
    expect(isFairleadError(error) && error.kind).toBe('network')
    authority.recover()
    expect([await refresh(grant), authority.counts.token]).toEqual([200, 2])
    expect(await signIn()).toHaveProperty('access_token')
  })
})
