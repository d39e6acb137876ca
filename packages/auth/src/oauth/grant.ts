import type * as protocol from 'oauth4webapi'
import { configError } from '@fairlead/core'
import { headerText } from '../header-text.ts'
import type { Grant, Signature, SignRequest, Strategy, StrategyContext, Tokens } from '../strategy.ts'
import { dpopOf, learnNonce, proofFor } from './dpop.ts'
import type { Server } from './server.ts'

/** Claims that are the protocol's, not the user's. */
const PROTOCOL = /^(iss|aud|exp|iat|nbf|jti|nonce|azp|acr|amr|auth_time|sid|.*_hash|__proto__)$/

/** What a token answer gives. @throws `config` where keys were to bind it, and the server took no notice */
export function grantOf(
  answer: protocol.TokenEndpointResponse,
  claims: protocol.IDToken | undefined,
  keys: CryptoKeyPair | undefined,
  old?: Tokens,
): Grant {
  if (keys && answer.token_type !== 'dpop')
    throw configError('`dpop` is on, but the server gave a token of no key; enable DPoP there for this client')
  const extra = {
    ...old?.extra,
    ...(answer.id_token && { idToken: answer.id_token }),
    ...(keys && { keys }),
  }
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresIn: answer.expires_in,
    tokenType: answer.token_type,
    scope: answer.scope,
    identity: claims && `${claims.iss} ${claims.sub}`,
    profile: claims && Object.fromEntries(Object.entries(claims).filter(([name]) => !PROTOCOL.test(name))),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

/** How OAuth tokens are attached to requests, and the nonces of DPoP learnt: the same in every OAuth strategy. */
export function presenting(server: Server, dpop: boolean): Required<Pick<Strategy, 'sign' | 'received' | 'answer'>> {
  const handleOf = (context: StrategyContext, tokens?: Tokens): protocol.DPoPHandle | undefined => {
    const keys = tokens?.extra?.['keys'] ?? (context.memory.get('dpop') as { keys?: unknown } | undefined)?.keys
    return dpop ? dpopOf(keys, server.client, context) : undefined
  }
  return {
    sign(tokens: Tokens, request: SignRequest, context: StrategyContext): Signature | Promise<Signature> {
      const token = headerText(tokens.accessToken, 'access token')
      if (!dpop) return { headers: { authorization: `Bearer ${token}` } }
      const handle = handleOf(context, tokens)
      if (!handle)
        throw configError('`dpop` needs a coordinator that keeps keys: memoryCoordinator() or idbCoordinator()')
      return proofFor(handle, tokens, request).then((headers) => ({ headers }))
    },
    received(reply, request, context) {
      const handle = handleOf(context)
      if (handle) void learnNonce(handle, reply, request, context)
    },
    async answer(challenge, reply, request, context) {
      const handle = handleOf(context)
      return challenge.kind === 'nonce' && handle !== undefined && (await learnNonce(handle, reply, request, context))
    },
  }
}
