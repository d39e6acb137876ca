import type { ClientEvent, CoreEvent, ErrorKind, RetryRefusal } from '@fairlead/core'

/** One trip to the server. Times are milliseconds, instants since the Unix epoch. */
export interface Trip {
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
}

/** The calls of a client, the latest first, as they happen. */
export interface Timeline {
  readonly subscribe: (listener: () => void) => () => void
  readonly lines: () => readonly Line[]
  readonly clear: () => void
  /** Stops listening to the client. */
  readonly close: () => void
}

const MAX_LINES = 60

/**
 * Makes the timeline of a client out of its events alone.
 * @param shows whether calls of a path template are shown
 */
export function createTimeline(
  client: { on(listener: (event: ClientEvent) => void): () => void },
  shows: (template: string) => boolean = () => true,
): Timeline {
  const listeners = new Set<() => void>()
  let lines: readonly Line[] = []
  const show = (next: readonly Line[]): void => {
    lines = next
    for (const listener of listeners) listener()
  }
  const close = client.on((event) => {
    if (event.type === 'plugin:auth:replay') {
      show(lines.map((line) => (line.id === event.operationId ? replayed(line, String(event.details['kind'])) : line)))
      return
    }
    if (!isCallEvent(event) || !shows(event.template)) return
    if (event.type === 'operation:start') {
      const { operationId: id, method, template, at: startedAt } = event
      show([{ id, method, template, startedAt, trips: [] }, ...lines].slice(0, MAX_LINES))
    } else show(lines.map((line) => (line.id === event.operationId ? advance(line, event) : line)))
  })
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lines: () => lines,
    clear: () => show([]),
    close,
  }
}

function isCallEvent(event: ClientEvent): event is CoreEvent {
  return 'template' in event
}

/** The line after an event of its call. */
function advance(line: Line, event: CoreEvent): Line {
  switch (event.type) {
    case 'attempt:start':
      return { ...line, trips: [...line.trips, { number: event.attempt, startedAt: event.at }] }
    case 'attempt:end': {
      const { durationMs, status, error, bytes } = event
      return withTrip(line, event.attempt, { durationMs, status, error, bytes })
    }
    case 'retry:wait':
      return withTrip(line, event.attempt, { wait: { waitMs: event.waitMs, source: event.source } })
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
function replayed(line: Line, wanted: string): Line {
  return withTrip(line, line.trips.at(-1)?.number ?? 0, { wanted })
}

function withTrip(line: Line, number: number, facts: Partial<Trip>): Line {
  return { ...line, trips: line.trips.map((trip) => (trip.number === number ? { ...trip, ...facts } : trip)) }
}
