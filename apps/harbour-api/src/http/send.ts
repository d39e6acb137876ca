import type { ServerResponse } from 'node:http'
import type { Strike } from '../faults/plans.ts'
import { ProblemError } from './problem-error.ts'

/** A whole answer, ready to send. */
export interface Outgoing {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
}

/** What went wrong as problem details (RFC 9457); of what nobody expected, only that it happened. */
export function failureReply(error: unknown): Outgoing {
  if (!(error instanceof ProblemError)) console.error(error)
  const { problem, headers } =
    error instanceof ProblemError ? error : new ProblemError({ title: 'Internal error', status: 500 })
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}

/**
 * Sends an answer, spoilt by the fault that strikes it. A stalled one stays open until the client leaves or the server
 * closes.
 */
export function send(response: ServerResponse, { status, headers = {}, body }: Outgoing, fault: Strike['fault']): void {
  if (status === 304) return void response.writeHead(status, headers).end()
  const bytes = Buffer.from(body)
  const half = bytes.subarray(0, Math.max(1, Math.floor(bytes.byteLength / 2)))
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    // A stalled answer promises the whole body: what is missing then is no end of it.
    'content-length': fault === 'broken' ? half.byteLength : bytes.byteLength,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    // Nobody is to keep what is spoilt.
    ...(fault !== undefined && { 'cache-control': 'no-store' }),
  })
  if (fault === 'stalled') response.write(half)
  else response.end(fault === 'broken' ? half : bytes)
}
