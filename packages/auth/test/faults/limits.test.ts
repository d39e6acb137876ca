import { bearer } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { harbour, tell } from './harbour.ts'

const MINUTE_MS = 60_000

describe('limits of a session', () => {
  it('end it when it has not been used for longer than the idle limit, and not before', async () => {
    const { enter, clock, counts, authority } = harbour({ expiresIn: 3_600 })
    const client = await enter({ limits: { idleMs: 10 * MINUTE_MS } })
    for (let call = 0; call < 5; call++) {
      await clock.advance(9 * MINUTE_MS)
      expect(await tell(client.get('/resource').json())).toBe('ok')
    }
    await clock.advance(10 * MINUTE_MS)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'idle-limit' })
    expect(counts.revoked).toBe(1)
    expect(authority.aliveSessions).toBe(0)
  })

  it('are not reached while the session is used in another tab', async () => {
    const { enter, open, clock } = harbour({ expiresIn: 3_600 })
    const limits = { idleMs: 10 * MINUTE_MS }
    const idle = await enter({ limits })
    const used = open({ limits })
    await clock.advance(0)
    for (let call = 0; call < 4; call++) {
      await clock.advance(5 * MINUTE_MS)
      expect(await tell(used.get('/resource').json())).toBe('ok')
    }
    expect([idle, used].map(({ auth }) => auth.state.status)).toEqual(['authenticated', 'authenticated'])
  })

  it('end it when it is older than the absolute limit, however it is used and renewed', async () => {
    const { enter, clock, counts } = harbour({ expiresIn: 300 })
    const client = await enter({ limits: { absoluteMs: 30 * MINUTE_MS } })
    for (let minute = 0; minute < 29; minute++) {
      await clock.advance(MINUTE_MS)
      expect(await tell(client.get('/resource').json())).toBe('ok')
    }
    expect(counts.token).toBeGreaterThan(5)
    await clock.advance(MINUTE_MS)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'absolute-limit' })
    expect(counts.revoked).toBe(1)
  })

  it('end it when its token expires and nothing can renew it', async () => {
    const { enter, clock, counts } = harbour({ expiresIn: 300 })
    const client = await enter({ strategy: bearer({ signIn: '/login', signOut: '/logout' }) })
    await clock.advance(4 * MINUTE_MS)
    expect(client.auth.state.status).toBe('authenticated')
    await clock.advance(MINUTE_MS)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'expired' })
    expect(counts).toMatchObject({ token: 0, revoked: 1 })
  })

  it.each(['idleMs', 'absoluteMs'])('that are no time are refused by name: %s', (name) => {
    const { open } = harbour()
    for (const value of [0, -1, Number.NaN]) expect(() => open({ limits: { [name]: value } })).toThrow(name)
  })

  it.each(['lockWaitMs', 'refreshTimeoutMs'])('of a refresh that are no time are refused by name: %s', (name) => {
    const { open } = harbour()
    for (const value of [0, -1, Number.NaN]) expect(() => open({ [name]: value })).toThrow(name)
  })
})
