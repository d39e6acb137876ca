import type { ClientEvent, Host } from '@fairlead/core'
import {
  ACTIVE_REQUESTS,
  type Attributes,
  BREAKER_CHANGES,
  CACHE_ANSWERS,
  CALL_DURATION,
  type Instrument,
  type Measure,
  QUEUE_REFUSALS,
  QUEUE_WAIT,
  REFRESHES,
  REQUEST_DURATION,
  RESPONSE_SIZE,
  RETRIES,
  SOCKETS,
  SOCKET_GAPS,
  SOCKET_MESSAGES,
  SUBSCRIPTION_GAPS,
} from './instruments.ts'
import { MAX_ORIGINS, callErrorType, carriedAttributes, createAttributes, errorType, statusOf } from './attributes.ts'
import { createNameGuard, operationName } from './template.ts'

/** How measurements are made. */
export interface MeasureOptions {
  /** Whether requests are measured: not where spans are, whose durations have to be the same. @defaultValue true */
  readonly requests?: boolean
  /** Templates that are told apart. @defaultValue 200 */
  readonly maxTemplates?: number
}

/** Measures what the events of a client tell, for any format. The answer stops it. */
export function measure(
  host: Host,
  sink: Measure,
  { requests = true, maxTemplates = 200 }: MeasureOptions = {},
): () => void {
  const { of: named } = createNameGuard(maxTemplates)
  const { of: operationNamed } = createNameGuard(maxTemplates, operationName)
  /** Which operations of other protocols are under way, by call. */
  const carried = new Map<string, Attributes>()
  const { of: originNamed } = createNameGuard(MAX_ORIGINS, (origin) => origin)
  const attributesOf = createAttributes(named)

  /** What is open now: to be given back when nobody listens any more. */
  const balance = new Map<Attributes, { readonly instrument: Instrument; open: number }>()
  function change(instrument: Instrument, by: number, attributes: Attributes): void {
    const known = balance.get(attributes) ?? { instrument, open: 0 }
    known.open += by
    if (known.open === 0) balance.delete(attributes)
    else balance.set(attributes, known)
    sink(instrument, by, attributes)
  }
  /** The attributes of sockets by path, the same ones each time. */
  const sockets = new Map<string, Attributes>()
  function socketOf(path: string): Attributes {
    const known = sockets.get(path) ?? { path }
    sockets.set(path, known)
    return known
  }

  function hearCall(event: Extract<ClientEvent, { template: string }>): void {
    const { type, operationId } = event
    // Its id has a part of its own behind a dot. It is no call: nobody waits for it.
    const isBackground = operationId.includes('.')
    if (type === 'operation:start') {
      if (event.carries && !isBackground) carried.set(operationId, carriedAttributes(event.carries, operationNamed))
    } else if (type === 'operation:end') {
      if (isBackground) return
      const kind = callErrorType(event)
      sink(CALL_DURATION, secondsOf(event.durationMs), {
        ...attributesOf(event).call,
        ...carried.get(operationId),
        ...(kind !== undefined && { 'error.type': kind }),
      })
      carried.delete(operationId)
    } else if (type === 'attempt:start') {
      if (event.attempt > 1) sink(RETRIES, 1, attributesOf(event).call)
      if (requests) change(ACTIVE_REQUESTS, 1, attributesOf(event).active)
    } else if (type === 'attempt:end' && requests) {
      const { durationMs, status, error, bytes } = event
      change(ACTIVE_REQUESTS, -1, attributesOf(event).active)
      const kind = errorType(error, status)
      const code = statusOf(status)
      const own = {
        ...attributesOf(event).request,
        ...(code !== undefined && { 'http.response.status_code': code }),
        ...(kind !== undefined && { 'error.type': kind }),
      }
      sink(REQUEST_DURATION, secondsOf(durationMs), own)
      if (bytes !== undefined) sink(RESPONSE_SIZE, bytes, own)
    }
  }

  function hearPlugin({ type, details }: Exclude<ClientEvent, { template: string }>): void {
    const of = (name: string): string => String(details[name] ?? '')
    switch (type) {
      case 'plugin:queue:wait':
        return sink(QUEUE_WAIT, Number(details['waitMs']) / 1_000, { 'server.origin': originNamed(of('origin')) })
      case 'plugin:queue:refused':
        return sink(QUEUE_REFUSALS, 1, { 'server.origin': originNamed(of('origin')), reason: of('reason') })
      case 'plugin:queue:breaker':
        return sink(BREAKER_CHANGES, 1, { 'server.origin': originNamed(of('origin')), state: of('state') })
      case 'plugin:cache:answer':
        return sink(CACHE_ANSWERS, 1, { outcome: of('outcome'), collapsed: details['collapsed'] === true })
      case 'plugin:auth:refreshed':
      case 'plugin:auth:refresh-failed':
      case 'plugin:auth:adopted':
        return sink(REFRESHES, 1, { outcome: type.slice('plugin:auth:'.length) })
      case 'plugin:ws:transition': {
        const by = Number(of('to') === 'ready') - Number(of('from') === 'ready')
        return by === 0 ? undefined : change(SOCKETS, by, socketOf(named(of('path'))))
      }
      case 'plugin:ws:gap':
        return sink(SOCKET_GAPS, 1, { path: named(of('path')) })
      case 'plugin:ws:message':
        return sink(SOCKET_MESSAGES, 1, { path: named(of('path')), direction: of('direction') })
      case 'plugin:graphql:gap':
        return sink(SUBSCRIPTION_GAPS, 1, { 'graphql.operation.name': operationNamed(of('operation')) })
      default:
        return undefined
    }
  }
  const stop = host.observe((event) => {
    if ('template' in event) hearCall(event)
    else hearPlugin(event)
  })
  return () => {
    stop()
    for (const [attributes, { instrument, open }] of balance) sink(instrument, -open, attributes)
    balance.clear()
  }
}

/** A wall clock may be set back while something lasts. */
function secondsOf(durationMs: number): number {
  return Math.max(0, durationMs) / 1_000
}
