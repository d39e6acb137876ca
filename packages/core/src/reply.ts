/** An answer as the stages exchange it. Statuses that are no success are replies too; errors are thrown. */
export interface Reply {
  readonly status: number
  readonly statusText?: string | undefined
  readonly headers: Headers
  /** The final URL, after redirects. */
  readonly url: string
  /** Bytes of a buffered answer, the stream of a streamed one, null where there is none. */
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null
  /** The decoded data, where a stage has it already. */
  readonly decoded?: unknown
  /** Where a stage gives the same bytes to several callers: they are copied before anybody may change them. */
  readonly shared?: SharedReply | undefined
  /** Facts that stages leave for each other and for the timeline. */
  readonly meta?: { readonly changedHeaders?: readonly string[]; readonly [fact: string]: unknown }
  /** Resolves when the body of a streamed answer has ended: with what it failed with, or undefined. */
  readonly settled?: Promise<unknown>
  /**
   * Of a stored answer that is stale and behind which a newer one is asked for (RFC 5861 section 3): resolves when that is over, to
   * whether the newer one is stored. Never rejects.
   */
  readonly renewed?: Promise<boolean>
}

/** What is known of a reply whose bytes several callers get. */
export interface SharedReply {
  /** The reply itself. In a changed copy of it, as interceptors make them, the rest does not hold. */
  readonly of: Reply
  /** The header fields, for who makes a Response of them anyway. */
  fields(): HeadersInit
  readonly memo: Memo | undefined
}

/** Decoded data that several callers share, by what it was checked with. */
export interface Memo {
  get(key: unknown): unknown
  /** Answers the data as all callers get it: one that nobody can change. */
  set(key: unknown, data: unknown): unknown
}

/** What a transport gets: a request as it goes out, one attempt's. */
export interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: BodyInit | undefined
  readonly signal: AbortSignal
  /** `manual` where the transport has redirect control: it answers 3xx as they are. */
  readonly redirect: 'follow' | 'error' | 'manual'
  /** Whether a redirect has led away from the call's origin: a transport must not add credentials then. */
  readonly crossOrigin: boolean
  readonly init: Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal' | 'redirect'>
  readonly onUploadProgress: ((progress: { loadedBytes: number; totalBytes: number | undefined }) => void) | undefined
}

/** What a transport can do on this platform. */
export interface TransportCapabilities {
  /** Sends a `ReadableStream` as it comes. */
  readonly streamUp: boolean
  /** Delivers the body as it comes. */
  readonly streamDown: boolean
  readonly uploadProgress: boolean
  /** Can answer a redirect instead of following it, so that core follows it and drops credentials. */
  readonly redirectControl: boolean
}

/**
 * Carries one request to the network and its answer back: no retry, no clock, no judgement of the status. Rejects with
 * whatever the platform throws; core makes the error of it.
 */
export interface Transport {
  readonly name: string
  readonly capabilities: TransportCapabilities
  send(request: TransportRequest): Promise<Reply>
}
