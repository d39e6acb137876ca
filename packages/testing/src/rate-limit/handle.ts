import { ok } from '../conformance/assert.ts'
import type { RateLimitContext, RateLimitUnderTest, RatePlace } from './case.ts'

/** What the limit of a case lets through. */
export const LIMIT = 10
export const PERIOD_MS = 5_000
export const INTERVAL_MS = PERIOD_MS / LIMIT
/** How long one unit is waited for at most after a burst: a window may be cut into slots, and others need not ask at once. */
export const LONGEST_MS = 1.25 * PERIOD_MS
/** As long as others take to decide, and less than a unit. */
export const AT_ONCE_MS = 50
/** More than any limit lets through at once. */
const TOO_MANY = 20 * LIMIT
/** What floating point loses on the way. */
const TINY = 1e-6

/** A limit, and what it has let through. */
export interface Handle extends RatePlace {
  readonly limit: RateLimitUnderTest
  /** Units of a burst that may be kept back. */
  readonly spare: number
  /** Takes a cost when it passes, and answers after how long; Infinity, and nothing taken, where that is more than `withinMs`. */
  pass(cost: number, withinMs?: number): Promise<number>
  /** Takes one cost after another as long as all pass at once; answers how many units. */
  burst(cost?: number): Promise<number>
  /** Fails if any time had more than fills in it and one burst. */
  bounded(): void
}

/** Runs with a limit of {@link LIMIT} units in {@link PERIOD_MS}. */
export function withLimit(run: (handle: Handle) => Promise<void>): (context: RateLimitContext) => Promise<void> {
  return async ({ open, spare = 0 }) => {
    const place = open([{ limit: LIMIT, periodMs: PERIOD_MS }])
    const limit = limitOf(place, 0)
    const passed: Passed[] = []
    // Beside the clock, which may be set.
    let elapsedMs = 0
    async function advance(durationMs: number): Promise<void> {
      await place.advance(durationMs)
      elapsedMs += durationMs
    }
    async function pass(cost: number, withinMs = LONGEST_MS): Promise<number> {
      const untilMs = elapsedMs + withinMs
      const beganMs = elapsedMs
      for (;;) {
        const waitMs = limit.waitMs(place.clock.now(), cost)
        if (waitMs === 0) break
        ok(waitMs > 0, `a wait is a number above 0, or 0, not ${waitMs}`)
        if (elapsedMs >= untilMs) return Infinity
        await advance(Math.min(Math.ceil(waitMs), untilMs - elapsedMs))
      }
      limit.take(place.clock.now(), cost)
      passed.push({ atMs: elapsedMs, cost })
      return elapsedMs - beganMs
    }
    await run({
      ...place,
      limit,
      spare,
      advance,
      pass,
      async burst(cost = 1) {
        const untilMs = elapsedMs + AT_ONCE_MS
        let units = 0
        while (units < TOO_MANY && (await pass(cost, untilMs - elapsedMs)) < Infinity) units += cost
        return units
      },
      bounded: () => checkBounds(passed),
    })
  }
}

/** What passed, and when. */
export interface Passed {
  readonly atMs: number
  readonly cost: number
}

/** Fails if any time had more than fills in it and one burst, wherever it begins and however long it is. */
export function checkBounds(passed: readonly Passed[]): void {
  for (const [index, { atMs: fromMs }] of passed.entries()) {
    let units = 0
    for (const { atMs, cost } of passed.slice(index)) {
      units += cost
      const most = LIMIT + (atMs - fromMs) / INTERVAL_MS
      ok(units <= most + TINY, `${atMs - fromMs} ms let at most ${most} units through, not ${units}`)
    }
  }
}

/** The limit of one of the terms. */
export function limitOf({ rates }: RatePlace, index: number): RateLimitUnderTest {
  const make = rates[index]
  ok(make, 'there is a limit for each of the terms')
  return make()
}
