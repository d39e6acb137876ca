import type { VirtualClock } from '../virtual-clock.ts'

/** The contract `RateLimit` of `@fairlead/queue`, said once more: who tests transports need not install that. */
export interface RateLimitUnderTest {
  readonly unit: string
  readonly intervalMs: number
  waitMs(nowMs: number, cost: number): number
  take(nowMs: number, cost: number): void
  subscribe?(listener: () => void): () => void
}

/** What a limit is to hold: so many units in a period, and as many at once. */
export interface RateTerms {
  readonly limit: number
  readonly periodMs: number
  readonly unit?: string
}

/** The contract `Scheduler` of `@fairlead/queue`, as far as limits need it. */
export interface SchedulerUnderTest {
  run(
    work: () => void,
    options?: { readonly cost?: Readonly<Record<string, number>>; readonly signal?: AbortSignal },
  ): Promise<unknown>
}

/** Limits of which nothing has been taken, on a clock of their own. */
export interface RatePlace {
  /** One for each of the terms. */
  readonly rates: readonly (() => RateLimitUnderTest)[]
  /** What limits are asked with, and schedulers wait by; whoever else decides has this one too. */
  readonly clock: VirtualClock
  /** Lets time of the clock pass, with what others answer in it. */
  advance(durationMs: number): Promise<void>
}

/** What a case runs with. */
export interface RateLimitContext {
  /** Opens a place that no other case shares. */
  open(terms: readonly RateTerms[]): RatePlace
  /** Units of a burst that may be kept back, as for others who have taken some ahead. @defaultValue 0 */
  readonly spare?: number
  /** That of `@fairlead/queue`. */
  createScheduler(options: Pick<RatePlace, 'rates' | 'clock'>): SchedulerUnderTest
}

/** One behaviour that every limit shows. */
export interface RateLimitCase {
  readonly name: string
  /** Throws where the behaviour is another one. */
  run(context: RateLimitContext): Promise<void>
}
