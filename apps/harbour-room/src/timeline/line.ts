import type { CoreEvent, ErrorKind, PluginEvent, RetryRefusal } from '@fairlead/core'

/** One trip to the server. Times are milliseconds, instants since the Unix epoch. */
export interface Trip {
  /** The operation that made it, and which of its attempts it was. */
  readonly id: string
  readonly number: number
  readonly startedAt: number
  readonly durationMs?: number | undefined
  readonly status?: number | undefined
  readonly error?: ErrorKind | undefined
  readonly bytes?: number | undefined
  readonly wait?: { readonly waitMs: number; readonly source: 'backoff' | 'server' } | undefined
  /** What the server wanted before the call was sent again, such as `refresh` or `step-up`. */
  readonly wanted?: string | undefined
}

/** What the cache did for a call. */
export interface CacheNote {
  readonly outcome: string
  readonly reason?: string | undefined
  /** Why the answer was not stored. */
  readonly refusal?: string | undefined
  readonly stored: boolean
  /** Whether another call's request was used. */
  readonly collapsed: boolean
  /** Milliseconds of freshness left; below 0 where the answer is stale. */
  readonly ttlMs?: number | undefined
}

/** What the queue did for a call. */
export interface QueueNote {
  /** The waits for its turns. */
  readonly waits: readonly { readonly startedAt: number; readonly waitMs: number }[]
  /** Why it was not let through. */
  readonly refusal?: string | undefined
  /** Whether it is kept until it can be sent. */
  readonly isKept: boolean
}

/** One call with its trips. Without a duration it is still under way. */
export interface Line {
  readonly id: string
  readonly method: string
  readonly template: string
  readonly startedAt: number
  readonly durationMs?: number | undefined
  readonly status?: number | undefined
  readonly error?: ErrorKind | undefined
  readonly refusal?: RetryRefusal | undefined
  readonly trips: readonly Trip[]
  readonly cache?: CacheNote | undefined
  readonly queue?: QueueNote | undefined
  /** Whether nobody waits for it. */
  readonly isBackground: boolean
}

/** The line after an event of its call. */
export function advance(line: Line, event: CoreEvent): Line {
  switch (event.type) {
    case 'attempt:start': {
      const trip = { id: tripId(event), number: line.trips.length + 1, startedAt: event.at }
      return { ...line, trips: [...line.trips, trip] }
    }
    case 'attempt:end': {
      const { durationMs, status, error, bytes } = event
      return withTrip(line, tripId(event), { durationMs, status, error, bytes })
    }
    case 'retry:wait':
      return withTrip(line, tripId(event), { wait: { waitMs: event.waitMs, source: event.source } })
    case 'retry:refused':
      return { ...line, refusal: event.reason }
    case 'operation:end': {
      const { durationMs, status, error } = event
      return { ...line, durationMs, status, error }
    }
    default:
      return line
  }
}

/** The line after its last trip was refused for want of something that has been got since. */
export function replayed(line: Line, wanted: string): Line {
  return withTrip(line, line.trips.at(-1)?.id ?? '', { wanted })
}

/** The line after the cache has said what it did. */
export function noted(
  line: Line,
  { outcome, reason, refusal, stored, collapsed, ttlMs }: PluginEvent['details'],
): Line {
  const cache = {
    outcome: String(outcome),
    reason: typeof reason === 'string' ? reason : undefined,
    refusal: typeof refusal === 'string' ? refusal : undefined,
    stored: stored === true,
    collapsed: collapsed === true,
    ttlMs: typeof ttlMs === 'number' ? ttlMs : undefined,
  }
  return { ...line, cache }
}

/** The line after the queue has said what it did. */
export function queued(line: Line, { type, at, details }: PluginEvent): Line {
  const { waits, ...rest } = line.queue ?? { waits: [], isKept: false }
  const { waitMs, reason } = details
  if (type === 'plugin:queue:refused') return { ...line, queue: { ...rest, waits, refusal: String(reason) } }
  const wait = { startedAt: at - Number(waitMs), waitMs: Number(waitMs) }
  return { ...line, queue: { ...rest, waits: [...waits, wait] } }
}

/** The line of a call that is kept until it can be sent. */
export function kept(line: Line): Line {
  return { ...line, queue: { waits: [], ...line.queue, isKept: true } }
}

/** Whether a call is on its way: one that is kept is not. */
export function isUnderWay({ durationMs, queue }: Line): boolean {
  return durationMs === undefined && queue?.isKept !== true
}

function tripId({ operationId, attempt }: { readonly operationId: string; readonly attempt: number }): string {
  return `${operationId} ${attempt}`
}

function withTrip(line: Line, id: string, facts: Partial<Trip>): Line {
  return { ...line, trips: line.trips.map((trip) => (trip.id === id ? { ...trip, ...facts } : trip)) }
}
