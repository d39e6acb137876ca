import { configError } from '@fairlead/core'
import * as protocol from 'oauth4webapi'
import type { Strategy } from '../strategy.ts'
import { grantOf, presenting } from './grant.ts'
import type { OAuthBase } from './options.ts'
import { renewing } from './renew.ts'
import { serverOf } from './server.ts'

/**
 * A program's own account (RFC 6749 section 4.4): nobody signs in, the first call fetches a token, and each later one is
 * fetched anew.
 *
 * @throws `config` that names the option and the fix
 */
export function clientCredentials(
  options: Omit<OAuthBase, 'dpop'> & { readonly clientSecret: string },
): Strategy<never> {
  const { issuer, clientId, clientSecret, scope, resource } = options
  if (!clientSecret) throw configError('`clientSecret` is missing; a program that acts for itself proves itself by it')
  const server = serverOf(options, false)
  const parameters = { ...(scope && { scope }), ...(resource && { resource }) }
  return {
    name: 'clientCredentials',
    key: ['client-credentials', issuer, clientId, resource, scope].filter(Boolean).join(' '),
    initial: { identity: `${issuer} ${clientId}` },
    refresh: (_tokens, context) =>
      server.ask('token endpoint', context, undefined, async ({ as, client, authentication, options: asking }) => {
        const response = await protocol.clientCredentialsGrantRequest(as, client, authentication, parameters, asking)
        const { refresh_token: _, ...answer } = await protocol.processClientCredentialsResponse(as, client, response)
        return grantOf(answer, undefined, undefined)
      }),
    revoke: (tokens, context) => renewing(server, resource).revoke(tokens, context),
    ...presenting(server, false),
  }
}
