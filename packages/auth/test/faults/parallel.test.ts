import { auth } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { describe, expect, it } from 'vitest'
import { ORIGIN, harbour, tell, times, tokens } from './harbour.ts'

describe('F1: many calls with an expired token', () => {
  it('make one refresh, and all are answered', async () => {
    const { enter, during, sleep, counts, told } = harbour({ delayMs: 20 })
    const client = await enter()
    sleep(600_000)
    expect(await during(times(100, () => client.get('/resource').json()))).toEqual(times(100, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 100, refused: 0, reuse: 0 })
    expect(told('refreshed')).toBe(1)
  })

  it('make one refresh when the server refuses them all, and each is sent anew once (T1)', async () => {
    const { enter, during, authority, counts, told } = harbour({ delayMs: 20 })
    const client = await enter()
    authority.expireAccessTokens()
    expect(await during(times(10, () => client.get('/resource').json()))).toEqual(times(10, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 20, refused: 10, reuse: 0 })
    expect(told('replay')).toBe(10)
  })

  it('do not carry a token that is known to be refused, while its successor is fetched', async () => {
    const { enter, during, authority, counts, clock } = harbour({ delayMs: 20 })
    const client = await enter()
    authority.expireAccessTokens()
    const first = tell(client.get('/resource').json())
    // Its 401 is here, and the refresh is under way.
    await clock.advance(30)
    expect(counts).toMatchObject({ resource: 1, refused: 1 })
    expect(await during(times(10, () => client.get('/resource').json()))).toEqual(times(10, () => 'ok'))
    expect(await first).toBe('ok')
    expect(counts).toMatchObject({ token: 1, resource: 12, refused: 1 })
  })

  it('go out with the token that there is when the refresh fails', async () => {
    const { enter, during, authority, counts, clock } = harbour({ delayMs: 20 })
    const client = await enter()
    authority.fail({ at: 'resource', status: 401 })
    authority.fail({ status: 503, times: 9 })
    const first = tell(client.get('/resource').json())
    await clock.advance(30)
    expect(await during(client.get('/resource').json())).toEqual(['ok'])
    expect(await first).toBe('auth refresh-failed')
    expect(counts).toMatchObject({ resource: 2, refused: 1 })
  })

  it('make one refresh when several clients share one session (T3)', async () => {
    const { clock, transport, during, sleep, counts } = harbour({ delayMs: 20 })
    const shared = auth({ strategy: tokens() })
    const open = () => createClient({ baseUrl: ORIGIN, transport, runtime: clock, plugins: [shared] })
    const [one, two] = [open(), open()]
    await during(one.auth.signIn({ user: 'ann' }))
    sleep(600_000)
    const calls = [one, two].flatMap((client) => times(5, () => client.get('/resource').json()))
    expect(await during(calls)).toEqual(times(10, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 10, refused: 0 })
    await Promise.all([one.dispose(), two.dispose()])
  })
})

describe('F2: a late 401', () => {
  it('of an older token is sent anew with the newer one, and refreshes nothing (T2)', async () => {
    const { enter, during, authority, counts } = harbour()
    const client = await enter()
    authority.expireAccessTokens()
    authority.fail({ at: 'resource', delayMs: 300 })
    const slow = client.get('/resource/slow').json()
    const fast = client.get('/resource/fast').json()
    expect(await during([slow, fast])).toEqual(['ok', 'ok'])
    expect(counts).toMatchObject({ token: 1, resource: 4, refused: 2, reuse: 0 })
  })
})

describe('F3: clients that share a store, as tabs do', () => {
  it('make one refresh at a strict authority, and the session lives (T4)', async () => {
    const { enter, open, during, sleep, authority, counts, clock } = harbour({ delayMs: 20 })
    const first = await enter()
    const others = times(5, () => open())
    await clock.advance(0)
    sleep(600_000)
    const tabs = [first, ...others]
    expect(await during(tabs.map((client) => client.get('/resource').json()))).toEqual(times(6, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 6, refused: 0, reuse: 0 })
    expect(tabs.map((client) => client.auth.state.status)).toEqual(times(6, () => 'authenticated'))
    expect(authority.aliveSessions).toBe(1)
  })

  it('refresh once for a lifetime, whoever is first', async () => {
    const { enter, open, clock, counts } = harbour()
    await enter()
    times(5, () => open())
    // Each token of 300 s is renewed a minute ahead.
    await clock.advance(6 * 240_000)
    expect(counts).toMatchObject({ token: 6, reuse: 0 })
  })
})

describe('F9: the abort of the call that began a refresh', () => {
  it('ends that call alone', async () => {
    const { enter, during, sleep, counts, clock } = harbour({ delayMs: 20 })
    const client = await enter()
    sleep(600_000)
    const leaving = new AbortController()
    const first = tell(client.get('/resource', { signal: leaving.signal }).json())
    const others = times(4, () => client.get('/resource').json())
    await clock.advance(5)
    leaving.abort()
    expect(await first).toBe('abort')
    expect(await during(others)).toEqual(times(4, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, resource: 4 })
  })

  it('ends the wait for a token alone', async () => {
    const { enter, during, sleep, counts } = harbour({ delayMs: 20 })
    const client = await enter()
    sleep(600_000)
    const signal = AbortSignal.abort(new Error('gone'))
    const [first, second] = await during([client.auth.getToken({ signal }), client.auth.getToken()])
    expect([first, second]).toEqual(['Error: gone', 'ok'])
    expect(counts.token).toBe(1)
  })
})

describe('T23: a refresh that is refused like any call', () => {
  it('does not call for a refresh of its own', async () => {
    const { enter, during, sleep, authority, counts } = harbour()
    const client = await enter()
    sleep(600_000)
    authority.fail({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, times: 5 })
    const [told] = await during(client.get('/resource').json())
    expect(told).toBe('rejected session-ended')
    expect(counts).toMatchObject({ token: 1, resource: 0 })
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'refresh-rejected' })
  })
})
