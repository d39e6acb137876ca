import type { BodyType } from './endpoint.ts'
import { type Where, invalidInput } from './errors.ts'
import type { EncodedBody } from './request.ts'

/** A body that is made anew for each attempt. */
export type BodyFactory = () => ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

/**
 * Makes a body ready to be sent. FormData, URLSearchParams, Blob, buffers, streams and factories go out as they are;
 * other values as `type` says, by default strings as text and the rest as JSON. The platform names the media type where
 * the value tells it.
 *
 * @throws `validation` for a value that cannot be written
 */
export function encodeBody(value: unknown, type: BodyType | undefined, where: Where): EncodedBody | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'function') return { replayable: true, open: () => streamOf((value as BodyFactory)()) }
  if (value instanceof ReadableStream) return { replayable: false, open: () => value }
  if (value instanceof FormData || value instanceof URLSearchParams) return fixed(value)
  if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return fixed(value as BodyInit, (value as Blob).type || 'application/octet-stream')
  }
  if (type === 'form') return fixed(append(new URLSearchParams(), value as object))
  if (type === 'multipart') return fixed(append(new FormData(), value as object))
  return type === 'text' || (!type && typeof value === 'string')
    ? fixed(String(value), 'text/plain;charset=UTF-8')
    : fixed(jsonText(value, where), 'application/json')
}

function fixed(body: BodyInit, type?: string): EncodedBody {
  return { replayable: true, open: () => body, type }
}

function jsonText(value: unknown, where: Where): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // The platform's message may quote the value.
  }
  if (text === undefined) throw invalidInput(where, 'body', '', 'the body cannot be written as JSON')
  if (hasForbiddenKey(text)) throw invalidInput(where, 'body', '', 'the body has the key __proto__')
  return text
}

/** Fills a form: arrays repeat their name, undefined and null are left out. */
function append<F extends FormData | URLSearchParams>(form: F, fields: object): F {
  for (const [name, field] of Object.entries(fields)) {
    for (const item of [field].flat() as unknown[]) {
      if (item !== undefined && item !== null) form.append(name, (item instanceof Blob ? item : String(item)) as string)
    }
  }
  return form
}

/**
 * Whether JSON text has a `__proto__` key, which would poison an object it is merged into. The key can hide behind an
 * escape, so only text without either spelling skips the slow check.
 */
export function hasForbiddenKey(text: string): boolean {
  if (!text.includes('__proto__') && !/\\u00(5f|70|72|6f|74)/i.test(text)) return false
  let found = false
  JSON.parse(text, (key, value: unknown) => {
    found ||= key === '__proto__'
    return value
  })
  return found
}

function streamOf(source: ReturnType<BodyFactory>): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source
  const iterator = source[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
