import type { AnyEndpoint } from './endpoint.ts'
import { FairleadError, type Where, configError, invalidInput } from './errors.ts'
import { entriesOf, fieldText, itemsOf, styleOf } from './fields.ts'
import { hasForbiddenKey } from './json.ts'
import type { EncodedBody } from './request.ts'
import type { Styles } from './styles.ts'

/** A body that is made anew for each attempt. */
export type BodyFactory = () => ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

/** What an endpoint says of its body. */
type BodyRules = Pick<AnyEndpoint['definition'], 'bodyType' | 'contentType' | 'styles'>

/**
 * Makes a body ready to be sent. FormData, URLSearchParams, Blob, buffers, streams and factories go out as they are;
 * other values as `bodyType` says, by default strings as text and the rest as JSON. The platform names the media type where
 * the value tells it, and the contract's comes before that.
 *
 * @throws `validation` for a value that cannot be written, `config` for one that is surely not what was meant
 */
export function encodeBody(value: unknown, rules: BodyRules, where: Where): EncodedBody | undefined {
  if (value === undefined) return undefined
  const body = encoded(value, rules, where)
  // The platform alone knows the boundary of a multipart body.
  return rules.contentType && !(body.value instanceof FormData) ? { ...body, type: rules.contentType } : body
}

function encoded(value: unknown, { bodyType: type, styles }: BodyRules, where: Where): EncodedBody {
  if (typeof value === 'function') return { replayable: true, open: () => made(value as BodyFactory, where) }
  if (isStream(value)) {
    const stream = unread(value, where)
    return { replayable: false, open: () => stream }
  }
  if (value instanceof FormData || value instanceof URLSearchParams) return fixed(value)
  if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return fixed(value as BodyInit, (value as Blob).type || 'application/octet-stream')
  }
  if (
    isObject(value) &&
    !hasMethod(value, 'toJSON') &&
    (hasMethod(value, 'then') || (Symbol.iterator in value && !Array.isArray(value)))
  ) {
    throw configError(
      'the body is a promise, a Map or the like, which JSON cannot write; await it or give plain data',
      where,
    )
  }
  if (type === 'form') return fixed(append(new URLSearchParams(), value, styles?.body, where))
  if (type === 'multipart') return fixed(append(new FormData(), value, styles?.body, where))
  if (type === 'bytes' && typeof value !== 'string') {
    throw invalidInput(where, 'body', '', 'the body is sent as it is: give a Blob, bytes, a stream or a text')
  }
  if (type === 'bytes') return fixed(value as string, 'application/octet-stream')
  return type === 'text' || (!type && typeof value === 'string')
    ? fixed(String(value), 'text/plain;charset=UTF-8')
    : fixed(jsonText(value, where), 'application/json')
}

/** A stream can be sent once, and only if nobody has read from it: a second time it would be empty. */
function unread(source: ReturnType<BodyFactory>, where: Where): ReadableStream<Uint8Array> {
  const stream = streamOf(source)
  try {
    // The platform alone knows whether its stream has been read from; Node's own kind says so itself.
    void new Response(stream)
    if (!(source as { readableDidRead?: boolean }).readableDidRead) return stream
  } catch {
    // Said below.
  }
  throw configError('the body is a stream that is locked or has been read already', where)
}

/** What a factory makes for one attempt. A failure of the program is no failure of the network, and is not tried again. */
function made(factory: BodyFactory, where: Where): ReadableStream<Uint8Array> {
  let source: unknown
  try {
    source = factory()
  } catch (cause) {
    throw new FairleadError('config', where, 'the body factory has thrown', {}, { cause })
  }
  if (!isStream(source)) throw configError('a body factory returns a ReadableStream or an async iterable', where)
  return unread(source, where)
}

function hasMethod(value: object, name: string): boolean {
  return typeof (value as Record<string, unknown>)[name] === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isStream(value: unknown): value is ReturnType<BodyFactory> {
  return value instanceof ReadableStream || (isObject(value) && Symbol.asyncIterator in value)
}

function fixed(body: BodyInit, type?: string): EncodedBody {
  return { replayable: true, value: body, open: () => body, type }
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

/** Fills a form; bytes are a part of their own in multipart. */
function append<F extends FormData | URLSearchParams>(
  form: F,
  fields: unknown,
  styles: Styles['body'],
  where: Where,
): F {
  if (!isObject(fields)) throw invalidInput(where, 'body', '', 'the body of a form is an object of its fields')
  const add = (name: string, item: string | Blob): void => (form as FormData).append(name, item)
  for (const [name, value] of entriesOf(fields)) {
    const own = styleOf(styles, name)
    // Each item of a list is a part of its own in multipart; a form's list is written by its style.
    for (const item of own && !(form instanceof FormData) ? [value] : itemsOf(value)) {
      if (form instanceof FormData && (item instanceof Blob || item instanceof Uint8Array)) {
        add(name, item instanceof Blob ? item : new Blob([item as BlobPart]))
      } else if (own) {
        const { contentType: type } = own
        for (const [key, text] of own.write(name, item, 'body', where)) {
          add(key, type && form instanceof FormData ? new Blob([text], { type }) : text)
        }
      } else add(name, fieldText(item, name, 'body', where))
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
