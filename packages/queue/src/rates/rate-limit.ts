/**
 * A bound on how much passes in a time. Two steps, so that of several limits none is charged unless all allow: a call
 * that waits or is refused costs nothing.
 */
export interface RateLimit {
  /** What it counts: the name under which a call's `cost` says how much it needs. @defaultValue `'calls'` */
  readonly unit: string
  /** Milliseconds that one unit takes in the long run. */
  readonly intervalMs: number
  /**
   * Milliseconds until `cost` would pass: 0 now, `Infinity` never (more than ever fits). Charges nothing.
   *
   * @throws `rejected` where it cannot be told and nobody is to wait for it: who asks is refused with that
   */
  waitMs(nowMs: number, cost: number): number
  /** Charges. Only right after `waitMs` has said 0. */
  take(nowMs: number, cost: number): void
  /**
   * Hears that a wait may be over sooner than `waitMs` has said, as where others decide; never from inside `waitMs`. The
   * answer ends it. A scheduler listens while something waits, and for its own `rates`, not for those of keys.
   */
  subscribe?(listener: () => void): () => void
}

/** Makes a limit: each lane, and each key of `perKey`, has its own. */
export type RateLimitMaker = () => RateLimit

/** How much a call needs of each unit; units that are not named cost 1 if they are `'calls'`, else 0. */
export type Cost = number | Readonly<Record<string, number>>
