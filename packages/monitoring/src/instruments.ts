/** Facts that a measurement is told apart by: few values each, never one of a user. */
export type Attributes = Readonly<Record<string, string | number | boolean>>

/** Something that is measured, under one name in every format. */
export interface Instrument {
  /** As the conventions of OpenTelemetry write it. */
  readonly name: string
  readonly kind: 'counter' | 'updown' | 'histogram'
  /** A UCUM unit: `s`, `By`, `{call}`. */
  readonly unit: string
  readonly description: string
  /** Upper bounds of a histogram's buckets, of its unit. */
  readonly buckets?: readonly number[]
}

/** Of durations in seconds, as the HTTP conventions have it. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const BYTES = [128, 1_024, 8_192, 65_536, 524_288, 4_194_304, 33_554_432]

const histogram = (name: string, unit: string, description: string): Instrument => ({
  name,
  kind: 'histogram',
  unit,
  description,
  buckets: unit === 's' ? SECONDS : BYTES,
})
const counter = (name: string, unit: string, description: string): Instrument => ({
  name,
  kind: 'counter',
  unit,
  description,
})
const updown = (name: string, unit: string, description: string): Instrument => ({
  name,
  kind: 'updown',
  unit,
  description,
})

// Of the HTTP conventions: each attempt is one request.
export const REQUEST_DURATION = histogram('http.client.request.duration', 's', 'Duration of HTTP client requests.')
export const ACTIVE_REQUESTS = updown('http.client.active_requests', '{request}', 'Number of active HTTP requests.')
export const REQUEST_SIZE = histogram('http.client.request.body.size', 'By', 'Size of HTTP client request bodies.')
export const RESPONSE_SIZE = histogram('http.client.response.body.size', 'By', 'Size of HTTP client response bodies.')

// Of what no convention names yet.
export const CALL_DURATION = histogram('fairlead.call.duration', 's', 'Duration of calls, all their attempts included.')
export const RETRIES = counter('fairlead.call.retries', '{attempt}', 'Attempts beyond the first of a call.')
export const QUEUE_WAIT = histogram('fairlead.queue.wait.duration', 's', 'How long calls waited for their turn.')
export const QUEUE_REFUSALS = counter('fairlead.queue.refusals', '{call}', 'Calls that were not let out.')
export const BREAKER_CHANGES = counter('fairlead.breaker.changes', '{change}', 'State changes of breakers.')
export const CACHE_ANSWERS = counter('fairlead.cache.answers', '{call}', 'What the cache did for calls.')
export const REFRESHES = counter('fairlead.auth.refreshes', '{refresh}', 'Refreshes of a session.')
export const SOCKETS = updown('fairlead.socket.open', '{connection}', 'Live connections that are ready.')
export const SOCKET_GAPS = counter('fairlead.socket.gaps', '{gap}', 'Times that messages may have been missed.')
export const SOCKET_MESSAGES = counter('fairlead.socket.messages', '{message}', 'Messages over live connections.')
export const SUBSCRIPTION_GAPS = counter('fairlead.graphql.gaps', '{gap}', 'Times that results may have been missed.')

/** All of them. */
export const INSTRUMENTS: readonly Instrument[] = [
  REQUEST_DURATION,
  ACTIVE_REQUESTS,
  REQUEST_SIZE,
  RESPONSE_SIZE,
  CALL_DURATION,
  RETRIES,
  QUEUE_WAIT,
  QUEUE_REFUSALS,
  BREAKER_CHANGES,
  CACHE_ANSWERS,
  REFRESHES,
  SOCKETS,
  SOCKET_GAPS,
  SOCKET_MESSAGES,
  SUBSCRIPTION_GAPS,
]

/** Where measurements go. `value` is of the instrument's unit; of an `updown`, the change. */
export type Measure = (instrument: Instrument, value: number, attributes: Attributes) => void
