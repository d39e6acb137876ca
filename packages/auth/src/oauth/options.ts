/** Endpoints of a server that has no discovery document. */
export interface OAuthEndpoints {
  readonly authorization?: string
  readonly token: string
  readonly revocation?: string
  readonly deviceAuthorization?: string
}

/** What every OAuth strategy is told. */
export interface OAuthBase {
  /** Exact issuer; its metadata is discovered. Https, but for this machine itself. */
  readonly issuer: string
  readonly clientId: string
  /** For programs on a server. A browser cannot keep one. */
  readonly clientSecret?: string
  /** In place of discovery. */
  readonly endpoints?: OAuthEndpoints
  /** Scopes, separated by spaces. */
  readonly scope?: string
  /** The API that tokens are for (RFC 8707). */
  readonly resource?: string
  /** Binds tokens to a key that cannot leave (RFC 9449). Needs a coordinator that can keep keys: memory or IndexedDB. @defaultValue false */
  readonly dpop?: boolean
}

/** How a sign-in at the server goes. */
export interface OAuthSignIn {
  /** Where the program goes after the callback: a path of its own. */
  readonly returnTo?: string
  /**
   * Opens the server's page and answers with the URL it came back to: a popup, or a browser beside a command line. Absent:
   * the page itself goes there.
   */
  readonly open?: (url: string, options: { readonly signal: AbortSignal }) => Promise<string>
  /** @defaultValue that of the strategy */
  readonly scope?: string | undefined
  /** Authentication classes that are wanted (step-up). */
  readonly acrValues?: string | undefined
  /** The longest time since the user has authenticated, in seconds. */
  readonly maxAgeSeconds?: number | undefined
  readonly prompt?: string | undefined
  readonly loginHint?: string | undefined
  /** A claims request as JSON. */
  readonly claims?: string | undefined
}
