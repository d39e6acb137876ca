import type { LaneRecord, SocketRecord } from './records.ts'

/** How calls fare: those of one endpoint or of one origin, in the window. */
export interface Health {
  readonly origin: string
  /** Calls that ended, those that a cache answered too. */
  readonly calls: number
  /** Under way now. */
  readonly active: number
  /** When its first call ended, in milliseconds since the Unix epoch. Undefined before. */
  readonly since: number | undefined
  readonly errors: number
  /** From 0 to 1. A call that its caller gave up is no error. */
  readonly errorRate: number
  readonly callsPerSecond: number
  /** Of whole calls; within 7 %. Undefined without any. */
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
  readonly p99Ms: number | undefined
  /** Attempts beyond the first of each call. */
  readonly retries: number
  /** Calls answered from a cache, of those that asked one: from 0 to 1. */
  readonly cacheHitRatio: number | undefined
  readonly queueWaitP95Ms: number | undefined
}

/** The health of one endpoint: a method and a path template. */
export interface EndpointHealth extends Health {
  readonly method: string
  /** Values that stand where a template has names are shown as `{…}`; `(other)` holds what is beyond the bound. */
  readonly template: string
}

/** How the client fares, at one moment. Plain data: JSON as it is. */
export interface Snapshot {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** What the figures of health are of. */
  readonly windowMs: number
  readonly endpoints: readonly EndpointHealth[]
  readonly origins: readonly Health[]
  readonly lanes: readonly Readonly<LaneRecord>[]
  readonly sockets: readonly Readonly<SocketRecord>[]
  readonly session: SessionHealth
  readonly alerts: readonly Alert[]
}

/** The session, as its events tell. */
export interface SessionHealth {
  readonly state: string
  readonly refreshes: number
  readonly failedRefreshes: number
  /** Calls sent again with a fresh credential. */
  readonly replays: number
}

/** A figure of health that a threshold may watch. */
export type HealthFigure =
  | 'errorRate'
  | 'callsPerSecond'
  | 'p50Ms'
  | 'p95Ms'
  | 'p99Ms'
  | 'cacheHitRatio'
  | 'queueWaitP95Ms'
  | 'active'

/** What is too much, or too little. */
export interface Threshold {
  /** Tells thresholds apart. */
  readonly name: string
  readonly figure: HealthFigure
  readonly above?: number | undefined
  readonly below?: number | undefined
  /** Whose figures. @defaultValue `'origin'` */
  readonly per?: 'endpoint' | 'origin' | undefined
  /** Only those endpoints, such as `GET /vessels/{id}`; with `per: 'endpoint'`. */
  readonly endpoints?: readonly string[] | undefined
  /** Fewer calls in the window say nothing, but of `active`; of `callsPerSecond` below a limit a whole window has to pass. @defaultValue 10 */
  readonly minCalls?: number | undefined
}

/** A threshold that is crossed, from when it is until it is no more. */
export interface Alert {
  readonly name: string
  readonly figure: HealthFigure
  readonly state: 'raised' | 'cleared'
  readonly value: number | undefined
  readonly limit: number
  readonly origin: string
  /** `METHOD template`, of a threshold per endpoint. */
  readonly endpoint?: string | undefined
  readonly at: number
}
