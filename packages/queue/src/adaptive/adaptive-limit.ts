/** What one call has taught about the server. A call that its caller gave up teaches nothing. */
export interface Sample {
  /** When it began, in milliseconds of some clock that does not fall. */
  readonly startedAtMs: number
  /** Milliseconds from its start to its end. */
  readonly rttMs: number
  /** How many ran when it began, itself included. */
  readonly inFlight: number
  /** `overload`: a timeout, a 429, a 503; a failure of another kind teaches nothing. */
  readonly outcome: 'success' | 'overload'
}

/** A bound on how many calls run at once that follows what the server can take. */
export interface AdaptiveLimit {
  /** Now: a whole number from 1 up. */
  readonly limit: number
  learn(sample: Sample): void
}

/** Makes an adaptive limit: each lane has its own. */
export type AdaptiveLimitMaker = () => AdaptiveLimit
