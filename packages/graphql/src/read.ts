import { FairleadError, type Reply, type Where, parseJson, sse } from '@fairlead/core'
import { GraphQLMisuse, graphqlError, serverErrors } from './errors.ts'
import { Assembly, isPart } from './incremental.ts'
import { MAX_PART_CHARS, boundaryOf, partsOf } from './multipart.ts'
import type { Execution } from './outcome.ts'

/** Where an answer belongs. */
export interface ReadContext {
  readonly where: Where
  readonly operation: string | undefined
  readonly signal: AbortSignal
  /** Whether each event of a stream is a result of its own, as those of a subscription are. */
  readonly isSubscription: boolean
  /** Told that results begin to come, one after the other. */
  opened?(): void
  /** Told of each result; its text weighs so many characters. */
  result(execution: Execution, chars: number): void
}

const RESPONSE = 'application/graphql-response+json'
/** Of all parts of one response. */
const MAX_RESPONSE_CHARS = 64 * 1024 * 1024
const MAX_SNIPPET_CHARS = 500
const decoder = /* @__PURE__ */ new TextDecoder()

/**
 * Reads an answer by its media type: `application/graphql-response+json` is a GraphQL response whatever the status,
 * `application/json` only of a success, parts and events as they come. Everything else is an error that keeps the body.
 *
 * @throws FairleadError `http`, `decode`, `graphql` (`response`), `network`
 */
export async function readReply(reply: Reply, context: ReadContext): Promise<void> {
  const contentType = reply.headers.get('content-type') ?? ''
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isSuccess = reply.status >= 200 && reply.status < 300
  if (type === RESPONSE || (isSuccess && (type === 'application/json' || type.endsWith('+json')))) {
    const text = await textOf(reply)
    return readOne(text, reply.status, context)
  }
  if (isSuccess && (type === 'multipart/mixed' || type === 'text/event-stream')) {
    // A server may answer so where it was not asked to, and the answer was read whole.
    const stream = reply.body instanceof ReadableStream ? reply.body : new Blob([reply.body ?? '']).stream()
    const texts =
      type === 'multipart/mixed'
        ? partsOf(stream, boundaryOf(contentType), context.signal)
        : eventsOf(stream, context.signal)
    return readParts(texts, context)
  }
  throw notGraphQL(reply, await textOf(reply), type, context)
}

function readOne(text: string, status: number, { where, operation, result }: ReadContext): void {
  const data = parseJson(text, (reason, what) => decodeError(where, reason, `the response ${what}`, status, text))
  if (!isPart(data, true))
    throw graphqlError(where, 'response', `the answer (${status}) is JSON and no GraphQL response`, {
      operation,
      status,
      data,
    })
  const { extensions } = data
  const errors = data.errors ?? []
  const error = errors.length > 0 ? serverErrors(where, errors, operation, status) : undefined
  result(
    {
      data: data.data,
      errors,
      extensions,
      hasNext: false,
      error: error ?? emptyError(where, data.data, operation),
      status,
    },
    text.length,
  )
}

/** Results that come one after the other: parts of one response, or the events of a subscription. */
async function readParts(texts: AsyncIterable<string>, context: ReadContext): Promise<void> {
  const { where, operation, isSubscription, result } = context
  let assembly = new Assembly()
  context.opened?.()
  let chars = 0
  let isBegun = false
  let isOver = false
  const told = (isWhole: boolean, error?: FairleadError): Execution => {
    const { data, errors, extensions, hasNext } = assembly.soFar(!isOver && !error)
    const failure = error ?? (errors.length > 0 ? serverErrors(where, errors, operation) : undefined)
    return {
      data,
      errors,
      extensions,
      hasNext,
      error: failure ?? (isWhole ? emptyError(where, data, operation) : undefined),
    }
  }
  try {
    for await (const text of texts) {
      // A sign of life between parts.
      if (text.trim() === '') continue
      chars += text.length
      if (chars > MAX_RESPONSE_CHARS) {
        const what = `the response has more than ${MAX_RESPONSE_CHARS} characters`
        throw decodeError(where, 'too-large', what, 200, '')
      }
      const part = parseJson(text, (reason, what) =>
        decodeError(where, reason, `a part of the response ${what}`, 200, text),
      )
      const isWhole = !assembly.add(part).hasNext
      isOver = isWhole && !isSubscription
      isBegun = true
      result(told(isWhole), chars)
      if (isOver) return
      if (!isWhole) continue
      // The next event is a result of its own.
      assembly = new Assembly()
      chars = 0
    }
    if (!isSubscription)
      throw graphqlError(where, 'incomplete', 'the stream ended before the response was complete', { operation })
  } catch (error) {
    const failure =
      error instanceof GraphQLMisuse
        ? graphqlError(where, 'response', `the server does not keep to GraphQL: ${error.message}`, { operation })
        : (error as FairleadError)
    if (!isBegun || isSubscription) throw failure
    // What has been shown stays, marked as incomplete.
    result(told(true, broken(failure, where, operation)), chars)
  }
}

/** The events of a stream that carry results, until it says that it is complete (GraphQL over SSE, distinct connections). */
async function* eventsOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string, void> {
  for await (const { type, data } of sse(stream, { signal, maxLineLength: MAX_PART_CHARS })) {
    if (type === 'complete') return
    if (type === 'next') yield data
  }
  throw new FairleadError('network', undefined, 'the stream of events ended before it was complete', {})
}

function broken(error: FairleadError, where: Where, operation: string | undefined): FairleadError {
  if (error.kind === 'abort' || error.kind === 'graphql') return error
  return graphqlError(where, 'incomplete', 'the stream broke before the response was complete', {
    operation,
    cause: error,
  })
}

/** A response without data and without errors says nothing. */
function emptyError(where: Where, data: unknown, operation: string | undefined): FairleadError | undefined {
  if (data !== null && data !== undefined) return undefined
  return graphqlError(where, 'response', 'the response has neither data nor errors', { operation })
}

/** The error of an answer that is no GraphQL response. Its body is kept, and not printed. */
function notGraphQL({ status, headers }: Reply, text: string, type: string, { where }: ReadContext): FairleadError {
  if (status >= 400)
    return new FairleadError('http', where, String(status), { status }, { data: dataOf(text, type), headers })
  const what = `the answer (${status}) is ${type === '' ? 'of no type' : (/^[\w.+-]+\/[\w.+-]+$/.exec(type)?.[0] ?? 'of another type')}, not GraphQL`
  return decodeError(where, text === '' ? 'empty' : 'content-type', what, status, text)
}

function dataOf(text: string, type: string): unknown {
  try {
    return /\bjson$/.test(type) ? (JSON.parse(text) as unknown) : text
  } catch {
    return text
  }
}

function decodeError(where: Where, reason: string, what: string, status: number, text: string): FairleadError {
  return new FairleadError('decode', where, what, { reason, status }, { snippet: text.slice(0, MAX_SNIPPET_CHARS) })
}

/** The whole body as UTF-8 text, without a byte order mark. */
async function textOf({ body }: Reply): Promise<string> {
  if (body === null) return ''
  return body instanceof ReadableStream ? new Response(body).text() : decoder.decode(body)
}
