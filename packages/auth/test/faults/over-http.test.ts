import { auth } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { type AuthorityOptions, startAuthority } from '@fairlead/testing/authority'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tell, times, tokens } from './harbour.ts'

/** A client whose user is signed in at an authority on loopback. */
async function enter(options: AuthorityOptions = {}) {
  const authority = await startAuthority(options)
  const plugins = [auth({ strategy: tokens(), refreshTimeoutMs: 200 })] as const
  const client = createClient({ baseUrl: authority.origin, plugins, retry: false })
  onTestFinished(async () => {
    await client.dispose()
    await authority.close()
  })
  await client.auth.signIn({ user: 'ann' })
  return { authority, client, counts: authority.counts }
}

const resource = (client: Awaited<ReturnType<typeof enter>>['client']) => tell(client.get('/resource').json())

describe('over real connections', () => {
  it('F1: many refused calls make one refresh, and all are answered', async () => {
    const { authority, client, counts } = await enter({ delayMs: 5 })
    authority.expireAccessTokens()
    expect(await Promise.all(times(20, () => resource(client)))).toEqual(times(20, () => 'ok'))
    expect(counts).toMatchObject({ token: 1, reuse: 0 })
    expect(authority.aliveSessions).toBe(1)
  })

  it('F2: a late 401 refreshes nothing', async () => {
    const { authority, client, counts } = await enter()
    authority.expireAccessTokens()
    authority.fail({ at: 'resource', delayMs: 100 })
    const slow = resource(client)
    expect([await resource(client), await slow]).toEqual(['ok', 'ok'])
    expect(counts).toMatchObject({ token: 1, resource: 4 })
  })

  it('F7: a refresh that is never answered is given up twice, and the session stays', async () => {
    const { authority, client, counts } = await enter()
    authority.expireAccessTokens()
    authority.hang(2)
    expect(await Promise.all(times(3, () => resource(client)))).toEqual(times(3, () => 'auth refresh-failed'))
    expect(counts.token).toBe(2)
    expect(client.auth.state).toMatchObject({ status: 'degraded', identity: 'ann' })
  })

  it('F8: an answer that is lost ends the session at a strict authority, and is nothing within a grace', async () => {
    const strict = await enter()
    strict.authority.expireAccessTokens()
    strict.authority.dropAnswer()
    expect(await resource(strict.client)).not.toBe('ok')
    expect(strict.client.auth.state).toEqual({ status: 'signed-out', reason: 'lost-in-transit' })
    expect(strict.counts).toMatchObject({ token: 2, reuse: 1 })

    const lenient = await enter({ graceMs: 10_000 })
    lenient.authority.expireAccessTokens()
    lenient.authority.dropAnswer()
    expect(await resource(lenient.client)).toBe('ok')
    expect(lenient.counts).toMatchObject({ token: 2, reuse: 0 })
  })

  it('F12: a sign-out while a refresh is under way leaves no session at the server', async () => {
    const { authority, client, counts } = await enter()
    authority.expireAccessTokens()
    authority.fail({ delayMs: 80 })
    const call = resource(client)
    while (counts.token === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await client.auth.signOut()).toMatchObject({ revoked: true })
    expect(await call).not.toBe('ok')
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'user' })
    expect(authority.aliveSessions).toBe(0)
  })
})
