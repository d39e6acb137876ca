import { type Place, byPlace } from './by-place.ts'
import type { EndpointHealth, Health } from './snapshot.ts'
import { OTHER, createNameGuard } from './template.ts'
import { Window } from './window.ts'

/** What became of one call, for the figures. */
export interface EndedCall {
  readonly durationMs: number
  readonly isError: boolean
  readonly retries: number
  /** Whether a cache was asked, and had it. */
  readonly cache: 'hit' | 'miss' | undefined
  readonly waitedMs: number | undefined
}

/** One endpoint or one origin that is counted. */
interface Counted extends Place {
  readonly window: Window
}

/** The windows of a call: that of its endpoint, and that of its origin. */
type Counters = readonly [Window, Window]

/** The figures of endpoints and origins. */
export interface HealthBook {
  /** The answer is told what became of it. */
  began(place: Place): Counters
  ended(counters: Counters, call: EndedCall, nowMs: number): void
  /** Nobody follows it any more. */
  givenUp(counters: Counters): void
  endpoints(nowMs: number): EndpointHealth[]
  origins(nowMs: number): Health[]
}

/** Origins with figures of their own. */
const MAX_ORIGINS = 50
const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|QUERY)$/

/** Makes the book of figures, of at most so many endpoints. */
export function createHealth(windowMs: number, maxEndpoints: number): HealthBook {
  const guard = createNameGuard(maxEndpoints)
  const endpoints = new Map<string, Counted>()
  const origins = new Map<string, Counted>()

  function counted(all: Map<string, Counted>, key: string, max: number, made: Omit<Counted, 'window'>): Window {
    let found = all.get(key)
    if (!found && all.size >= max) {
      found = all.get(OTHER)
      made = { origin: OTHER, method: '', template: OTHER }
      key = OTHER
    }
    if (!found) all.set(key, (found = { ...made, window: new Window(windowMs) }))
    return found.window
  }
  const countersOf = byPlace<Counters>(({ method: given, template: path, origin }) => {
    const method = METHODS.test(given) ? given : '_OTHER'
    const template = guard.of(path)
    const endpoint = { origin, method, template }
    return [
      counted(endpoints, `${method} ${origin}${template}`, maxEndpoints, endpoint),
      counted(origins, origin, MAX_ORIGINS, { origin, method: '', template: '' }),
    ]
  })
  function healthOf({ origin, window }: Counted, nowMs: number): Health {
    const { calls, errors, retries, asked, hits, durations, waits } = window.sum(nowMs)
    return {
      origin,
      calls,
      active: window.active,
      since: window.since,
      errors,
      errorRate: calls > 0 ? errors / calls : 0,
      callsPerSecond: calls / (window.coveredMs(nowMs) / 1_000),
      p50Ms: durations.quantile(0.5),
      p95Ms: durations.quantile(0.95),
      p99Ms: durations.quantile(0.99),
      retries,
      cacheHitRatio: asked > 0 ? hits / asked : undefined,
      queueWaitP95Ms: waits.quantile(0.95),
    }
  }

  return {
    began(place) {
      const counters = countersOf(place)
      for (const window of counters) window.active++
      return counters
    },
    givenUp(counters) {
      for (const window of counters) window.active--
    },
    ended(counters, call, nowMs) {
      for (const window of counters) {
        window.active--
        const slice = window.now(nowMs)
        slice.calls++
        if (call.isError) slice.errors++
        slice.retries += call.retries
        if (call.cache) slice.asked++
        if (call.cache === 'hit') slice.hits++
        slice.durations.add(call.durationMs)
        if (call.waitedMs !== undefined) slice.waits.add(call.waitedMs)
      }
    },
    endpoints: (nowMs) =>
      [...endpoints.values()].map((each) => ({
        method: each.method,
        template: each.template,
        ...healthOf(each, nowMs),
      })),
    origins: (nowMs) => [...origins.values()].map((each) => healthOf(each, nowMs)),
  }
}
