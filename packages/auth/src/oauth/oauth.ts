import type { Strategy } from '../strategy.ts'
import { type CodeFlowOptions, codeFlow } from './code-flow.ts'
import type { OAuthSignIn } from './options.ts'

/**
 * OAuth 2 at the server's own page: authorization code with PKCE, refresh with rotation, revocation. Who signed in is
 * known only where the access token is a JWT; use `oidc` to know it.
 *
 * @throws `config` that names the option and the fix
 */
export function oauth(options: CodeFlowOptions): Strategy<OAuthSignIn | undefined> {
  return codeFlow('oauth', options, false)
}
