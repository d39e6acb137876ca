import { type Tokens, memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { failureOf, harbour, printed } from './harbour.ts'

/** Signed in, with a token that has expired. */
async function expired(...[options, own, coordinator]: Parameters<typeof harbour>) {
  const room = await harbour(options, own, coordinator)
  await room.client.auth.signIn({ open: room.open })
  room.clock.offsetMs += 400_000
  room.calls['/token'] = 0
  return room
}

describe('refreshing at a real provider that fails', () => {
  it.each([503, 500, 429])('keeps the session over a %i and recovers (F4, F5)', async (status) => {
    const { client, clock, faults } = await expired()
    faults.push({ status, headers: { 'retry-after': '7' } }, { status, headers: { 'retry-after': '7' } })
    const error = await failureOf(client.auth.getToken())
    expect(error).toMatchObject({ kind: 'auth', reason: 'refresh-failed' })
    expect(client.auth.state).toMatchObject({ status: 'expired', retryAt: expect.any(Number) as number })
    clock.offsetMs += 8_000
    faults.length = 0
    expect(await client.auth.getToken()).toBeDefined()
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('honours Retry-After: nobody asks before', async () => {
    const { client, clock, faults, calls } = await expired()
    faults.push({ status: 503, headers: { 'retry-after': '30' } })
    for (let call = 0; call < 20; call++) await failureOf(client.auth.getToken())
    clock.offsetMs += 29_000
    await failureOf(client.auth.getToken())
    expect(calls['/token']).toBe(1)
    clock.offsetMs += 2_000
    await client.auth.getToken()
    expect(calls['/token']).toBe(2)
  })

  it('is a page of a captive portal: the session is kept', async () => {
    const { client, faults } = await expired()
    faults.push({ status: 200, body: '<h1>Welcome aboard</h1>' })
    expect(await client.auth.getToken()).toBeDefined()
  })

  it.each([400, 401, 403, 404])('is a firewall with a page of its own (%i): the session is kept', async (status) => {
    const { client, faults, clock } = await expired()
    faults.push({ status, body: '<h1>Request blocked</h1>' })
    expect(await failureOf(client.auth.getToken())).toMatchObject({ kind: 'auth', reason: 'refresh-failed' })
    clock.offsetMs += 8_000
    expect(await client.auth.getToken()).toBeDefined()
  })

  it('is slow for once: the answer that comes late is taken', async () => {
    const { client, faults, calls } = await expired()
    faults.push({ delayMs: 300 })
    expect(await client.auth.getToken()).toBeDefined()
    expect(calls['/token']).toBe(1)
  })

  it('loses an answer after rotation: the same token once more, then a loss that says so (F8)', async () => {
    const { client, faults, calls, transitions } = await expired()
    faults.push('drop')
    await failureOf(client.auth.getToken())
    expect(calls['/token']).toBe(2)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'lost-in-transit' })
    expect(transitions.filter(({ to }) => to.status === 'signed-out')).toHaveLength(1)
  })

  it('loses an answer where tokens do not rotate, and survives (F8)', async () => {
    const { client, faults } = await expired({ rotateRefreshToken: false })
    faults.push('drop')
    expect(await client.auth.getToken()).toBeDefined()
    expect(client.auth.state.status).toBe('authenticated')
  })

  it('finds its token used by a thief: every waiter fails, and one sign-out is told (F6)', async () => {
    const coordinator = memoryCoordinator()
    const { client, clock, strategy, issuer, transitions, calls } = await expired({}, {}, coordinator)
    const entry = await coordinator.store.get(strategy.key ?? '')
    const { refreshToken = '' } = (entry?.value ?? {}) as Tokens
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'harbour', refresh_token: refreshToken })
    expect((await fetch(`${issuer}/token`, { method: 'POST', body })).status).toBe(200)
    clock.offsetMs += 1_000
    const waiters = await Promise.all(Array.from({ length: 10 }, () => failureOf(client.auth.getToken())))
    expect(new Set(waiters.map(({ kind, reason }) => `${kind} ${reason}`))).toEqual(new Set(['auth signed-out']))
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'refresh-rejected' })
    expect(transitions.filter(({ to }) => to.status === 'signed-out')).toHaveLength(1)
    expect(calls['/token']).toBe(2)
    expect(await coordinator.store.get(strategy.key ?? '')).toBeUndefined()
  })

  it('signs out while a refresh is under way: what it brings is revoked, and nobody is signed in again (F12)', async () => {
    const { client, calls } = await expired()
    const waiting = failureOf(client.auth.getToken())
    await new Promise((resolve) => setImmediate(resolve))
    const { revoked } = await client.auth.signOut()
    expect(revoked).toBe(true)
    expect(await waiting).toMatchObject({ kind: 'auth', reason: 'signed-out' })
    await expect.poll(() => calls['/token/revocation']).toBe(2)
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
  })

  it('prints no token in any failure', async () => {
    const { client, faults, events, transitions, clock } = await expired()
    const token = (await client.auth.getToken())?.token.reveal() ?? 'none'
    clock.offsetMs += 400_000
    for (const fault of [{ status: 503 }, { status: 401 }, 'drop'] as const) {
      faults.push(fault)
      const error = await client.auth.getToken().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      clock.offsetMs += 400_000
      for (const shown of [error, events, transitions, client.auth.state, client.auth])
        expect(printed(shown)).not.toContain(token.slice(0, 30))
    }
  })
})
