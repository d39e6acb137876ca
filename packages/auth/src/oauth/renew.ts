import * as protocol from 'oauth4webapi'
import { authError } from '../errors.ts'
import type { Strategy } from '../strategy.ts'
import { grantOf } from './grant.ts'
import type { Server } from './server.ts'

/** Refresh (RFC 6749 section 6) and revocation (RFC 7009): the same in every strategy with a refresh token. */
export function renewing(server: Server, resource: string | undefined): Required<Pick<Strategy, 'refresh' | 'revoke'>> {
  return {
    refresh(tokens, context) {
      const { refreshToken, extra } = tokens
      if (refreshToken === undefined) {
        const what = 'the server gave no refresh token; ask for the scope that brings one (often `offline_access`)'
        return Promise.reject(authError('refresh-rejected', what))
      }
      return server.ask('token endpoint', context, extra?.['keys'], async ({ as, client, authentication, options }) => {
        const response = await protocol.refreshTokenGrantRequest(as, client, authentication, refreshToken, {
          ...options,
          ...(resource && { additionalParameters: { resource } }),
        })
        const answer = await protocol.processRefreshTokenResponse(as, client, response)
        return grantOf(answer, protocol.getValidatedIdTokenClaims(answer), undefined, tokens)
      })
    },
    async revoke({ refreshToken, accessToken, extra }, context) {
      const token = refreshToken ?? accessToken
      if (!token || !(await server.metadata(context)).revocation_endpoint) return
      await server.ask(
        'revocation endpoint',
        context,
        extra?.['keys'],
        async ({ as, client, authentication, options }) =>
          protocol.processRevocationResponse(
            await protocol.revocationRequest(as, client, authentication, token, options),
          ),
      )
    },
  }
}
