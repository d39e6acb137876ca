import { createScheduler, gcra } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { type RateTerms, rateLimitCases } from '@fairlead/testing/conformance'

function open(terms: readonly RateTerms[]) {
  const clock = createVirtualClock()
  return { rates: terms.map((each) => gcra(each)), clock, advance: clock.advance }
}
const broken: string[] = []
for (const { name, run } of rateLimitCases) {
  await run({ open, createScheduler }).catch((error: unknown) => broken.push(`${name}: ${String(error)}`))
}
console.log(broken)
