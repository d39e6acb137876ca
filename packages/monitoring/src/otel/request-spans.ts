import { type CallRequest, type Next, type Reply, isFairleadError } from '@fairlead/core'
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  context,
  propagation,
} from '@opentelemetry/api'
import { type PlaceAttributes, carriedAttributes, errorType, isKnownMethod, serverOf, statusOf } from '../attributes.ts'
import type { Place } from '../by-place.ts'
import { ACTIVE_REQUESTS, type Measure, REQUEST_DURATION, REQUEST_SIZE, RESPONSE_SIZE } from '../instruments.ts'
import { readServerTiming } from '../server-timing.ts'
import { safely } from '../safely.ts'
import { bytesOf } from './body-size.ts'
import type { OperationSpans } from './operation-spans.ts'
import { suppressed } from './suppress.ts'
import { baggageField, traceFields } from './trace-context.ts'

/** What spans of requests are made with. */
export interface RequestSpanHost {
  readonly tracer: Tracer
  readonly operations: OperationSpans
  readonly attributesOf: (place: Place) => PlaceAttributes
  readonly measure: Measure | undefined
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  redact(url: string): string
  /** Whether trace context may go to an origin. */
  isTold(origin: string): boolean
}

/** A trip to the network that is being told of. */
interface Trip {
  /** Nobody else makes spans in it. */
  readonly context: Context
  readonly fields: Readonly<Record<string, string>>
  end(reply: Reply | undefined, error: unknown): void
}

/** Makes one CLIENT span of each trip to the network, and gives the trip its trace context. */
export function createRequestSpans(host: RequestSpanHost): (request: CallRequest, next: Next) => Promise<Reply> {
  return async (request, next) => {
    const trip = safely(() => begin(host, request))
    if (!trip) return next(request)
    try {
      // A caller who writes the trace itself writes all of it.
      const headers = 'traceparent' in request.headers ? request.headers : { ...trip.fields, ...request.headers }
      const reply = await context.with(trip.context, () => next({ ...request, headers }))
      // Of a streamed answer the body is a part, without a look into it.
      if (reply.settled) void reply.settled.then((error) => trip.end(reply, error))
      else trip.end(reply, undefined)
      return reply
    } catch (error) {
      trip.end(undefined, error)
      throw error
    }
  }
}

function begin(host: RequestSpanHost, request: CallRequest): Trip {
  const { tracer, operations, measure, attributesOf, redact, now } = host
  const { operation, body } = request
  const origin = originOf(request)
  const { method, template } = operation
  const call = operations.of(operation.id)
  const parent = call?.context ?? context.active()
  const place = attributesOf({ method, template, origin })
  const attributes = attributesFor(request, place, redact, call?.redirects ?? 0)
  const startTime = now()
  // Not by the clock on the wall, which may be set while it lasts.
  const startedAt = performance.now()
  const span = tracer.startSpan(place.requestName, { kind: SpanKind.CLIENT, attributes, startTime }, parent)
  if (call) call.trip = span
  measure?.(ACTIVE_REQUESTS, 1, place.active)

  const end = (reply: Reply | undefined, error: unknown): void => {
    const elapsedMs = performance.now() - startedAt
    let told: Record<string, string | number> = {}
    try {
      told = finish(span, reply, error)
      // Whoever answered in the end, after redirects. In the metrics it stays where it went: servers name any number of others.
      if (reply?.url && !reply.url.startsWith(`${origin}/`)) span.setAttributes(answererOf(reply.url, redact))
    } finally {
      measure?.(ACTIVE_REQUESTS, -1, place.active)
      safely(() => span.end(startTime + elapsedMs))
    }
    if (!measure) return
    const all = { ...place.request, ...told }
    // The same figure as the span's.
    measure(REQUEST_DURATION, elapsedMs / 1_000, all)
    const sent = body && bytesOf(body)
    if (sent !== undefined) measure(REQUEST_SIZE, sent, all)
    const got = (reply?.body as Uint8Array | null | undefined)?.byteLength
    if (got !== undefined) measure(RESPONSE_SIZE, got, all)
  }
  return {
    context: call?.quiet ?? suppressed(parent),
    fields: (host.isTold(origin) && safely(() => fieldsOf(span, parent))) || NO_FIELDS,
    end: (reply, error) => {
      if (call?.trip === span) call.trip = undefined
      safely(() => end(reply, error))
    },
  }
}

/** Who has answered a request that was led elsewhere. */
function answererOf(url: string, redact: (url: string) => string): Attributes {
  const server = serverOf(URL.parse(url)?.origin ?? '')
  return { 'url.full': redact(url), ...(server && { 'server.address': server.address, 'server.port': server.port }) }
}

/** Where a request really goes: an interceptor may have changed its URL. */
function originOf({ operation: { origin }, url }: CallRequest): string {
  return url.startsWith(`${origin}/`) ? origin : new URL(url).origin
}

/** What is known of a request before it is sent: so that samplers see it. */
function attributesFor(
  { operation, url }: CallRequest,
  place: PlaceAttributes,
  redact: (url: string) => string,
  redirects: number,
): Attributes {
  const { method, carries } = operation
  const attributes: Record<string, string | number> = { ...place.request, 'url.full': redact(url) }
  if (carries) Object.assign(attributes, carriedAttributes(carries))
  if (!isKnownMethod(method)) attributes['http.request.method_original'] = method.slice(0, 40)
  // Whatever it is sent again for: a failure, a challenge, a redirect.
  const resends = operation.attempts.length - 1 + redirects
  if (resends > 0) attributes['http.request.resend_count'] = resends
  return attributes
}

/** Writes onto the span what became of the request. @returns what its measurements are told apart by */
function finish(span: Span, reply: Reply | undefined, error: unknown): Attributes & Record<string, string | number> {
  const told: Record<string, string | number> = {}
  const status = statusOf(reply?.status)
  if (status !== undefined) told['http.response.status_code'] = status
  const kind = failureOf(reply, error)
  if (kind !== undefined) {
    told['error.type'] = kind
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.setAttributes(told)
  const timing = reply?.headers.get('server-timing')
  if (timing)
    for (const { name, durationMs, description } of readServerTiming(timing))
      span.addEvent('fairlead.server_timing', {
        name,
        ...(durationMs !== undefined && { duration_ms: durationMs }),
        ...(description !== undefined && { description }),
      })
  return told
}

/** `error.type`; none of what somebody has given up: its caller, a faster attempt, or who signed out. */
function failureOf(reply: Reply | undefined, error: unknown): string | undefined {
  if (error === undefined || error === null) return errorType(undefined, reply?.status)
  if (!isFairleadError(error)) return 'network'
  const { kind, reason } = error as { kind: typeof error.kind; reason?: unknown }
  return reason === 'session-ended' ? undefined : errorType(kind, undefined)
}

const NO_FIELDS: Readonly<Record<string, string>> = {}

/** The trace context and baggage of a request, as header fields. */
function fieldsOf(span: Span, parent: Context): Record<string, string> {
  const fields: Record<string, string> = { ...traceFields(span.spanContext()) }
  const baggage = baggageField(propagation.getBaggage(parent))
  if (baggage !== undefined) fields['baggage'] = baggage
  return fields
}
