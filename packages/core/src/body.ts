import type { BodyType } from './endpoint.ts'
import { FairleadError, type Where } from './errors.ts'
import type { EncodedBody } from './request.ts'

/** A body that is made anew for each attempt. */
export type BodyFactory = () => ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

type Encoder = (value: unknown, where: Where) => EncodedBody

const encoders: Record<BodyType, Encoder> = {
  json: (value, where) => fixed(stringify(value, where), 'application/json'),
  text: (value) => fixed(String(value), 'text/plain;charset=utf-8'),
  form: (value) => fixed(new URLSearchParams(value as Record<string, string>), 'application/x-www-form-urlencoded;charset=utf-8'),
  multipart: (value) => fixed(formData(value as object)),
}

/**
 * Makes a body ready to be sent. FormData, URLSearchParams, Blob, buffers, streams and factories go out as they are;
 * other values as `type` says, by default strings as text and the rest as JSON.
 *
 * @throws `validation` for a value that cannot be written
 */
export function encodeBody(value: unknown, type: BodyType | undefined, where: Where): EncodedBody | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'function') return { replayable: true, open: () => streamOf((value as BodyFactory)()) }
  if (value instanceof ReadableStream) return { replayable: false, open: () => value }
  if (value instanceof FormData || value instanceof URLSearchParams) return fixed(value)
  if (value instanceof Blob) return fixed(value, value.type || 'application/octet-stream')
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return fixed(value as BodyInit, 'application/octet-stream')
  return encoders[type ?? (typeof value === 'string' ? 'text' : 'json')](value, where)
}

function fixed(body: BodyInit, type?: string): EncodedBody {
  return { replayable: true, open: () => body, ...(type && { type }) }
}

function stringify(value: unknown, where: Where): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // The platform's message may quote the value.
  }
  if (text === undefined || hasForbiddenKey(text)) {
    const why = text === undefined ? 'cannot be written as JSON' : 'has the key __proto__'
    throw new FairleadError('validation', where, `the body ${why}`, { direction: 'input', part: 'body', issues: [{ path: '' }] })
  }
  return text
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

function formData(value: object): FormData {
  const form = new FormData()
  for (const [name, entry] of Object.entries(value)) {
    for (const item of Array.isArray(entry) ? (entry as unknown[]) : [entry]) {
      if (item !== undefined && item !== null) form.append(name, item instanceof Blob ? item : String(item))
    }
  }
  return form
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
