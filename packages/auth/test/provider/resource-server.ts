import type { IncomingMessage, ServerResponse } from 'node:http'
import * as protocol from 'oauth4webapi'

const NONCE = 'nonce-of-the-resource'

/** An API that takes the provider's tokens, checked as RFC 9068 and RFC 9449 say. */
export function resourceServer(issuer: string, audience: string, requireNonce: boolean) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const as: protocol.AuthorizationServer = { issuer, jwks_uri: `${issuer}/jwks` }
    const headers = new Headers(incoming.headers as Record<string, string>)
    const request = new Request(`${issuer}${incoming.url}`, { method: incoming.method ?? 'GET', headers })
    const proof = headers.get('dpop')
    const scheme = proof ? 'DPoP' : 'Bearer'
    if (proof && requireNonce && nonceOf(proof) !== NONCE) {
      const wanted = 'DPoP error="use_dpop_nonce", algs="ES256"'
      response.writeHead(401, { 'www-authenticate': wanted, 'dpop-nonce': NONCE }).end()
      return
    }
    try {
      const options = { [protocol.allowInsecureRequests]: true, requireDPoP: proof !== null }
      const { sub } = await protocol.validateJwtAccessToken(as, request, audience, options)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sub, scheme }))
    } catch {
      response.writeHead(401, { 'www-authenticate': `${scheme} error="invalid_token"` }).end()
    }
  }
}

function nonceOf(proof: string): unknown {
  const [, payload = ''] = proof.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { nonce?: unknown }).nonce
}
