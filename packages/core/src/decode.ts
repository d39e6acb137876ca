import { hasForbiddenKey } from './body.ts'
import { FairleadError, type DecodeError, type ProblemDetails, type Where } from './errors.ts'
import type { AnySchema, Responses } from './endpoint.ts'
import type { Reply } from './reply.ts'

type Bytes = Uint8Array<ArrayBuffer>

const SNIPPET_CHARS = 200
const JSON_TYPE = /^(application|text)\/([\w.+-]*\+)?json\b/i

/** The text of a buffered reply, as UTF-8. */
export function textOf(reply: Reply): string {
  return new TextDecoder().decode(bytesOf(reply))
}

/** The bytes of a buffered reply. */
export function bytesOf({ body }: Reply): Bytes {
  return body instanceof Uint8Array ? body : new Uint8Array(0)
}

/** The media type of a reply, with its parameters. */
export function typeOf(reply: Reply): string {
  return reply.headers.get('content-type') ?? ''
}

/**
 * The JSON of a reply that says it is JSON.
 *
 * @throws `decode` for another content type, an empty body, broken JSON and the key `__proto__`
 */
export function jsonOf(reply: Reply, where: Where): unknown {
  if ('decoded' in reply) return reply.decoded
  const fail = (reason: DecodeError['reason'], what: string): FairleadError => decodeError(where, reply, reason, what)
  const text = textOf(reply)
  if (text === '') throw fail('empty', 'the body is empty where JSON was expected')
  if (!JSON_TYPE.test(typeOf(reply))) throw fail('content-type', 'the answer is not JSON by its content type')
  try {
    if (!hasForbiddenKey(text)) return JSON.parse(text) as unknown
  } catch {
    throw fail('syntax', 'the body is broken JSON')
  }
  throw fail('forbidden-key', 'the JSON has the key __proto__')
}

/** A reply by its content type: JSON, text, bytes, or undefined for an empty body. */
export function autoOf(reply: Reply, where: Where): unknown {
  if ('decoded' in reply) return reply.decoded
  const bytes = bytesOf(reply)
  if (bytes.byteLength === 0) return undefined
  if (JSON_TYPE.test(typeOf(reply))) return jsonOf(reply, where)
  return /^text\//i.test(typeOf(reply)) ? textOf(reply) : bytes
}

/** A `decode` error with a bounded piece of the body, which is never printed. */
export function decodeError(where: Where, reply: Reply, reason: DecodeError['reason'], what: string): FairleadError {
  const { status, headers } = reply
  // Four bytes a character at most: a huge body is not decoded for its first line.
  const snippet = new TextDecoder().decode(bytesOf(reply).subarray(0, SNIPPET_CHARS * 4)).slice(0, SNIPPET_CHARS)
  return new FairleadError('decode', where, `${status}, but ${what}`, { reason, status }, { snippet, headers })
}

/** The schema a contract has for a status: exact, then its range, then `default` for what is no success. */
export function responseFor(responses: Responses, status: number): AnySchema | null | undefined {
  const range = `${Math.floor(status / 100)}XX` as '2XX'
  return status in responses ? responses[status] : range in responses ? responses[range] : status < 400 ? undefined : responses.default
}

/** RFC 9457 problem details, where the error body is one. */
export function problemOf(reply: Reply, data: unknown): ProblemDetails | undefined {
  return /^application\/problem\+json\b/i.test(typeOf(reply)) ? (data as ProblemDetails) : undefined
}
