import type { ClientEvent, GraphQLFacts } from '@fairlead/core'
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { errorType } from '../attributes.ts'
import { OTHER } from '../template.ts'

/** The call that a span is of. */
export interface SpannedCall {
  readonly id: string
  readonly method: string
  readonly template: string
  readonly graphql: GraphQLFacts | undefined
}

/** One call under way. */
export interface OperationSpan {
  readonly context: Context
  /** Of its trip to the network, while there is one. */
  trip: Span | undefined
}

/** A span for each call: INTERNAL, because its attempts are the requests. */
export interface OperationSpans {
  begin(call: SpannedCall, parent: Context): OperationSpan
  of(id: string): OperationSpan | undefined
  hear(event: ClientEvent): void
  /** Ends those that are open. */
  close(): void
}

/** Makes the spans of calls. They end when the client tells the end of the call. */
export function createOperationSpans(tracer: Tracer, named: (template: string) => string): OperationSpans {
  const open = new Map<string, OperationSpan>()

  function begin({ id, method, template, graphql }: SpannedCall, parent: Context): OperationSpan {
    const shown = named(template)
    const name = graphql?.type ?? (shown === OTHER ? method : `${method} ${shown}`)
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes: graphqlAttributes(graphql) }, parent)
    const made: OperationSpan = { context: trace.setSpan(parent, span), trip: undefined }
    open.set(id, made)
    return made
  }
  function end(id: string, event: Extract<ClientEvent, { type: 'operation:end' }> | undefined): void {
    const operation = open.get(id)
    open.delete(id)
    const span = operation && trace.getSpan(operation.context)
    if (!span) return
    const kind = event && errorType(event.error, event.status)
    if (event) span.setAttribute('fairlead.attempts', event.attempts)
    if (kind !== undefined) {
      span.setAttribute('error.type', kind)
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    span.end()
  }

  return {
    begin,
    of: (id) => open.get(id),
    hear(event) {
      const { operationId: id } = event
      if (id === undefined) return
      if (event.type === 'operation:start') {
        if (!event.detached) return
        // Background work is a part of what began it, as long as that is there; else it stands alone.
        const { method, template, graphql } = event
        const parent = open.get(id.slice(0, id.lastIndexOf('.')))
        begin({ id, method, template, graphql }, parent?.context ?? ROOT_CONTEXT)
      } else if (event.type === 'operation:end') end(id, event)
      else note(open.get(id), event)
    },
    close() {
      for (const id of open.keys()) end(id, undefined)
    },
  }
}

/** Which GraphQL operation it is: never its document or variables. */
export function graphqlAttributes(graphql: GraphQLFacts | undefined): Attributes {
  if (!graphql) return {}
  const { type, name } = graphql
  return { 'graphql.operation.type': type, ...(name !== undefined && { 'graphql.operation.name': name }) }
}

/** What happens to a call, as an event of its span; a redirect is one of the trip that it happens to. */
function note(operation: OperationSpan | undefined, event: ClientEvent): void {
  const span = operation && trace.getSpan(operation.context)
  if (!span || event.type.startsWith('attempt:')) return
  if (event.type === 'redirect') {
    ;(operation.trip ?? span).addEvent('fairlead.redirect', {
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
