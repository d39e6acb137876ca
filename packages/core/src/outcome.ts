import { isFairleadError } from './errors.ts'
import type { Reply } from './reply.ts'

/**
 * What a try did to the server, judged once for retry, hedge, breaker and outbox.
 *
 * - `applied`: the server did it.
 * - `refused`: the server did not do it and will not next time.
 * - `transient`: the server did not do it and may next time.
 * - `unknown`: the server may have done it; only what may be repeated is tried again.
 */
export type Outcome = 'applied' | 'refused' | 'transient' | 'unknown'

/** Codes of connections that were never made, so nothing was sent. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** Judges a reply by its status (RFC 9110 section 15). */
export function outcomeOfStatus(status: number): Outcome {
  if (status < 400) return 'applied'
  if ([408, 425, 429, 503].includes(status)) return 'transient'
  return [500, 502, 504].includes(status) ? 'unknown' : 'refused'
}

/** Judges a reply or an error; `classify` is a protocol's own word on its replies. */
export function outcomeOf(
  result: { readonly reply?: Reply | undefined; readonly error?: unknown },
  classify?: (reply: Reply) => Outcome | undefined,
): Outcome {
  const { reply, error } = result
  if (reply) return classify?.(reply) ?? outcomeOfStatus(reply.status)
  if (!isFairleadError(error)) return 'refused'
  if (error.kind === 'network') return NOT_SENT.test(error.code ?? '') ? 'transient' : 'unknown'
  return error.kind === 'timeout' ? 'unknown' : error.kind === 'decode' ? 'applied' : 'refused'
}
