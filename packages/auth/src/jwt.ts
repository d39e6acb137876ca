/**
 * The claims of a JWT, unverified: good for showing and for arithmetic, never for a decision about rights. Of anything
 * else, none.
 *
 * @see RFC 7519
 */
export function claimsOf(token: string | undefined): { readonly [claim: string]: unknown } {
  try {
    const text = atob((token ?? '').split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')
    const claims: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0))))
    return typeof claims === 'object' && claims ? (claims as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Issuer and subject of a JWT, which name a user; undefined for anything else. */
export function subjectOf(token: string | undefined): string | undefined {
  const { iss, sub } = claimsOf(token)
  return typeof sub === 'string' ? `${typeof iss === 'string' ? iss : ''} ${sub}` : undefined
}
