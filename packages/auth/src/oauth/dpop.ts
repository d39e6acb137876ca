import * as protocol from 'oauth4webapi'
import type { Reply } from '@fairlead/core'
import type { SignRequest, StrategyContext, Tokens } from '../strategy.ts'

const HANDLE = 'dpop'
const NONCE = 'dpop-nonce'

/** A key pair whose private half cannot be read, not even by this program. */
export async function newKeys(): Promise<CryptoKeyPair> {
  return protocol.generateKeyPair('ES256', { extractable: false })
}

/** The prover of a session: it remembers the nonces of each origin. Undefined without keys. */
export function dpopOf(
  keys: unknown,
  client: protocol.Client,
  context: StrategyContext,
): protocol.DPoPHandle | undefined {
  if (!isKeyPair(keys)) return undefined
  const known = context.memory.get(HANDLE) as
    | { readonly keys: CryptoKeyPair; readonly handle: protocol.DPoPHandle }
    | undefined
  if (known?.keys === keys) return known.handle
  // The handle would keep the skew of this moment, and with a new one its nonces would be lost.
  const handle = protocol.DPoP({}, keys, {
    [protocol.modifyAssertion]: (_header, payload) => {
      payload['iat'] = Number(payload['iat']) + (client[protocol.clockSkew] ?? 0)
    },
  })
  context.memory.set(HANDLE, { keys, handle })
  return handle
}

/**
 * The headers of one request: a proof for this method and URL, and the token it belongs to. The library makes proofs only
 * for requests it sends, so it is given one to send that goes nowhere.
 */
export async function proofFor(
  handle: protocol.DPoPHandle,
  { accessToken = '' }: Pick<Tokens, 'accessToken'>,
  { method, url }: SignRequest,
  nonce?: string,
): Promise<Record<string, string>> {
  let headers: Record<string, string> = {}
  await protocol.protectedResourceRequest(accessToken, method, new URL(url), new Headers(), null, {
    DPoP: handle,
    [protocol.allowInsecureRequests]: true,
    [protocol.customFetch]: (_url, init) => {
      headers = { ...init.headers }
      return Promise.resolve(new Response(null, nonce ? { headers: { [NONCE]: nonce } } : {}))
    },
  })
  return { authorization: headers['authorization'] ?? '', dpop: headers['dpop'] ?? '' }
}

interface Learnt {
  readonly nonce: string
  readonly handle: protocol.DPoPHandle
  readonly learnt: Promise<unknown>
}

/** Learns the nonce that a reply hands out. Gives whether there was one. */
export async function learnNonce(
  handle: protocol.DPoPHandle,
  { headers }: Pick<Reply, 'headers'>,
  request: SignRequest,
  context: StrategyContext,
): Promise<boolean> {
  const nonce = headers.get(NONCE)
  if (!nonce) return false
  const name = `${NONCE} ${request.origin}`
  const known = context.memory.get(name) as Learnt | undefined
  // A handle of other keys, after another sign-in, has learnt nothing yet.
  const isKnown = known?.nonce === nonce && known.handle === handle
  const learnt = isKnown ? known.learnt : proofFor(handle, { accessToken: 'none' }, request, nonce)
  context.memory.set(name, { nonce, handle, learnt } satisfies Learnt)
  await learnt
  return true
}

/** Whether the same request may be taken with a new proof: with the server's nonce, or by the server's clock. */
export function isProofRefused(error: unknown): boolean {
  if (protocol.isDPoPNonceError(error)) return true
  return error instanceof protocol.ResponseBodyError && error.error === 'invalid_dpop_proof'
}

function isKeyPair(keys: unknown): keys is CryptoKeyPair {
  return typeof keys === 'object' && keys !== null && 'privateKey' in keys && keys.privateKey instanceof CryptoKey
}
