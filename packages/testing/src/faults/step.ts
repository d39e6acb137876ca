/** What the fault server does with one request. All times are milliseconds of the real clock. */
export interface Step {
  /** @defaultValue 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** A body as JSON, with its content type. */
  readonly json?: unknown
  /** A body chunk by chunk, each after `chunkDelayMs`. */
  readonly chunks?: readonly string[]
  /** Wait before each chunk. @defaultValue 0 */
  readonly chunkDelayMs?: number
  /** A body without an end, made of this text as fast as it is taken. */
  readonly endless?: string
  /** A body of this many zero bytes; small on the wire when `gzip` is on. */
  readonly zeros?: number
  /** Compresses the body. */
  readonly gzip?: boolean
  /** Wait before the headers. */
  readonly delayMs?: number
  /** Sends nothing more for ever: no headers at all, or no end of the body. */
  readonly stall?: 'headers' | 'body'
  /** Breaks the connection: before the headers, or within the body. */
  readonly reset?: 'headers' | 'body'
  /** Redirects to a path of this server, or of its other origin. Status 302 unless `status` says otherwise. */
  readonly redirect?: { readonly path: string; readonly otherOrigin?: boolean }
  /** Answers with the request itself as JSON: method, path, headers, text. */
  readonly echo?: boolean
}

/** A request as the fault server saw it. */
export interface JournalEntry {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The body as UTF-8. */
  readonly text: string
  readonly bytes: number
  /** Whether it came to the other origin. */
  readonly otherOrigin: boolean
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** Whether the answer is over, whole or not. */
  readonly ended: boolean
  /** Whether the connection ended before the answer had. */
  readonly cutOff: boolean
}

/** The script of one path prefix: a step for each request in turn, the last one again and again. */
export interface FaultScript {
  readonly id: string
  readonly steps: readonly Step[]
}
