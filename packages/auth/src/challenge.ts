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
