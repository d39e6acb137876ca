import { askingCases } from './asking.ts'
import { boundingCases } from './bounding.ts'
import type { RateLimitCase } from './case.ts'
import { schedulingCases } from './scheduling.ts'

/**
 * What every rate limit does, as plain functions: any test runner and any runtime can run them. They run on a virtual clock.
 *
 * @example
 * ```ts
 * function open(terms: readonly RateTerms[]) {
 *   const clock = createVirtualClock()
 *   return { rates: terms.map((each) => gcra(each)), clock, advance: clock.advance }
 * }
 * for (const { name, run } of rateLimitCases) test(name, () => run({ open, createScheduler }))
 * ```
 */
export const rateLimitCases: readonly RateLimitCase[] = [...askingCases, ...boundingCases, ...schedulingCases]
