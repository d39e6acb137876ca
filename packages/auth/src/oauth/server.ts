import { configError } from '@fairlead/core'
import * as protocol from 'oauth4webapi'
import type { StrategyContext } from '../strategy.ts'
import { checkedUrl } from './checked-url.ts'
import { dpopOf, isProofRefused } from './dpop.ts'
import { failureOf } from './failure.ts'
import type { OAuthBase } from './options.ts'
import { createServerClock } from './server-clock.ts'

/** One server as one strategy uses it. */
export interface Server {
  readonly client: protocol.Client
  metadata(context: StrategyContext): Promise<protocol.AuthorizationServer>
  /** Asks an endpoint; once more where the server wants its own nonce in the proof (RFC 9449 section 8). */
  ask<T>(
    endpoint: string,
    context: StrategyContext,
    keys: unknown,
    run: (asking: Asking) => Promise<T>,
    /** What is exchanged is a code, not a token. */
    forCode?: boolean,
  ): Promise<T>
}

/** What each request of the protocol takes. */
export interface Asking {
  readonly as: protocol.AuthorizationServer
  readonly client: protocol.Client
  readonly authentication: protocol.ClientAuth
  readonly options: {
    readonly signal: AbortSignal
    readonly DPoP?: protocol.DPoPHandle
    readonly [protocol.customFetch]: (url: string, init: object) => Promise<Response>
    readonly [protocol.allowInsecureRequests]: boolean
  }
}

/** Checks what the strategy was told and prepares to ask. @throws `config` that names the option and the fix */
export function serverOf({ issuer, clientId, clientSecret, endpoints }: OAuthBase, openid: boolean): Server {
  const url = checkedUrl(issuer, '`issuer`')
  for (const [name, endpoint] of Object.entries(endpoints ?? {})) checkedUrl(endpoint, `\`endpoints.${name}\``)
  if (!clientId) throw configError('`clientId` is missing; it is what the server registered this program under')
  const clock = createServerClock()
  const client: protocol.Client = {
    client_id: clientId,
    get [protocol.clockSkew]() {
      return clock.skewSeconds
    },
  }
  let known: protocol.AuthorizationServer | undefined = endpoints && {
    issuer,
    ...(endpoints.authorization && { authorization_endpoint: endpoints.authorization }),
    token_endpoint: endpoints.token,
    ...(endpoints.revocation && { revocation_endpoint: endpoints.revocation }),
    ...(endpoints.deviceAuthorization && { device_authorization_endpoint: endpoints.deviceAuthorization }),
  }

  function optionsOf(context: StrategyContext): Asking['options'] {
    return {
      signal: context.signal,
      [protocol.allowInsecureRequests]: url.protocol === 'http:',
      [protocol.customFetch]: async (to, init) => {
        checkedUrl(to)
        // No cookie, no cache, and a token endpoint does not redirect.
        const own = { redirect: 'error', credentials: 'omit', cache: 'no-store' } as const
        const response = await context.client.fetch(to, { ...init, ...own })
        await clock.learn(response)
        return response
      },
    }
  }

  /** A failed discovery is not remembered. */
  async function metadata(context: StrategyContext): Promise<protocol.AuthorizationServer> {
    if (known) return known
    try {
      const options = { ...optionsOf(context), algorithm: openid ? 'oidc' : 'oauth2' } as const
      const response = await protocol.discoveryRequest(url, options)
      return (known = await protocol.processDiscoveryResponse(url, response))
    } catch (error) {
      const failure = failureOf(error, 'discovery')
      const { reason } = failure as { reason?: string }
      if (reason === 'issuer-mismatch')
        throw configError(
          '`issuer` is not what the server calls itself; copy it from its discovery document, to the last slash',
        )
      if (reason === 'unexpected-answer')
        throw configError('there is no discovery document at `issuer`; check it, or give `endpoints`')
      throw failure
    }
  }

  return {
    client,
    metadata,
    async ask(endpoint, context, keys, run, forCode) {
      const as = await metadata(context)
      const methods = as.token_endpoint_auth_methods_supported
      const inBody = methods && !methods.includes('client_secret_basic')
      const authentication = !clientSecret
        ? protocol.None()
        : inBody
          ? protocol.ClientSecretPost(clientSecret)
          : protocol.ClientSecretBasic(clientSecret)
      const handle = dpopOf(keys, client, context)
      const asking = { as, client, authentication, options: { ...optionsOf(context), ...(handle && { DPoP: handle }) } }
      try {
        return await run(asking).catch((error: unknown) => {
          if (handle && isProofRefused(error)) return run(asking)
          throw error
        })
      } catch (error) {
        throw failureOf(error, endpoint, forCode)
      }
    },
  }
}
