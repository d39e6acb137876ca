import type { Cost, RateLimit } from './rate-limit.ts'

/** How much a cost needs of a unit, for what limits it. */
export function costOf(cost: Cost, unit: string): number {
  if (typeof cost === 'number') return unit === 'calls' ? cost : 0
  return cost[unit] ?? (unit === 'calls' ? 1 : 0)
}

/** Milliseconds until all limits would let the cost pass; charges nothing. */
export function waitOf(rates: readonly RateLimit[], cost: Cost, nowMs: number): number {
  let longest = 0
  for (const rate of rates) {
    const needed = costOf(cost, rate.unit)
    if (needed > 0) longest = Math.max(longest, rate.waitMs(nowMs, needed))
  }
  return longest
}

/** Charges all limits. Only right after all have said that they let it pass. */
export function charge(rates: readonly RateLimit[], cost: Cost, nowMs: number): void {
  for (const rate of rates) {
    const needed = costOf(cost, rate.unit)
    if (needed > 0) rate.take(nowMs, needed)
  }
}
