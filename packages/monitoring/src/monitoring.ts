import { type ClientEvent, type Guards, type Plugin, check, configError, tellAll } from '@fairlead/core'
import { createAlerts } from './alerts.ts'
import type { Monitoring, MonitoringOptions } from './api.ts'
import { type EndedCall, createHealth } from './health.ts'
import { callErrorType } from './attributes.ts'
import type { OperationRecord } from './records.ts'
import type { Threshold } from './snapshot.ts'
import { createStanding } from './standing.ts'
import { createTimeline } from './timeline.ts'

const isAmount = (value: unknown): boolean => typeof value === 'number' && value > 0 && Number.isFinite(value)
const isCount = (value: unknown): boolean => Number.isInteger(value) && isAmount(value)
const GUARDS: Guards<MonitoringOptions> = {
  maxOperations: isCount,
  maxEndpoints: isCount,
  windowMs: (value) => isAmount(value) && Number(value) >= 1_000,
  thresholds: Array.isArray,
}
const FIGURE = /^(errorRate|callsPerSecond|p50Ms|p95Ms|p99Ms|cacheHitRatio|queueWaitP95Ms|active)$/
const isNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)
const THRESHOLD: Guards<Threshold> = {
  name: (value) => typeof value === 'string' && value !== '',
  figure: (value) => FIGURE.test(String(value)),
  above: isNumber,
  below: isNumber,
  per: (value) => value === 'endpoint' || value === 'origin',
  endpoints: Array.isArray,
  minCalls: isNumber,
}

/** @throws `config` for a threshold that could never be crossed, or that has the name of another */
function checkThreshold(threshold: Threshold, all: readonly Threshold[]): void {
  check('monitoring: thresholds', threshold, THRESHOLD)
  const { name, figure, above, below, per, endpoints } = threshold
  const refuse = (what: string): never => {
    throw configError(`monitoring: the threshold '${name}' ${what}`)
  }
  if (!name || !figure) refuse('needs a `name` and a `figure`')
  if (above === undefined && below === undefined) refuse('needs `above` or `below`')
  if (endpoints && per !== 'endpoint') refuse("names `endpoints`: it needs `per: 'endpoint'`")
  if (all.filter((each) => each.name === name).length > 1) refuse('is there twice')
}

// oxlint-disable-next-line typescript/no-empty-object-type -- no call options
type MonitoringPlugin = Plugin<'monitoring', {}, Monitoring, never>

/**
 * Watches the calls of a client from inside its pipeline: what happened to the latest ones, how endpoints and origins fare, and
 * when that is no longer good. It hears events alone, so it sees retries, waits, caches and refreshes, and no value of a user.
 *
 * @throws `config` for an unknown option or threshold
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [monitoring()] })
 * client.monitoring.snapshot().endpoints.map(({ template, p95Ms, errorRate }) => [template, p95Ms, errorRate])
 * ```
 */
export function monitoring(options: MonitoringOptions = {}): MonitoringPlugin {
  check('monitoring', options, GUARDS)
  const { maxOperations = 500, maxEndpoints = 200, windowMs = 60_000, thresholds = [] } = options
  for (const threshold of thresholds) checkThreshold(threshold, thresholds)
  return {
    name: 'monitoring',
    install(host) {
      const { runtime } = host
      const standing = createStanding()
      const health = createHealth(windowMs, maxEndpoints)
      const alerts = createAlerts({ thresholds, windowMs }, health, runtime)
      const listeners = new Set<(nothing: undefined) => void>()
      /** Where calls under way are counted. */
      const counted = new Map<OperationRecord | undefined, ReturnType<typeof health.began> | undefined>()
      // Never empty, as that of the timeline.
      counted.set(undefined, undefined)
      const timeline = createTimeline(maxOperations, (record) => {
        const counters = counted.get(record)
        if (counters) health.givenUp(counters)
        counted.delete(record)
      })
      let isDue = false

      function hear(event: ClientEvent): void {
        const record = timeline.hear(event)
        if (!('template' in event)) standing.hear(event)
        else if (event.type === 'operation:start') {
          // Background work is no call: nobody waits for it, and whoever began it has its attempts.
          if (record && !event.detached) counted.set(record, health.began(event))
          alerts.look(event.at)
        } else if (event.type === 'operation:end') {
          const counters = record && counted.get(record)
          if (counters) {
            counted.delete(record)
            health.ended(counters, endedCall(event, record), event.at)
          }
          alerts.look(event.at)
        }
        if (listeners.size === 0 || isDue) return
        isDue = true
        // A call tells several things at once: whoever draws them draws once.
        queueMicrotask(() => {
          isDue = false
          tellAll(listeners, undefined)
        })
      }
      const stop = host.observe(hear)
      return {
        api: {
          snapshot() {
            const at = runtime.now()
            return {
              at,
              windowMs,
              endpoints: health.endpoints(at),
              origins: health.origins(at),
              lanes: standing.lanes().map((lane) => ({ ...lane })),
              sockets: standing.sockets().map((socket) => ({ ...socket, frames: [...socket.frames] })),
              session: standing.session(host.session().state),
              alerts: alerts.raised(),
            }
          },
          timeline: timeline.records,
          subscribe(listener) {
            const own = (): void => listener()
            listeners.add(own)
            return () => void listeners.delete(own)
          },
          onAlert: alerts.onAlert,
        },
        dispose() {
          stop()
          alerts.close()
          listeners.clear()
        },
      }
    },
  }
}

const HIT = /^(hit|stale|revalidated)$/

function endedCall(event: Extract<ClientEvent, { type: 'operation:end' }>, { notes }: OperationRecord): EndedCall {
  let cache: EndedCall['cache']
  let waitedMs: number | undefined
  for (const { type, details } of notes) {
    if (type === 'plugin:cache:answer') cache = HIT.test(String(details['outcome'])) ? 'hit' : 'miss'
    else if (type === 'plugin:queue:wait') waitedMs = (waitedMs ?? 0) + Number(details['waitMs'])
  }
  const { durationMs, attempts } = event
  return {
    durationMs,
    isError: callErrorType(event) !== undefined,
    retries: Math.max(0, attempts - 1),
    cache,
    waitedMs,
  }
}
