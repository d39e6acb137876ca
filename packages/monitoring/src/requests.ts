import { type CallRequest, type Next, type Reply, isFairleadError } from '@fairlead/core'
import { type Names, type PlaceAttributes, errorType, statusOf } from './attributes.ts'
import { bytesOf } from './body-size.ts'
import {
  ACTIVE_REQUESTS,
  type Attributes,
  type Measure,
  REQUEST_DURATION,
  REQUEST_SIZE,
  RESPONSE_SIZE,
} from './instruments.ts'
import { safely } from './safely.ts'

/** One request on its way. */
export interface WatchedRequest {
  readonly place: PlaceAttributes
  /** Where it really goes. */
  readonly origin: string
  /** Measures what became of it. To be called once. */
  end(reply: Reply | undefined, error: unknown): EndedRequest
}

/** What became of a request. */
export interface EndedRequest {
  readonly elapsedMs: number
  /** What its measurements are told apart by: its status, or why it failed. */
  readonly outcome: Attributes
}

/** Begins to measure a request, as every format has it; without `measure` it only finds out. */
export function watchRequest(
  { operation: { method, template, origin: base }, url, body }: CallRequest,
  names: Names,
  measure: Measure | undefined,
): WatchedRequest {
  // An interceptor may have changed its URL.
  const origin = url.startsWith(`${base}/`) ? base : new URL(url).origin
  const place = names.at({ method, template, origin })
  // Not by the clock on the wall, which may be set while it lasts.
  const startedAt = performance.now()
  measure?.(ACTIVE_REQUESTS, 1, place.active)
  return {
    place,
    origin,
    end(reply, error) {
      const elapsedMs = performance.now() - startedAt
      const outcome = outcomeOf(reply, error)
      if (measure) {
        measure(ACTIVE_REQUESTS, -1, place.active)
        const all = { ...place.request, ...outcome }
        measure(REQUEST_DURATION, elapsedMs / 1_000, all)
        const sent = body && bytesOf(body)
        if (sent !== undefined) measure(REQUEST_SIZE, sent, all)
        const got = (reply?.body as Uint8Array | null | undefined)?.byteLength
        if (got !== undefined) measure(RESPONSE_SIZE, got, all)
      }
      return { elapsedMs, outcome }
    },
  }
}

/** Passes on what a trip to the network comes to, and tells its end. Of a streamed answer the body is a part, without a look into it. */
export async function tellEnd(
  trip: Promise<Reply>,
  end: (reply: Reply | undefined, error: unknown) => void,
): Promise<Reply> {
  try {
    const reply = await trip
    if (reply.settled) void reply.settled.then((error) => end(reply, error))
    else end(reply, undefined)
    return reply
  } catch (error) {
    end(undefined, error)
    throw error
  }
}

/** Measures each request: the work of a layer at stage `trace`, where there are no spans. */
export function measureRequests(measure: Measure, names: Names): (request: CallRequest, next: Next) => Promise<Reply> {
  return (request, next) => {
    const watched = safely(() => watchRequest(request, names, measure))
    return watched ? tellEnd(next(request), (...given) => safely(() => watched.end(...given))) : next(request)
  }
}

function outcomeOf(reply: Reply | undefined, error: unknown): Attributes {
  const outcome: Record<string, string | number> = {}
  const status = statusOf(reply?.status)
  if (status !== undefined) outcome['http.response.status_code'] = status
  const kind = failureOf(reply, error)
  if (kind !== undefined) outcome['error.type'] = kind
  return outcome
}

/** `error.type`; none of what somebody has given up: its caller, a faster attempt, or who signed out. */
function failureOf(reply: Reply | undefined, error: unknown): string | undefined {
  if (error === undefined || error === null) return errorType(undefined, reply?.status)
  if (!isFairleadError(error)) return 'network'
  const { kind, reason } = error as { kind: typeof error.kind; reason?: unknown }
  return reason === 'session-ended' ? undefined : errorType(kind, undefined)
}
