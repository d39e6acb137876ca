import type { ServerResponse } from 'node:http'
import { type KoaContextWithOIDC, errors } from 'oidc-provider'
import type { SessionFault } from '../contract/officer.ts'

/**
 * Lets a fault strike a refresh, after its token was found good and before it is changed.
 * @throws OIDCProviderError 503 while the provider is to be down
 */
export function strikeRefresh(ctx: KoaContextWithOIDC, fault: SessionFault | undefined): void {
  if (fault === 'refresh-unavailable') {
    ctx.set('retry-after', '3')
    throw new errors.OIDCProviderError(503, 'temporarily_unavailable')
  }
  if (fault === 'refresh-dropped') cutAnswer(ctx.res)
}

/**
 * The provider does its work, and nobody hears the end of it. Not cut before the first byte, because browsers then send a
 * request anew by themselves, a POST too.
 */
function cutAnswer(response: ServerResponse): void {
  response.end = (() => {
    response.write('{', () => response.destroy())
    return response
  }) as typeof response.end
}
