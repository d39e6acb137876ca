import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type OwnClient } from '@fairlead/core'
import { oidc } from '@fairlead/auth/oidc'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { alone, kept } from './alone.ts'
import { browse } from './browser.ts'
import { type ProviderOptions, REDIRECT_URI, RESOURCE } from './provider.ts'

const MINUTES = 60_000
const HOURS = 60 * MINUTES

interface Own extends ProviderOptions {
  readonly dpop?: boolean
  /** As in a browser, where CORS shows no `Date`. */
  readonly hidesDate?: boolean
}

/** A provider whose clock is right, and a program whose clock is wrong by so much. */
async function wrongBy(offsetMs: number, { dpop = false, hidesDate = false, ...options }: Own = {}) {
  const worker = new Worker(new URL('./true-time.ts', import.meta.url), { workerData: options })
  onTestFinished(async () => void (await worker.terminate()))
  const [issuer] = (await once(worker, 'message')) as [string]
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offsetMs })
  onTestFinished(() => void vi.useRealTimers())
  const usual = { issuer, clientId: 'harbour', redirectUri: REDIRECT_URI, resource: RESOURCE }
  const strategy = oidc({ ...usual, dpop, scope: 'openid profile harbour' })
  const room = alone()
  const context = hidesDate ? { ...room, client: { ...room.client, fetch: hidingDate(room.client.fetch) } } : room
  const calls = async () => {
    worker.postMessage('calls')
    return ((await once(worker, 'message')) as [Record<string, number>])[0]
  }
  const grant = await strategy.signIn?.({ maxAgeSeconds: 600, open: (url) => browse(url, REDIRECT_URI) }, context)
  if (!grant || 'redirectTo' in grant) throw new Error('gone away')
  return { issuer, strategy, context, calls, tokens: kept(grant) }
}

describe('a clock that is wrong', () => {
  it.each([-26 * HOURS, -10 * MINUTES, 10 * MINUTES, 26 * HOURS])(
    'by %i ms keeps nobody from signing in or refreshing',
    async (offsetMs) => {
      const { issuer, strategy, context, tokens, calls } = await wrongBy(offsetMs)
      expect(tokens.identity).toBe(`${issuer} ann`)
      const refreshed = await strategy.refresh?.(tokens, context)
      expect(refreshed?.expiresIn).toBe(300)
      expect((await calls())['/token']).toBe(2)
    },
  )

  it.each([-26 * HOURS, 26 * HOURS])('by %i ms makes proofs that are of the right time', async (offsetMs) => {
    const { issuer, strategy, context, tokens, calls } = await wrongBy(offsetMs, { dpop: true })
    await strategy.refresh?.(tokens, context)
    expect((await calls())['/token']).toBe(2)
    const { headers } = await strategy.sign(
      tokens,
      { method: 'GET', url: `${issuer}/resource`, origin: issuer },
      context,
    )
    expect((await fetch(`${issuer}/resource`, { headers })).status).toBe(200)
  })

  it.each([-26 * HOURS, 26 * HOURS])('by %i ms is found by the ID token where the date is hidden', async (offsetMs) => {
    const { issuer, tokens } = await wrongBy(offsetMs, { hidesDate: true })
    expect(tokens.identity).toBe(`${issuer} ann`)
  })

  it('is no matter to proofs with a nonce, even where the date is hidden', async () => {
    const { tokens, calls } = await wrongBy(26 * HOURS, { hidesDate: true, dpop: true, requireNonce: true })
    expect(tokens.tokenType).toBe('dpop')
    expect((await calls())['/token']).toBe(2)
  })
})

function hidingDate(fetch: OwnClient['fetch']): OwnClient['fetch'] {
  return async (...asked) => {
    const response = await fetch(...asked)
    response.headers.delete('date')
    return response
  }
}
