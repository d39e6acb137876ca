import { configError } from '@fairlead/core'
import * as protocol from 'oauth4webapi'
import { isSecure } from '../origins.ts'
import type { StrategyContext } from '../strategy.ts'
import { dpopOf } from './dpop.ts'
import { failureOf } from './failure.ts'
import type { OAuthBase } from './options.ts'

/** One server as one strategy uses it. */
export interface Server {
  readonly client: protocol.Client
  metadata(context: StrategyContext): Promise<protocol.AuthorizationServer>
  /** Asks an endpoint; once more where the server wants its own nonce in the proof (RFC 9449 section 8). */
  ask<T>(endpoint: string, context: StrategyContext, keys: unknown, run: (asking: Asking) => Promise<T>): Promise<T>
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
  const url = URL.parse(issuer ?? '')
  if (!url) throw configError('`issuer` is missing or no URL; give the issuer exactly as the server names itself')
  if (!isSecure(url)) throw configError('`issuer` is plain HTTP; use https (only this machine itself may go without)')
  if (!clientId) throw configError('`clientId` is missing; it is what the server registered this program under')
  const client: protocol.Client = { client_id: clientId }
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
      [protocol.allowInsecureRequests]: url?.protocol === 'http:',
      // No cookie, no cache, and a token endpoint does not redirect.
      [protocol.customFetch]: (to, init) =>
        context.client.fetch(to, { ...init, redirect: 'error', credentials: 'omit', cache: 'no-store' }),
    }
  }

  /** A failed discovery is not remembered. */
  async function metadata(context: StrategyContext): Promise<protocol.AuthorizationServer> {
    if (known || !url) return known as protocol.AuthorizationServer
    try {
      const options = { ...optionsOf(context), algorithm: openid ? 'oidc' : 'oauth2' } as const
      const response = await protocol.discoveryRequest(url, options)
      return (known = await protocol.processDiscoveryResponse(url, response))
    } catch (error) {
      const failure = failureOf(error, 'discovery')
      const { reason } = failure as { reason?: string }
      throw reason === 'issuer-mismatch'
        ? configError(
            '`issuer` is not what the server calls itself; copy it from its discovery document, to the last slash',
          )
        : failure
    }
  }

  return {
    client,
    metadata,
    async ask(endpoint, context, keys, run) {
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
          if (handle && protocol.isDPoPNonceError(error)) return run(asking)
          throw error
        })
      } catch (error) {
        throw failureOf(error, endpoint)
      }
    },
  }
}
