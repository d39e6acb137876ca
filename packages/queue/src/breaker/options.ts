/** When a breaker opens and how it closes again. */
export interface BreakerOptions {
  /** Opens when this part of the calls in the window failed. @defaultValue 0.5 */
  readonly ratio?: number | undefined
  /** Calls there must be in the window before the ratio says anything; at most those it holds. @defaultValue 10 */
  readonly minimum?: number | undefined
  /** The calls it looks at: those of the last so many milliseconds, or the last so many. @defaultValue `{ ms: 10_000 }` */
  readonly window?: { readonly ms: number } | { readonly calls: number } | undefined
  /**
   * How long it stays open the first time; twice as long each time a probe fails or it opens again soon. It begins anew
   * when it has been closed for as long as it was open. @defaultValue 5_000
   */
  readonly openMs?: number | undefined
  /** The longest time of all. @defaultValue 60_000 */
  readonly maxOpenMs?: number | undefined
  /** How many may try at once when it has been open long enough; all of them must succeed. @defaultValue 1 */
  readonly probes?: number | undefined
  /** A probe that has not settled by then counts as failed, so that a hung one closes nobody out for ever. @defaultValue 30_000 */
  readonly leaseMs?: number | undefined
  /** Hears each new state. */
  readonly onChange?: ((state: Breaker['state']) => void) | undefined
}

/** What a call that was let in came to; `ignored` says nothing about the server. */
export type BreakerOutcome = 'success' | 'failure' | 'ignored'

/** One call that was let in. Settling it again changes nothing. */
export interface BreakerPass {
  settle(outcome: BreakerOutcome): void
}

/** Keeps calls from a server that fails. */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'half-open'
  /**
   * When it will let the next call try, in milliseconds since the Unix epoch; undefined if it would now. While others try:
   * when they must have settled.
   */
  readonly retryAt: number | undefined
  /** Lets one call in. @throws `rejected` (`breaker-open`) with `retryAt` */
  enter(): BreakerPass
  /**
   * Runs the work if it is let in. What it throws is a failure, unless it is an error of ours that says nothing about the
   * server: an abort, a refusal, a 4xx.
   */
  run<T>(work: () => T | PromiseLike<T>): Promise<T>
}
