import { createScheduler, gcra, slidingWindow } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { type RateTerms, rateLimitCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

describe.each([
  ['gcra', gcra],
  ['slidingWindow', slidingWindow],
])('%s', (_, make) => {
  function open(terms: readonly RateTerms[]) {
    const clock = createVirtualClock()
    return { rates: terms.map((each) => make(each)), clock, advance: clock.advance }
  }

  test.each(rateLimitCases)('$name', async ({ run }) => {
    await expect(run({ open, createScheduler })).resolves.toBeUndefined()
  })
})
