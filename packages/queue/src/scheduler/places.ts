import type { AdaptiveLimit, AdaptiveLimitMaker } from '../adaptive/adaptive-limit.ts'
import type { Item, Lesson } from './item.ts'

/** How much of what was measured last counts. */
const SMOOTHING = 0.1

/** The places that work takes while it runs. */
export class Places {
  running = 0
  hung = 0
  readonly #limit: AdaptiveLimit | { readonly limit: number }
  /** How long a place is taken, smoothed. */
  #serviceMs = 0

  constructor(concurrency: number | AdaptiveLimitMaker) {
    this.#limit = typeof concurrency === 'number' ? { limit: concurrency } : concurrency()
  }

  get limit(): number {
    return this.#limit.limit
  }

  /** Milliseconds between two places that become free, when all are taken. */
  get intervalMs(): number {
    return this.#serviceMs / this.limit
  }

  /** Whether there is room. What takes more places than there are takes all of them. */
  fit(weight: number): boolean {
    return this.running === 0 || this.running + weight <= this.limit
  }

  take(item: Item, atMs: number): void {
    this.running += item.weight
    item.inFlight = this.running
    item.at = atMs
  }

  free(item: Item, atMs: number, lesson: Lesson): void {
    const { inFlight, weight, at, isHung } = item
    const rttMs = Math.max(0, atMs - at)
    this.running -= weight
    if (isHung) this.hung--
    this.#serviceMs += (rttMs - this.#serviceMs) * (this.#serviceMs ? SMOOTHING : 1)
    if (lesson !== 'ignored' && 'learn' in this.#limit)
      this.#limit.learn({ startedAtMs: at, rttMs, inFlight, outcome: lesson })
  }
}
