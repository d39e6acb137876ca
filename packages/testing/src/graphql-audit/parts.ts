import type { AuditAnswer } from './answer.ts'
import type { AuditedRequest } from './server.ts'

/** How a multipart body is written. */
export interface PartsOptions {
  /** @defaultValue `'-'` */
  readonly boundary?: string
  /** @defaultValue `multipart/mixed` with the boundary in quotes */
  readonly contentType?: string
  readonly preamble?: string
  /** Of each part. @defaultValue `['Content-Type: application/json; charset=utf-8']` */
  readonly headers?: readonly string[]
  readonly end?: AuditAnswer['end']
  /** @defaultValue each part is a chunk */
  readonly cut?: (body: string) => AuditAnswer['chunks']
  /** Whether the delimiter behind the last part closes the body, or begins another part. @defaultValue true */
  readonly isClosed?: boolean
}

/** A response in parts (Incremental delivery over HTTP). */
export function parts(payloads: readonly unknown[], options: PartsOptions = {}): AuditAnswer {
  const { boundary = '-', preamble = '', end = 'close', isClosed = true, cut } = options
  const { contentType = `multipart/mixed; boundary="${boundary}"` } = options
  const { headers = ['Content-Type: application/json; charset=utf-8'] } = options
  const head = headers.map((line) => `${line}\r\n`).join('')
  // A part is known to be whole when the delimiter behind it is there, so that it is in the chunk of the part.
  const chunks = payloads.map((payload, index) => {
    const after = `\r\n--${boundary}${isClosed && index === payloads.length - 1 ? '--\r\n' : ''}`
    return `${index === 0 ? `${preamble}\r\n--${boundary}` : ''}\r\n${head}\r\n${JSON.stringify(payload)}${after}`
  })
  return { headers: { 'content-type': contentType }, chunks: cut ? (cut(chunks.join('')) ?? []) : chunks, end }
}

/** The two formats of incremental delivery that servers send today. */
export type Dialect = 'legacy' | 'current'

/**
 * The format that a request asks for: the older one where it says so by `deferSpec` and by nothing else. What is about the
 * parts and not about their content is audited in the format that a client reads.
 */
export function dialectOf({ headers }: AuditedRequest): Dialect {
  const accept = headers.get('accept') ?? ''
  return /deferspec/i.test(accept) && !/incrementalspec/i.test(accept) ? 'legacy' : 'current'
}

/** A response of which a fragment comes later. */
export interface Deferral {
  readonly first: unknown
  readonly path: readonly (string | number)[]
  readonly late: unknown
}

/** The two payloads of a deferral. */
export function deferred(dialect: Dialect, { first, path, late }: Deferral): [first: unknown, late: unknown] {
  return dialect === 'legacy'
    ? [
        { data: first, hasNext: true },
        { incremental: [{ path, data: late }], hasNext: false },
      ]
    : [
        { data: first, pending: [{ id: '0', path }], hasNext: true },
        { incremental: [{ id: '0', data: late }], completed: [{ id: '0' }], hasNext: false },
      ]
}
