import type { ClientEvent, Host } from '@fairlead/core'
import {
  type Attributes,
  BREAKER_CHANGES,
  CACHE_ANSWERS,
  CALL_DURATION,
  type Measure,
  QUEUE_REFUSALS,
  QUEUE_WAIT,
  REFRESHES,
  RETRIES,
  SOCKETS,
  SOCKET_GAPS,
  SOCKET_MESSAGES,
  SUBSCRIPTION_GAPS,
} from './instruments.ts'
import { type Names, callErrorType, carriedAttributes } from './attributes.ts'

/** Measures what the events of a client tell, for any format; its requests are measured on their way. The answer stops it. */
export function measure(host: Host, sink: Measure, names: Names): () => void {
  /** Which operations of other protocols are under way, by call. */
  const carried = new Map<string, Attributes>()
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
      if (event.carries && !isBackground) carried.set(operationId, carriedAttributes(event.carries, names.operation))
    } else if (type === 'operation:end') {
      if (isBackground) return
      const kind = callErrorType(event)
      sink(CALL_DURATION, secondsOf(event.durationMs), {
        ...names.at(event).call,
        ...carried.get(operationId),
        ...(kind !== undefined && { 'error.type': kind }),
      })
      carried.delete(operationId)
    } else if (type === 'attempt:start' && event.attempt > 1) sink(RETRIES, 1, names.at(event).call)
  }

  function hearPlugin({ type, details }: Exclude<ClientEvent, { template: string }>): void {
    const of = (name: string): string => String(details[name] ?? '')
    switch (type) {
      case 'plugin:queue:wait':
        return sink(QUEUE_WAIT, Number(details['waitMs']) / 1_000, { 'server.origin': names.origin(of('origin')) })
      case 'plugin:queue:refused':
        return sink(QUEUE_REFUSALS, 1, { 'server.origin': names.origin(of('origin')), reason: of('reason') })
      case 'plugin:queue:breaker':
        return sink(BREAKER_CHANGES, 1, { 'server.origin': names.origin(of('origin')), state: of('state') })
      case 'plugin:cache:answer':
        return sink(CACHE_ANSWERS, 1, { outcome: of('outcome'), collapsed: details['collapsed'] === true })
      case 'plugin:auth:refreshed':
      case 'plugin:auth:refresh-failed':
      case 'plugin:auth:adopted':
        return sink(REFRESHES, 1, { outcome: type.slice('plugin:auth:'.length) })
      case 'plugin:ws:transition': {
        const by = Number(of('to') === 'ready') - Number(of('from') === 'ready')
        return by === 0 ? undefined : sink(SOCKETS, by, socketOf(names.template(of('path'))))
      }
      case 'plugin:ws:gap':
        return sink(SOCKET_GAPS, 1, { path: names.template(of('path')) })
      case 'plugin:ws:message':
        return sink(SOCKET_MESSAGES, 1, { path: names.template(of('path')), direction: of('direction') })
      case 'plugin:graphql:gap':
        return sink(SUBSCRIPTION_GAPS, 1, { 'graphql.operation.name': names.operation(of('operation')) })
      default:
        return undefined
    }
  }
  return host.observe((event) => {
    if ('template' in event) hearCall(event)
    else hearPlugin(event)
  })
}

/** A wall clock may be set back while something lasts. */
function secondsOf(durationMs: number): number {
  return Math.max(0, durationMs) / 1_000
}
