import { memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { tell } from '../faults/harbour.ts'
import { scripted } from './scripted.ts'

const HOUR_MS = 3_600_000

describe.each([
  ['idle', { idleMs: 900_000 }],
  ['absolute', { absoluteMs: 900_000 }],
])('the %s limit', (_, limits) => {
  it('ends a session before its first call after a sleep', async () => {
    const { open, clock, asked } = scripted({ expiresIn: 1e6 })
    const client = open({ limits })
    await client.auth.signIn({ user: 'ann' })
    clock.setWallClock(clock.now() + 8 * HOUR_MS)
    expect(await tell(client.get('/resource').json())).toBe('rejected session-ended')
    expect([client.auth.state.status, asked('/resource')]).toEqual(['signed-out', 0])
    await clock.advance(100)
    expect(asked('/logout')).toBe(1)
  })

  it('ends a stored session before its first call after a reload', async () => {
    const { open, clock, requests } = scripted({ expiresIn: 1e6 })
    const coordinator = memoryCoordinator()
    const before = open({ coordinator, limits })
    await before.auth.signIn({ user: 'ann' })
    await before.dispose()
    clock.setWallClock(clock.now() + 8 * HOUR_MS)
    const client = open({ coordinator, limits })
    await tell(client.get('/resource').json())
    expect(client.auth.state.status).not.toBe('authenticated')
    const calls = requests.filter(({ url }) => url.endsWith('/resource'))
    expect(calls.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('ends a session that has no timers of its own', async () => {
    const { open, clock, asked } = scripted({ expiresIn: 1e6 })
    const client = open({ limits })
    const one = client.auth.createSession({ grant: { accessToken: 'A1', expiresIn: 1e6, identity: 'ann' } })
    await clock.advance(8 * HOUR_MS)
    expect(await tell(client.withSession(one.session).get('/resource').json())).toBe('rejected session-ended')
    expect([one.state.status, asked('/resource')]).toEqual(['signed-out', 0])
    await clock.advance(100)
  })
})
