/** One error that a server reports (GraphQL specification, section 7.1.2), as the client under audit tells it. */
export interface AuditedError {
  readonly message: string
  readonly path?: readonly (string | number)[] | undefined
  readonly locations?: readonly { readonly line: number; readonly column: number }[] | undefined
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/** What the client under audit tells its user of one result. */
export interface AuditedOutcome {
  readonly data?: unknown
  /** What the server reports. */
  readonly errors?: readonly AuditedError[] | undefined
  readonly extensions?: unknown
  /** What else went wrong: the network, the status, a body that is none. Where a call rejects, that is its failure. */
  readonly failure?: unknown
  /** False where more was to come. Where a client does not tell, leave it out. */
  readonly complete?: boolean | undefined
}

/** What is said about one call, in the way the client's documentation shows. */
export interface AuditedCall {
  /** Ends the call; needs `'signal'` in `offers`. */
  readonly signal?: AbortSignal
  /** Sent with this call alone; needs `'headers'` in `offers`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Hears what comes of an operation. It is a callback and no iterable, because that is what all clients have at the bottom,
 * and because leaving inside of one is where they break.
 */
export interface AuditedListener {
  next(outcome: AuditedOutcome): void
  /** No more will come. A failure is told by `next` before. */
  end(): void
}

/** What a client may lack without failing an audit. */
export type AuditedFeature = 'signal' | 'headers' | 'retry' | 'stream' | 'subscribe' | 'upload'

/** A client, behind the few functions that an audit calls. */
export interface AuditedClient {
  /** Of `stream`, `subscribe` and `upload` it is enough that the function is there. */
  readonly offers?: readonly AuditedFeature[]
  query(document: string, variables?: object, call?: AuditedCall): Promise<AuditedOutcome>
  mutate(document: string, variables?: object, call?: AuditedCall): Promise<AuditedOutcome>
  /** A query whose result comes in parts. The function returned leaves. */
  stream?(document: string, variables: object | undefined, listener: AuditedListener): () => void
  /** A subscription over server-sent events. The function returned leaves. */
  subscribe?(document: string, variables: object | undefined, listener: AuditedListener): () => void
  /** A mutation with files among its variables. */
  upload?(document: string, variables: object, call?: AuditedCall): Promise<AuditedOutcome>
  /** Ends what is under way. */
  dispose?(): void
}

/** What a client is made with. */
export interface AuditedOptions {
  /** Of the GraphQL endpoint. */
  readonly url: string
  /** In place of the platform's. */
  readonly fetch: typeof globalThis.fetch
  /** Sent with every call. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether failed calls are sent again, the way the client's documentation recommends; else they are not. */
  readonly retry: boolean
}

/**
 * Makes the client under audit, anew for each audit and with nothing in any cache. Every documented setting may be used that
 * helps it to pass.
 */
export type ConnectAudited = (options: AuditedOptions) => AuditedClient | Promise<AuditedClient>
