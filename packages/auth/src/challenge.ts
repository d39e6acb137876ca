import type { Reply } from '@fairlead/core'

/**
 * What a server wants before it takes the request: a newer token (RFC 6750), another authentication (RFC 9470), more
 * scope, a proof with its nonce (RFC 9449), or a fresh CSRF token.
 */
export type Challenge =
  | { readonly kind: 'refresh' }
  | {
      readonly kind: 'step-up'
      readonly acrValues?: string | undefined
      readonly maxAgeSeconds?: number | undefined
      readonly scope?: string | undefined
      /** The claims request of a claims challenge, decoded. */
      readonly claims?: string | undefined
    }
  | { readonly kind: 'scope'; readonly scope?: string | undefined }
  | { readonly kind: 'nonce' }
  | { readonly kind: 'csrf' }

/** A longer field is nobody's honest challenge. */
const MAX_CHARS = 8_192

/**
 * What the answer 401 or 403 says in `WWW-Authenticate`. A 401 that says nothing wants a newer token; a 403 that says
 * nothing wants nothing.
 */
export function challengeOf({ status, headers }: Reply): Challenge | undefined {
  if (status !== 401 && status !== 403) return undefined
  const said = parametersOf(headers.get('www-authenticate') ?? '')
  const scope = said.get('scope')
  switch (said.get('error')) {
    case 'insufficient_user_authentication': {
      const maxAge = Number(said.get('max_age') || NaN)
      const maxAgeSeconds = maxAge >= 0 ? maxAge : undefined
      return { kind: 'step-up', acrValues: said.get('acr_values'), maxAgeSeconds, scope }
    }
    case 'insufficient_claims':
      return { kind: 'step-up', claims: decoded(said.get('claims')) }
    case 'insufficient_scope':
      return { kind: 'scope', scope }
    case 'use_dpop_nonce':
      return { kind: 'nonce' }
    default:
      return status === 401 ? { kind: 'refresh' } : undefined
  }
}

/** A parameter, its value quoted or plain. Names are bounded, so that the search is linear in whatever a server sends. */
const PARAMETER = /([\w-]{1,40})\s?=\s?(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g

/** The parameters of all challenges of the field (RFC 9110 section 11.6.1); of doubled ones the first. */
function parametersOf(field: string): Map<string, string> {
  const found = [...field.slice(0, MAX_CHARS).matchAll(PARAMETER)].toReversed()
  return new Map(
    found.map(([, name = '', quoted, plain = '']) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain]),
  )
}

function decoded(base64: string | undefined): string | undefined {
  try {
    return base64 && atob(base64)
  } catch {
    return undefined
  }
}
