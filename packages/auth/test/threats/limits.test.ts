import { type Strategy, bearer } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { type Person, harbour, tell, times, tokens } from '../faults/harbour.ts'

/** Bearer tokens with what looks like a DPoP proof, so that the handshake can be seen. */
function withNonce(): Strategy<Person> {
  const own = tokens()
  return {
    ...own,
    sign(grant, request, context) {
      const signed = own.sign(grant, request, context) as { headers: Record<string, string> }
      const nonce = context.memory.get(`nonce ${request.origin}`)
      return { headers: { ...signed.headers, dpop: `e30.${btoa(JSON.stringify({ nonce }))}.x` } }
    },
    answer(challenge, reply, request, { memory }) {
      const nonce = reply.headers.get('dpop-nonce')
      if (challenge.kind !== 'nonce' || !nonce) return Promise.resolve(false)
      memory.set(`nonce ${request.origin}`, nonce)
      return Promise.resolve(true)
    },
  }
}

describe('O10: answers that drive a client in circles', () => {
  it('cannot ask for a nonce more than once for a call', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter({ strategy: withNonce() })
    authority.demand({ nonce: 'n1' })
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 0, resource: 2 })
    authority.fail({
      at: 'resource',
      status: 401,
      headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n2' },
      times: Infinity,
    })
    expect(await during(client.get('/resource').json())).toEqual(['http 401'])
    expect(counts).toMatchObject({ token: 0, resource: 4 })
  })

  it('can ask for one thing of each kind in turn, and then no more', async () => {
    const { open, during, authority, counts } = harbour()
    const client = open({
      strategy: withNonce(),
      async onChallenge() {
        await client.auth.signIn({ user: 'ann', acr: 'mfa' })
        return true
      },
    })
    await client.auth.signIn({ user: 'ann' })
    authority.expireAccessTokens()
    authority.demand({ nonce: 'n1', acrValues: 'mfa' })
    // The token, the nonce, the step-up: each is answered once.
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(counts).toMatchObject({ token: 1, signIn: 2, resource: 4 })
    authority.demand({ acrValues: 'never' })
    expect(await during(client.get('/resource').json())).toEqual(['auth step-up'])
    expect(counts).toMatchObject({ token: 1, signIn: 3, resource: 6 })
  })

  it('can put a refresh off for an hour, not for years', async () => {
    const { enter, during, sleep, clock, counts, authority } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 429, retryAfter: 1e9 })
    expect(await during(client.get('/resource').json())).toEqual(['auth refresh-failed'])
    await clock.advance(3_600_000)
    expect(counts.token).toBe(2)
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('cannot alternate between reasons for ever', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter({ onChallenge: () => true })
    for (let round = 0; round < 10; round++)
      for (const field of ['Bearer', 'Bearer error="insufficient_user_authentication"'])
        authority.fail({ at: 'resource', status: 401, headers: { 'www-authenticate': field } })
    expect(await during(client.get('/resource').json())).toEqual(['http 401'])
    expect(counts).toMatchObject({ token: 1, resource: 3 })
  })

  it('cannot ask for a refresh each millisecond by a lifetime of one', async () => {
    const { enter, clock, counts } = harbour({ expiresIn: 0.001, lifetimeMs: 3_600_000 })
    await enter()
    await clock.advance(100)
    expect(counts.token).toBeLessThanOrEqual(1)
  })
})

describe('O11: what belonged to a session after its sign-out', () => {
  it('is ended: calls under way, calls that wait, and streams', async () => {
    const { enter, clock, authority, counts } = harbour()
    const client = await enter()
    authority.fail({ at: 'resource', delayMs: 5_000, times: 3 })
    const calls = times(3, () => tell(client.get('/resource').json()))
    const { signal } = client.session
    await clock.advance(100)
    await client.auth.signOut()
    expect(signal.aborted).toBe(true)
    expect(await Promise.all(calls)).toEqual(times(3, () => 'rejected session-ended'))
    expect(counts).toMatchObject({ resource: 3, revoked: 1 })
    expect(clock.pending).toBe(0)
  })

  it('is not carried into the calls that come after it', async () => {
    const { enter, transport } = harbour()
    const client = await enter()
    await client.auth.signOut()
    expect(await tell(client.get('/resource').json())).toBe('http 401')
    expect(transport.requests.at(-1)?.headers).not.toHaveProperty('authorization')
  })

  it('is left alone where it never belonged to the session', async () => {
    const { enter, clock, authority } = harbour()
    const client = await enter()
    authority.fail({ at: 'resource', delayMs: 5_000, status: 200, json: {} })
    const call = tell(client.get('/resource', { auth: 'public' }).json())
    await clock.advance(100)
    await client.auth.signOut()
    await clock.advance(5_000)
    expect(await call).toBe('ok')
  })

  it('is forgotten by the store, in every client that shares it', async () => {
    const { enter, open, clock, coordinator } = harbour()
    const client = await enter({
      strategy: bearer({ key: 'bearer', signIn: '/login', refresh: '/refresh', signOut: '/logout' }),
    })
    const other = open()
    await clock.advance(0)
    const { signal } = other.session
    await client.auth.signOut()
    await clock.advance(0)
    expect(signal.aborted).toBe(true)
    expect(await other.auth.getToken()).toBeUndefined()
    expect(await coordinator.store.get('bearer')).toBeUndefined()
  })
})
