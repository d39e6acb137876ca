import { idbCoordinator } from '@fairlead/auth/idb'
import { calculateJwkThumbprint, decodeProtectedHeader, jwtVerify, EmbeddedJWK } from 'jose'
import { afterEach, expect, it } from 'vitest'
import { dpopOf, newKeys, proofFor } from '../../src/oauth/dpop.ts'
import type { StrategyContext } from '../../src/strategy.ts'

const name = 'fairlead-keys-test'
afterEach(() => void indexedDB.deleteDatabase(name))

it('is the same key after a reload, and script cannot read it', async () => {
  const keys = await newKeys()
  const before = idbCoordinator({ name })
  await before.store.compareAndSet('session', undefined, { extra: { keys } })
  await before.close?.()
  const after = idbCoordinator({ name })
  const entry = await after.store.get('session')
  await after.close?.()
  const read = (entry as { value: { extra: { keys: CryptoKeyPair } } }).value.extra.keys
  expect(read).not.toBe(keys)
  await expect(crypto.subtle.exportKey('jwk', read.privateKey)).rejects.toThrow('not extractable')

  const context = { memory: new Map() } as unknown as StrategyContext
  const handle = dpopOf(read, { client_id: 'harbour' }, context)
  if (!handle) throw new Error('no key')
  const request = { method: 'POST', url: 'https://api.example/berths?token=SENTINEL', origin: 'https://api.example' }
  const { authorization, dpop = '' } = await proofFor(handle, { accessToken: 'token' }, request)
  expect(authorization).toBe('DPoP token')
  const { payload } = await jwtVerify(dpop, EmbeddedJWK)
  expect(payload).toMatchObject({ htm: 'POST', htu: 'https://api.example/berths' })
  const { jwk = {} } = decodeProtectedHeader(dpop)
  const own = await crypto.subtle.exportKey('jwk', keys.publicKey)
  expect(await calculateJwkThumbprint(jwk as never)).toBe(await calculateJwkThumbprint(own))
})
