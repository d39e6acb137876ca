import { type DeviceCode, device } from '@fairlead/auth/oauth'
import type { Runtime } from '@fairlead/core'
import { describe, expect, it } from 'vitest'
import { alone } from './alone.ts'
import { failureOf, printed, provided } from './harbour.ts'
import { RESOURCE, type TokenFault } from './provider.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const says = (error: string, status = 400): TokenFault => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({ error, error_description: 'SENTINEL' }),
})

/** Polls a provider that answers so, on a clock whose waits take no time; gives the waits in seconds and how it ended. */
async function polled(faults: TokenFault[]) {
  const provider = await provided()
  provider.faults.push(...faults)
  const waits: number[] = []
  let offsetMs = 0
  // The client's own clocks are left alone.
  const room = alone()
  const runtime: Runtime = {
    ...room.runtime,
    now: () => Date.now() + offsetMs,
    setTimeout(callback, delayMs) {
      waits.push(Math.round(delayMs / 1000))
      return setTimeout(() => {
        offsetMs += delayMs
        callback()
      }, 0)
    },
  }
  const context = { ...room, runtime }
  const strategy = device({ issuer: provider.issuer, clientId: 'crane', scope: 'harbour', resource: RESOURCE })
  const shown: DeviceCode[] = []
  const error = await failureOf(strategy.signIn?.({ onCode: (code) => shown.push(code) }, context) ?? Promise.resolve())
  return { ...provider, error, waits, shown }
}

describe('waiting for another device (RFC 8628)', () => {
  it('asks every five seconds where the provider says nothing, and five more after each slow_down', async () => {
    const pending = says('authorization_pending')
    const faults = [pending, says('slow_down'), pending, says('slow_down'), says('access_denied')]
    const { waits, error, calls } = await polled(faults)
    expect(waits).toEqual([5, 5, 10, 10, 15])
    expect(error).toMatchObject({ kind: 'auth', reason: 'access-denied', oauthError: 'access_denied' })
    expect(calls['/token']).toBe(5)
    expect(printed(error)).not.toContain('SENTINEL')
  })

  it('asks less often after a lost answer, and goes on', async () => {
    const { waits, error } = await polled(['drop', 'drop', says('access_denied')])
    expect(waits).toEqual([5, 10, 20])
    expect(error).toMatchObject({ reason: 'access-denied' })
  })

  it('waits as long as a busy provider says, and goes on as before', async () => {
    const busy = { status: 429, headers: { 'retry-after': '30' } }
    const { waits, error } = await polled([busy, { status: 503 }, says('access_denied')])
    expect(waits).toEqual([5, 30, 5])
    expect(error).toMatchObject({ reason: 'access-denied' })
  })

  it('ends with the code, which nobody used', async () => {
    const { error, shown, calls } = await polled([])
    expect(error).toMatchObject({ kind: 'auth', reason: 'expired-token' })
    expect(error.message).toContain('sign in again')
    expect(shown).toHaveLength(1)
    // 300 seconds: the last of them are not worth an asking.
    expect(calls['/token']).toBeLessThanOrEqual(60)
  })

  it('shows the code and where to type it in', async () => {
    const { shown, issuer } = await polled([says('access_denied')])
    expect(shown[0]).toMatchObject({ verificationUri: `${issuer}/device`, userCode: expect.any(String) as string })
    expect(shown[0]?.verificationUriComplete).toContain(shown[0]?.userCode)
  })

  it('hears of a code that is no code', async () => {
    const { error } = await polled([says('invalid_grant')])
    expect(error).toMatchObject({ kind: 'auth', reason: 'code-rejected' })
  })
})
