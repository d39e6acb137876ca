import { configError, readServerHints } from '@fairlead/core'
import * as protocol from 'oauth4webapi'
import { authError } from '../errors.ts'
import type { Grant, Strategy, StrategyContext } from '../strategy.ts'
import { newKeys } from './dpop.ts'
import { grantOf, presenting } from './grant.ts'
import type { OAuthBase } from './options.ts'
import { renewing } from './renew.ts'
import { serverOf } from './server.ts'

/** What the user types in at another device. */
export interface DeviceCode {
  readonly userCode: string
  readonly verificationUri: string
  /** With the code in it, for a QR code. */
  readonly verificationUriComplete: string | undefined
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number
}

/** How a sign-in at another device goes. */
export interface DeviceSignIn {
  /** Shows the code to the user. */
  readonly onCode: (code: DeviceCode) => void
  readonly scope?: string
}

const DEFAULT_INTERVAL_SECONDS = 5
/** RFC 8628 section 3.5: `slow_down` makes the wait this much longer. */
const SLOWER_SECONDS = 5
const MAX_SECONDS = 60

/** A program without a browser: the user signs in at another device (RFC 8628). */
export function device(options: OAuthBase): Strategy<DeviceSignIn> {
  const { issuer, clientId, resource, dpop = false } = options
  const server = serverOf(options, false)

  async function poll(code: protocol.DeviceAuthorizationResponse, context: StrategyContext): Promise<Grant> {
    const { runtime } = context
    const keys = dpop ? await newKeys() : undefined
    const endsAt = runtime.now() + code.expires_in * 1000
    let pausedUntil = 0
    for (let seconds = code.interval ?? DEFAULT_INTERVAL_SECONDS; ;) {
      const pauseMs = Math.max(seconds * 1000, pausedUntil - runtime.now())
      await wait(Math.min(pauseMs, endsAt - runtime.now()), context)
      if (runtime.now() >= endsAt) break
      try {
        return await server.ask(
          'token endpoint',
          context,
          keys,
          async ({ as, client, authentication, options: asking }) => {
            const { device_code: secret } = code
            const response = await protocol.deviceCodeGrantRequest(as, client, authentication, secret, asking)
            return grantOf(await protocol.processDeviceCodeResponse(as, client, response), undefined, keys)
          },
          true,
        )
      } catch (error) {
        const { kind, reason, headers } = error as { kind?: string; reason?: string; headers?: Headers }
        if (reason === 'slow-down') seconds += SLOWER_SECONDS
        // RFC 8628 section 3.5: a poll that found no answer is tried again, less often.
        else if (kind === 'network' || kind === 'timeout')
          seconds = Math.max(seconds, Math.min(seconds * 2, MAX_SECONDS))
        else if (kind === 'http') pausedUntil = (headers && readServerHints(headers, runtime.now()).retryAt) ?? 0
        else if (reason !== 'authorization-pending') throw error
      }
    }
    throw authError('expired-token', 'the code has expired before it was used; sign in again')
  }

  return {
    name: 'device',
    key: ['device', issuer, clientId, resource, options.scope, dpop && 'dpop'].filter(Boolean).join(' '),
    async signIn({ onCode, scope = options.scope }, context) {
      if (!(await server.metadata(context)).device_authorization_endpoint)
        throw configError('the server has no device authorization endpoint; check `issuer` or `endpoints`')
      const code = await server.ask(
        'device endpoint',
        context,
        undefined,
        async ({ as, client, authentication, options: asking }) => {
          const parameters = { ...(scope && { scope }), ...(resource && { resource }) }
          const response = await protocol.deviceAuthorizationRequest(as, client, authentication, parameters, asking)
          return protocol.processDeviceAuthorizationResponse(as, client, response)
        },
      )
      onCode({
        userCode: code.user_code,
        verificationUri: code.verification_uri,
        verificationUriComplete: code.verification_uri_complete,
        expiresAt: context.runtime.now() + code.expires_in * 1000,
      })
      return poll(code, context)
    },
    ...renewing(server, resource),
    ...presenting(server, dpop),
  }
}

function wait(delayMs: number, { runtime, signal }: StrategyContext): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = runtime.setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, delayMs)
    const abort = (): void => {
      runtime.clearTimeout(timer)
      reject(signal.reason)
    }
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
  })
}
