import { inspect } from 'node:util'
import { type Tokens, memoryCoordinator } from '@fairlead/auth'
import { describe, expect, it } from 'vitest'
import { failureOf, harbour, printed } from './harbour.ts'

describe('DPoP at a real provider', () => {
  it('binds tokens to a key that cannot be exported', async () => {
    const coordinator = memoryCoordinator()
    const { client, open, strategy } = await harbour({}, { dpop: true }, coordinator)
    await client.auth.signIn({ open })
    const entry = await coordinator.store.get(strategy.key ?? '')
    const { extra } = (entry?.value ?? {}) as Tokens
    const { privateKey } = (extra?.['keys'] ?? {}) as CryptoKeyPair
    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
    expect(await client.get('/resource').json()).toEqual({ sub: 'ann', scheme: 'DPoP' })
  })

  it('answers the nonce of the provider and of the API in two tries each, and keeps them', async () => {
    const { client, open, calls } = await harbour({ requireNonce: true }, { dpop: true })
    await client.auth.signIn({ open })
    expect(calls['/token']).toBe(2)
    expect(await client.get('/resource').json()).toEqual({ sub: 'ann', scheme: 'DPoP' })
    expect(calls['/resource']).toBe(2)
    await client.get('/resource').json()
    expect(calls['/resource']).toBe(3)
  })

  it('sends a POST with its body again after the nonce', async () => {
    const { client, open, calls } = await harbour({ requireNonce: true }, { dpop: true })
    await client.auth.signIn({ open })
    expect(await client.post('/resource', { body: { berth: 4 } }).json()).toEqual({ sub: 'ann', scheme: 'DPoP' })
    expect(calls['/resource']).toBe(2)
  })

  it('refreshes with the same key, and survives a lost answer because such tokens do not rotate (F8)', async () => {
    const { client, open, clock, faults, calls } = await harbour({ rotateRefreshToken: false }, { dpop: true })
    await client.auth.signIn({ open })
    clock.offsetMs += 400_000
    faults.push('drop')
    expect(await client.auth.getToken()).toBeDefined()
    expect(calls['/token']).toBe(3)
  })

  it('is not to be had from a provider that does not know it: nobody is signed in with less', async () => {
    const { client, open } = await harbour({ bindsTokens: false }, { dpop: true })
    const error = await failureOf(client.auth.signIn({ open }))
    expect(error).toMatchObject({ kind: 'config' })
    expect(error.message).toContain('`dpop`')
    expect(printed(error)).not.toContain('eyJ')
    expect(client.auth.state.status).toBe('anonymous')
  })

  it('shows neither proof nor key', async () => {
    const { client, open } = await harbour({}, { dpop: true })
    await client.auth.signIn({ open })
    expect(inspect(client.auth, { depth: 10, showHidden: true })).not.toContain('CryptoKey')
  })
})
