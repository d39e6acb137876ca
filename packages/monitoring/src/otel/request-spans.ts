import type { CallRequest, Next, Reply } from '@fairlead/core'
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
import { type Names, type PlaceAttributes, carriedAttributes, isKnownMethod, serverOf } from '../attributes.ts'
import type { Measure } from '../instruments.ts'
import { tellEnd, watchRequest } from '../requests.ts'
import { readServerTiming } from '../server-timing.ts'
import { safely } from '../safely.ts'
import type { OperationSpans } from './operation-spans.ts'
import { suppressed } from './suppress.ts'
import { baggageField, traceFields } from './trace-context.ts'

/** What spans of requests are made with. */
export interface RequestSpanHost {
  readonly tracer: Tracer
  readonly operations: OperationSpans
  readonly names: Names
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
  return (request, next) => {
    const trip = safely(() => begin(host, request))
    if (!trip) return next(request)
    // A caller who writes the trace itself writes all of it.
    const headers = 'traceparent' in request.headers ? request.headers : withFields(request.headers, trip.fields)
    const sent = context.with(trip.context, () => next({ ...request, headers }))
    return tellEnd(sent, trip.end)
  }
}

function begin(host: RequestSpanHost, request: CallRequest): Trip {
  const { tracer, operations, measure, names, redact, now } = host
  const { operation, attempt = 1 } = request
  const call = operations.of(operation.id)
  const parent = call?.context ?? context.active()
  const watched = watchRequest(request, names, measure)
  const { place, origin } = watched
  const attributes = attributesFor(request, place, redact, call?.redirects ?? 0)
  const startTime = now()
  const span = tracer.startSpan(place.requestName, { kind: SpanKind.CLIENT, attributes, startTime }, parent)
  if (call) call.trips[attempt] = span

  const end = (reply: Reply | undefined, error: unknown): void => {
    const { elapsedMs, outcome } = watched.end(reply, error)
    try {
      finish(span, reply, outcome)
      // Whoever answered in the end, after redirects. In the metrics it stays where it went: servers name any number of others.
      if (reply?.url && !reply.url.startsWith(`${origin}/`)) span.setAttributes(answererOf(reply.url, redact))
    } finally {
      // The same figure as the metric's.
      span.end(startTime + elapsedMs)
    }
  }
  return {
    context: call?.quiet ?? suppressed(parent),
    fields: (host.isTold(origin) && safely(() => fieldsOf(span, parent))) || NO_FIELDS,
    end(reply, error) {
      if (call) call.trips[attempt] = undefined
      safely(() => end(reply, error))
    },
  }
}

/** Who has answered a request that was led elsewhere. */
function answererOf(url: string, redact: (url: string) => string): Attributes {
  const server = serverOf(URL.parse(url)?.origin ?? '')
  return { 'url.full': redact(url), ...(server && { 'server.address': server.address, 'server.port': server.port }) }
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

/** Writes onto the span what became of the request. */
function finish(span: Span, reply: Reply | undefined, outcome: Attributes): void {
  if ('error.type' in outcome) span.setStatus({ code: SpanStatusCode.ERROR })
  span.setAttributes(outcome)
  const timing = reply?.headers.get('server-timing')
  if (!timing) return
  for (const { name, durationMs, description } of readServerTiming(timing))
    span.addEvent('fairlead.server_timing', {
      name,
      ...(durationMs !== undefined && { duration_ms: durationMs }),
      ...(description !== undefined && { description }),
    })
}

/** The caller's own go before. */
function withFields(own: CallRequest['headers'], fields: Readonly<Record<string, string>>): CallRequest['headers'] {
  const headers = { ...own }
  for (const name in fields) headers[name] ??= fields[name] as string
  return headers
}

const NO_FIELDS: Readonly<Record<string, string>> = {}

/** The trace context and baggage of a request, as header fields. */
function fieldsOf(span: Span, parent: Context): Record<string, string> {
  const fields = traceFields(span.spanContext()) ?? {}
  const baggage = baggageField(propagation.getBaggage(parent))
  if (baggage !== undefined) fields['baggage'] = baggage
  return fields
}
