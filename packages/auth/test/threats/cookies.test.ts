import { cookie } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { harbour, tell, times } from '../faults/harbour.ts'

const strategy = (csrf = true) =>
  cookie({
    session: '/session',
    signIn: '/login',
    signOut: '/logout',
    ...(csrf && { csrf: { path: '/csrf' } }),
  })

describe('O7: a session in a cookie', () => {
  it('signs in, calls and signs out with the CSRF token of each session', async () => {
    const { open, counts, transport } = harbour({ mode: 'cookie' })
    const client = open({ strategy: strategy() })
    expect(await client.auth.signIn({ user: 'ann' })).toMatchObject({ status: 'authenticated', identity: 'ann' })
    expect(await client.post('/resource', { body: { berth: 7 } }).json()).toMatchObject({ user: 'ann' })
    expect(await client.auth.signOut()).toMatchObject({ revoked: true })
    expect(counts).toMatchObject({ signIn: 1, resource: 1, refused: 0, revoked: 1, csrf: 2 })
    for (const { headers, url } of transport.requests.filter(({ method }) => method === 'POST'))
      expect([url, headers['x-csrf-token']]).toEqual([url, expect.stringMatching(/^csrf-/)])
  })

  it('marks every call as one that only a script of ours can make, and sends no cookie elsewhere', async () => {
    const { open, transport } = harbour({ mode: 'cookie' })
    const client = open({ strategy: strategy() })
    await client.auth.signIn({ user: 'ann' })
    await client.get('/resource').json()
    for (const { headers, init } of transport.requests) {
      expect(headers['x-requested-with']).toBe('fetch')
      expect(init.credentials).toBe('same-origin')
    }
  })

  it('fetches a stale CSRF token anew, once for a call, and sends the call again', async () => {
    const { open, during, authority, counts } = harbour({ mode: 'cookie' })
    const client = open({ strategy: strategy() })
    await client.auth.signIn({ user: 'ann' })
    await client.post('/resource', { body: {} }).json()
    const before = counts.csrf
    authority.changeCsrf()
    expect(await during(client.post('/resource', { body: { berth: 7 } }).json())).toEqual(['ok'])
    expect(counts).toMatchObject({ resource: 3, refused: 1, csrf: before + 1 })
    authority.fail({ at: 'resource', status: 403, json: { error: 'csrf' }, times: Infinity })
    expect(await during(client.post('/resource', { body: { berth: 7 } }).json())).toEqual(['http 403'])
    expect(counts.resource).toBe(5)
  })

  it('fetches one CSRF token for many calls at once', async () => {
    const { open, during, authority, counts } = harbour({ mode: 'cookie', delayMs: 10 })
    const client = open({ strategy: strategy() })
    await during(client.auth.signIn({ user: 'ann' }))
    await during(client.post('/resource', { body: {} }).json())
    const before = counts.csrf
    authority.changeCsrf()
    expect(await during(times(10, () => client.post('/resource', { body: {} }).json()))).toEqual(times(10, () => 'ok'))
    expect(counts.csrf).toBe(before + 1)
  })

  it('takes a 403 that is not about CSRF for what it is', async () => {
    const { open, during, authority, counts } = harbour({ mode: 'cookie' })
    const client = open({ strategy: strategy() })
    await client.auth.signIn({ user: 'ann' })
    authority.fail({ at: 'resource', status: 403, json: { error: 'not_yours' } })
    expect(await during(client.post('/resource', { body: {} }).json())).toEqual(['http 403'])
    expect(counts).toMatchObject({ resource: 1, refused: 1 })
  })

  it('is noticed when it has ended at the server', async () => {
    const { open, during, authority, states } = harbour({ mode: 'cookie', csrf: false })
    const client = open({ strategy: strategy(false) })
    await client.auth.signIn({ user: 'ann' })
    authority.revokeSession('ann')
    const [told] = await during(client.get('/resource').json())
    expect(told).toBe('rejected session-ended')
    expect(states().at(-1)).toBe('signed-out (refresh-rejected)')
  })

  it('is found again after a reload', async () => {
    const { open, clock, counts } = harbour({ mode: 'cookie' })
    await open({ strategy: strategy() }).auth.signIn({ user: 'ann' })
    const again = open({ strategy: strategy() })
    await again.session.ready
    await clock.advance(0)
    expect(again.auth.state).toMatchObject({ status: 'authenticated', identity: 'ann' })
    expect(await tell(again.post('/resource', { body: {} }).json())).toBe('ok')
    expect(counts.refused).toBe(0)
  })
})
