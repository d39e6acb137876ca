import { type CodeFlowOptions, codeFlow } from '../oauth/code-flow.ts'
import { checkedUrl } from '../oauth/checked-url.ts'
import type { OAuthSignIn } from '../oauth/options.ts'
import { serverOf } from '../oauth/server.ts'
import type { Strategy } from '../strategy.ts'

/** A sign-in with OpenID Connect. */
export interface OidcOptions extends CodeFlowOptions {
  /** Where the server sends the user after signing out there, as registered. */
  readonly postSignOutRedirectUri?: string
}

/**
 * OpenID Connect: OAuth 2 and an ID token that says who signed in. The identity is issuer and subject; the profile is the
 * token's other claims.
 *
 * @throws `config` that names the option and the fix
 *
 * @example
 * ```ts
 * auth({ strategy: oidc({ issuer: 'https://id.example', clientId: 'harbour', redirectUri: 'https://harbour.example/callback' }) })
 * ```
 */
export function oidc(options: OidcOptions): Strategy<OAuthSignIn | undefined> {
  const { clientId, postSignOutRedirectUri } = options
  const server = serverOf(options, true)
  return {
    ...codeFlow('oidc', options, true, server),
    async signOutUrl({ extra }, context) {
      const { end_session_endpoint: endpoint } = await server.metadata(context)
      if (!endpoint) return undefined
      const url = checkedUrl(endpoint)
      const { idToken } = extra ?? {}
      url.searchParams.set('client_id', clientId)
      if (typeof idToken === 'string') url.searchParams.set('id_token_hint', idToken)
      if (postSignOutRedirectUri) url.searchParams.set('post_logout_redirect_uri', postSignOutRedirectUri)
      return url.href
    },
  }
}
