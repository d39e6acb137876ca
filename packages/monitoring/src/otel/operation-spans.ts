import type { ClientEvent, CarriedOperation } from '@fairlead/core'
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  context as contexts,
  trace,
} from '@opentelemetry/api'
import { type Names, callErrorType, carriedAttributes } from '../attributes.ts'
import type { Place } from '../by-place.ts'
import { suppressed } from './suppress.ts'

/** The call that a span is of. */
export interface SpannedCall extends Place {
  readonly id: string
  readonly carries?: CarriedOperation | undefined
}

/** One call under way. */
export interface OperationSpan {
  readonly span: Span
  readonly context: Context
  /** The same, for those trips: nobody else makes spans in it. */
  readonly quiet: Context
  /** Of its trips to the network that are under way, by attempt: there may be two. */
  readonly trips: (Span | undefined)[]
  /** That were followed: each was a request more. */
  redirects: number
}

/** A span for each call: INTERNAL, because its attempts are the requests. */
export interface OperationSpans {
  begin(call: SpannedCall, parent: Context): OperationSpan
  of(id: string): OperationSpan | undefined
  hear(event: ClientEvent): void
  /** Ends those that are open. */
  close(): void
}

type Ended = Extract<ClientEvent, { type: 'operation:end' }>

/** Makes the spans of calls. They end when the client tells the end of the call. */
export function createOperationSpans(tracer: Tracer, names: Names): OperationSpans {
  /** With an entry of nobody: engines make a map anew whenever it becomes empty. */
  const open = new Map<string, OperationSpan | undefined>([['', undefined]])

  function begin(call: SpannedCall, parent: Context, startTime?: number): OperationSpan {
    const { id, carries } = call
    const options: SpanOptions = { kind: SpanKind.INTERNAL, ...(startTime !== undefined && { startTime }) }
    if (carries) options.attributes = carriedAttributes(carries)
    const span = tracer.startSpan(carries?.type ?? names.at(call).callName, options, parent)
    const context = trace.setSpan(parent, span)
    const made: OperationSpan = { span, context, quiet: suppressed(context), trips: [], redirects: 0 }
    open.set(id, made)
    return made
  }
  /** Of a call that failed before it came to the layer, as bad input does. Whoever made it is still the active one. */
  function beginLate({ operationId: id, at, durationMs, ...place }: Ended): OperationSpan {
    return begin({ ...place, id, carries: undefined }, contexts.active(), at - durationMs)
  }
  function end(id: string, event: Ended | undefined): void {
    const span = (open.get(id) ?? (event?.error && beginLate(event)))?.span
    if (!span) return
    open.delete(id)
    if (event) {
      span.setAttribute('fairlead.attempts', event.attempts)
      const kind = callErrorType(event)
      if (kind !== undefined) {
        span.setAttribute('error.type', kind)
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
    }
    span.end()
  }

  return {
    begin,
    of: (id) => open.get(id),
    hear(event) {
      const { operationId: id } = event
      if (id === undefined || event.type === 'attempt:start' || event.type === 'attempt:end') return
      if (event.type === 'operation:start') {
        if (!event.detached) return
        // Background work is a part of what began it, as long as that is there; else it stands alone.
        const { method, template, origin, carries } = event
        const parent = open.get(id.slice(0, id.lastIndexOf('.')))
        begin({ id, method, template, origin, carries }, parent?.context ?? ROOT_CONTEXT)
      } else if (event.type === 'operation:end') end(id, event)
      else note(open.get(id), event)
    },
    close() {
      for (const id of open.keys()) end(id, undefined)
    },
  }
}

/** What happens to a call, as an event of its span; a redirect is one of the trip that it happens to. */
function note(operation: OperationSpan | undefined, event: ClientEvent): void {
  if (!operation) return
  const { span } = operation
  if (event.type === 'redirect') {
    operation.redirects++
    ;(operation.trips[event.attempt] ?? span).addEvent('fairlead.redirect', {
      'http.response.status_code': event.status,
      'fairlead.cross_origin': event.crossOrigin,
    })
    return
  }
  const name = event.type.replace(/^plugin:/, '').replaceAll(':', '.')
  span.addEvent(`fairlead.${name}`, factsOf(event))
  if (event.type === 'plugin:cache:answer')
    span.setAttribute('fairlead.cache.outcome', String(event.details['outcome']))
}

function factsOf(event: ClientEvent): Attributes {
  if (!('template' in event)) return event.details
  const {
    type: _type,
    operationId: _id,
    method: _method,
    template: _template,
    origin: _origin,
    at: _at,
    ...facts
  } = event
  return facts
}
