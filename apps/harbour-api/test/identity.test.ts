import { auth } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { startServer } from 'harbour-api'
import { STEP_UP_ACR, contract } from 'harbour-api/contract'
import { describe, expect, it } from 'vitest'
import { browse } from './browse.ts'
import { openHarbour, strategyOf } from './harbour.ts'

const BERTH = { params: { id: 'northgate-container-quay-3' } }

async function onWatch() {
  const { server } = await openHarbour()
  const { origin } = server
  const open = browse(origin)
  const asked: unknown[] = []
  const client = createClient({
    baseUrl: `${origin}/api`,
    contract,
    plugins: [
      auth({
        strategy: strategyOf(origin),
        async onChallenge(challenge) {
          asked.push(challenge)
          await client.auth.signIn({ open, acrValues: STEP_UP_ACR, maxAgeSeconds: 0 })
          return true
        },
      }),
    ],
  })
  const tokenCalls = { count: 0 }
  client.on((event) => {
    if (event.type === 'attempt:start' && event.template === '/oidc/token') tokenCalls.count++
  })
  return { client, open, asked, tokenCalls }
}

describe('the watch', () => {
  it('is nobody before signing in', async () => {
    const { client } = await onWatch()
    const result = await client.api.watch.me().result()
    expect(result).toMatchObject({ ok: false, status: 401, data: { title: 'Not on watch' } })
    await client.dispose()
  })

  it('is the officer who signs in', async () => {
    const { client, open } = await onWatch()
    await client.auth.signIn({ open })
    expect(await client.api.watch.me()).toMatchObject({ id: 'maren', name: 'Maren Holt', role: 'Harbour master' })
    expect(client.auth.state).toMatchObject({ profile: { name: 'Maren Holt' } })
    await client.dispose()
  })

  it('goes on when tokens expire, when a refresh is not answered and when it is refused', async () => {
    const { client, open, tokenCalls } = await onWatch()
    await client.auth.signIn({ open })
    await client.api.watch.fault({ body: { fault: 'expire-tokens' } })
    await Promise.all([client.api.watch.me(), client.api.watch.me(), client.api.watch.me()])
    expect(tokenCalls.count).toBe(2)
    await client.api.watch.fault({ body: { fault: 'refresh-unavailable' } })
    expect(await client.api.watch.me().result()).toMatchObject({
      ok: false,
      error: { kind: 'auth', reason: 'refresh-failed' },
    })
    expect(client.auth.state).toMatchObject({
      status: 'degraded',
      identity: expect.stringContaining('maren') as string,
    })
    await client.dispose()
  })

  it('is lost when the answer to a refresh is, and says so', async () => {
    const { client, open } = await onWatch()
    await client.auth.signIn({ open })
    await client.api.watch.fault({ body: { fault: 'refresh-dropped' } })
    expect(await client.api.watch.me().result()).toMatchObject({
      ok: false,
      error: { kind: 'rejected', reason: 'session-ended' },
    })
    expect(client.auth.state).toEqual({ status: 'signed-out', reason: 'lost-in-transit' })
    await client.dispose()
  })

  it('has the issuer that browsers see, behind a proxy too', async () => {
    const publicOrigin = 'http://127.0.0.1:5173'
    const server = await startServer({ publicOrigin })
    const answer = await fetch(`${server.origin}/oidc/.well-known/openid-configuration`)
    expect(await answer.json()).toMatchObject({ issuer: `${publicOrigin}/oidc` })
    await server.close()
  })

  it('takes token calls of its own pages alone', async () => {
    const { server } = await openHarbour()
    const ask = async (origin: string): Promise<unknown> => {
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'control-room',
        refresh_token: 'none',
      })
      return (await fetch(`${server.origin}/oidc/token`, { method: 'POST', body, headers: { origin } })).json()
    }
    expect(await ask(server.origin)).toMatchObject({ error: 'invalid_grant' })
    expect(await ask('http://elsewhere.example')).toMatchObject({ error: 'invalid_request' })
  })

  it('closes a berth after a step-up, asked for once for several calls, which all go through', async () => {
    const { client, open, asked } = await onWatch()
    await client.auth.signIn({ open })
    const [closed] = await Promise.all([client.api.harbours.closeBerth(BERTH), client.api.harbours.closeBerth(BERTH)])
    expect(closed).toMatchObject({ closed: true })
    expect(asked).toEqual([{ kind: 'step-up', acrValues: STEP_UP_ACR, maxAgeSeconds: 300 }])
    const moor = { params: { id: 'cape-meridian' }, body: { berthId: BERTH.params.id, stayHours: 6 } }
    expect(await client.api.vessels.moor(moor).result()).toMatchObject({
      status: 409,
      data: { reason: 'berth-closed' },
    })
    expect(await client.api.harbours.openBerth(BERTH)).toMatchObject({ closed: false })
    expect(asked).toHaveLength(1)
    await client.dispose()
  })
})
