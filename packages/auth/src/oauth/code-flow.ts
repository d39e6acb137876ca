import { configError } from '@fairlead/core'
import * as protocol from 'oauth4webapi'
import { authError } from '../errors.ts'
import type { Departure, Grant, Strategy, StrategyContext } from '../strategy.ts'
import { checkedUrl } from './checked-url.ts'
import { newKeys } from './dpop.ts'
import { grantOf, presenting } from './grant.ts'
import type { OAuthBase, OAuthSignIn } from './options.ts'
import { renewing } from './renew.ts'
import { type Server, serverOf } from './server.ts'
import { type Transaction, begin, ownPlace, take } from './transaction.ts'

/** A sign-in at the server's own page. */
export interface CodeFlowOptions extends OAuthBase {
  /** Where the server sends the user back to, exactly as registered there. */
  readonly redirectUri: string
}

/**
 * Authorization code with PKCE (RFC 6749, RFC 7636, RFC 9207, RFC 9700): with an ID token where `openid` asks for one.
 */
export function codeFlow(
  name: string,
  options: CodeFlowOptions,
  openid: boolean,
  server: Server = serverOf(options, openid),
): Strategy<OAuthSignIn | undefined> {
  const { issuer, clientId, redirectUri, resource, dpop = false } = options
  const scope = options.scope ?? (openid ? 'openid' : undefined)
  if (!URL.canParse(redirectUri ?? ''))
    throw configError('`redirectUri` is missing or no absolute URL; it must be registered at the server')
  if (openid && !scope?.split(' ').includes('openid'))
    throw configError("`scope` lacks 'openid', without which there is no ID token")

  /** The address of the server's page. */
  async function pageOf(asked: OAuthSignIn, transaction: Transaction, context: StrategyContext): Promise<string> {
    const as = await server.metadata(context)
    if (!as.authorization_endpoint)
      throw configError('the server has no authorization endpoint; check `issuer` or `endpoints`')
    const parameters: Record<string, string | undefined> = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: asked.scope ?? scope,
      state: transaction.state,
      nonce: openid ? transaction.nonce : undefined,
      code_challenge: await protocol.calculatePKCECodeChallenge(transaction.verifier),
      code_challenge_method: 'S256',
      resource,
      acr_values: asked.acrValues,
      max_age: asked.maxAgeSeconds === undefined ? undefined : String(asked.maxAgeSeconds),
      prompt: asked.prompt,
      login_hint: asked.loginHint,
      claims: asked.claims,
    }
    const url = checkedUrl(as.authorization_endpoint)
    for (const [key, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(key, value)
    return url.href
  }

  async function complete(callbackUrl: string, context: StrategyContext): Promise<Grant> {
    const url = URL.parse(callbackUrl)
    if (!url) throw configError('the callback is no absolute URL')
    const { searchParams } = url
    const transaction = take(searchParams.get('state'), context)
    const keys = dpop ? await newKeys() : undefined
    return server.ask(
      'token endpoint',
      context,
      keys,
      async ({ as, client, authentication, options: asking }) => {
        const iss = searchParams.get('iss')
        if (iss !== null && iss !== as.issuer)
          throw authError(
            'issuer-mismatch',
            '`iss` of the callback is another server than `issuer`: the sign-in is given up',
          )
        if (iss === null && as.authorization_response_iss_parameter_supported)
          throw authError('issuer-missing', 'the callback lacks `iss`, which this server always sends; sign in again')
        const parameters = protocol.validateAuthResponse(as, client, searchParams, transaction.state)
        const response = await protocol.authorizationCodeGrantRequest(
          as,
          client,
          authentication,
          parameters,
          redirectUri,
          transaction.verifier,
          {
            ...asking,
            ...(resource && { additionalParameters: { resource } }),
          },
        )
        const answer = await protocol.processAuthorizationCodeResponse(as, client, response, {
          ...(openid && { expectedNonce: transaction.nonce, requireIdToken: true }),
          ...(transaction.maxAgeSeconds !== undefined && { maxAge: transaction.maxAgeSeconds }),
        })
        const grant = grantOf(answer, protocol.getValidatedIdTokenClaims(answer), keys)
        return { ...grant, returnTo: transaction.returnTo }
      },
      true,
    )
  }

  return {
    name,
    key: [name, issuer, clientId, resource, scope, dpop && 'dpop'].filter(Boolean).join(' '),
    async signIn(asked = {}, context): Promise<Grant | Departure> {
      const transaction: Transaction = {
        state: protocol.generateRandomState(),
        nonce: protocol.generateRandomNonce(),
        verifier: protocol.generateRandomCodeVerifier(),
        returnTo: ownPlace(asked.returnTo, redirectUri),
        maxAgeSeconds: asked.maxAgeSeconds,
        begunAt: context.runtime.now(),
      }
      const page = await pageOf(asked, transaction, context)
      begin(transaction, context)
      if (!asked.open) return { redirectTo: page }
      return complete(await asked.open(page, { signal: context.signal }), context)
    },
    callback: complete,
    ...renewing(server, resource),
    ...presenting(server, dpop),
  }
}
