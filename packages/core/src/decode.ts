import { FairleadError, type DecodeError, type Where } from './errors.ts'
import { parseJson } from './json.ts'
import type { Reply } from './reply.ts'

type Bytes = Uint8Array<ArrayBuffer>

// Keeps nothing between two whole texts.
const decoder = /* @__PURE__ */ new TextDecoder()
export const SNIPPET_CHARS = 200
const JSON_TYPE = /^(application|text)\/([\w.+-]*\+)?json(?![\w.+-])/i

/** The bytes of a buffered reply. */
export function bytesOf({ body }: Reply): Bytes {
  return body instanceof Uint8Array ? body : new Uint8Array()
}

/** The text of a buffered reply, as UTF-8. */
export function textOf(reply: Reply): string {
  return decoder.decode(bytesOf(reply))
}

/** The media type of a reply, with its parameters. */
export function typeOf({ headers }: Reply): string {
  return headers.get('content-type') ?? ''
}

/**
 * The JSON of a reply that says it is JSON.
 *
 * @throws `decode` for another content type, an empty body, broken JSON and the key `__proto__`
 */
export function jsonOf(reply: Reply, where: Where): unknown {
  if ('decoded' in reply) return reply.decoded
  const text = textOf(reply)
  if (!text) throw decodeError(where, reply, 'empty', 'the body is empty where JSON was expected')
  if (!JSON_TYPE.test(typeOf(reply))) throw decodeError(where, reply, 'content-type', 'its content type is not JSON')
  return parseJson(text, (reason, what) => decodeError(where, reply, reason, `the body ${what}`))
}

/** Whether a reply with a body says that it is JSON. */
export function isJson(reply: Reply): boolean {
  return 'decoded' in reply || (JSON_TYPE.test(typeOf(reply)) && bytesOf(reply).byteLength > 0)
}

/** A reply that is no JSON, by its content type: text, bytes, or undefined for an empty body. */
export function plainOf(reply: Reply): unknown {
  const bytes = bytesOf(reply)
  return bytes.byteLength === 0 ? undefined : /^text\//i.test(typeOf(reply)) ? textOf(reply) : bytes
}

/** A `decode` error with a bounded piece of the body, which is never printed. */
export function decodeError(where: Where, reply: Reply, reason: DecodeError['reason'], what: string): FairleadError {
  const { status, headers } = reply
  // Four bytes a character at most: a huge body is not decoded for its first line.
  const snippet = decoder.decode(bytesOf(reply).subarray(0, SNIPPET_CHARS * 4)).slice(0, SNIPPET_CHARS)
  return new FairleadError('decode', where, `${status}, but ${what}`, { reason, status }, { snippet, headers })
}
