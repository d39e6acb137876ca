import { FairleadError, type Reply, type Where, parseJson, sse } from '@fairlead/core'
import { type GraphQLIssue, GraphQLMisuse, graphqlError, serverErrors } from './errors.ts'
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
export const MAX_RESPONSE_CHARS = 64 * 1024 * 1024
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
    const { signal } = context
    return readParts(context, (drained) => {
      const heard = withDrains(stream, drained)
      return type === 'multipart/mixed' ? partsOf(heard, boundaryOf(contentType), signal) : eventsOf(heard, signal)
    })
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
  const error = errorOf(where, data.data, errors, true, operation, status)
  result({ data: data.data, errors, extensions, hasNext: false, error, status }, text.length)
}

/**
 * Results that come one after the other: parts of one response, or the events of a subscription. Parts that came in one
 * piece are told as one result: a server that cuts a response into ten thousand would else have its reader draw as many.
 */
async function readParts(context: ReadContext, open: (drained: () => void) => AsyncIterable<string>): Promise<void> {
  const { where, operation, isSubscription, result } = context
  let assembly = new Assembly()
  context.opened?.()
  let chars = 0
  let isBegun = false
  /** Something has come that was not told. */
  let isDue = false
  const tell = (hasNext: boolean, failure?: FairleadError): void => {
    isDue = false
    const { data, errors, extensions } = assembly.soFar()
    const isWhole = !assembly.hasNext
    result(
      { data, errors, extensions, hasNext, error: failure ?? errorOf(where, data, errors, isWhole, operation) },
      chars,
    )
  }
  const texts = open(() => {
    if (isDue) tell(true)
  })
  try {
    for await (const text of texts) {
      // A sign of life between parts.
      if (text.trim() === '') continue
      chars += text.length
      if (chars > MAX_RESPONSE_CHARS) throw tooLong(where)
      const part = parseJson(text, (reason, what) =>
        decodeError(where, reason, `a part of the response ${what}`, 200, text),
      )
      assembly.add(part)
      isBegun = isDue = true
      if (assembly.hasNext) continue
      tell(isSubscription)
      if (!isSubscription) return
      // The next event is a result of its own.
      assembly = new Assembly()
      chars = 0
    }
    if (!isSubscription)
      throw graphqlError(where, 'incomplete', 'the stream ended before the response was complete', { operation })
  } catch (error) {
    const failure = error instanceof GraphQLMisuse ? misshapen(where, error, operation) : (error as FairleadError)
    if (!isBegun || isSubscription) throw failure
    // What has been shown stays, marked as incomplete.
    tell(false, broken(failure, where, operation))
  }
}

/** The stream, and a word each time more of it is wanted: whatever came before has been read by then. */
function withDrains(stream: ReadableStream<Uint8Array>, drained: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      drained()
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

/** What is wrong with a result: the server's errors; or that it is whole and says nothing. */
export function errorOf(
  where: Where,
  data: unknown,
  errors: readonly GraphQLIssue[],
  isWhole: boolean,
  operation: string | undefined,
  status?: number,
): FairleadError | undefined {
  if (errors.length > 0) return serverErrors(where, errors, operation, status)
  if (!isWhole || (data !== null && data !== undefined)) return undefined
  return graphqlError(where, 'response', 'the response has neither data nor errors', { operation })
}

/** The error of parts that do not fit together. */
export function misshapen(where: Where, { message }: GraphQLMisuse, operation: string | undefined): FairleadError {
  return graphqlError(where, 'response', `the server does not keep to GraphQL: ${message}`, { operation })
}

/** The error of a response whose parts are more than is held. */
export function tooLong(where: Where): FairleadError {
  return decodeError(where, 'too-large', `the response has more than ${MAX_RESPONSE_CHARS} characters`, 200, '')
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
