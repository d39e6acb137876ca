import { equal, ok } from '../conformance/assert.ts'
import type { RateLimitCase } from './case.ts'
import { INTERVAL_MS, LIMIT, LONGEST_MS, limitOf, withLimit } from './handle.ts'

/** What a limit says, and what saying it costs. */
export const askingCases: readonly RateLimitCase[] = [
  {
    name: 'says what it counts, and how long one takes',
    async run({ open }) {
      const place = open([
        { limit: 4, periodMs: 1_000 },
        { limit: 3, periodMs: 60_000, unit: 'tons' },
      ])
      const said = [0, 1].map((index) => limitOf(place, index)).map(({ unit, intervalMs }) => [unit, intervalMs])
      equal(said, [
        ['calls', 250],
        ['tons', 20_000],
      ])
    },
  },
  {
    name: 'charges nothing for being asked',
    run: withLimit(async ({ limit, clock, burst, spare, bounded }) => {
      for (const cost of [1, LIMIT, LIMIT + 1, 0.5])
        for (let asked = 0; asked < 50; asked++) limit.waitMs(clock.now(), cost)
      const units = await burst()
      ok(units >= LIMIT - spare, `all of the burst is left, not ${units}`)
      for (let asked = 0; asked < 50; asked++) limit.waitMs(clock.now(), 1)
      bounded()
    }),
  },
  {
    name: 'lets pass who has waited as long as it said, and not before',
    run: withLimit(async ({ burst, pass, bounded }) => {
      await burst()
      for (const cost of [1, 3, 1, LIMIT / 2]) {
        const waitedMs = await pass(cost, LONGEST_MS)
        ok(waitedMs < Infinity, `a cost of ${cost} passes within ${LONGEST_MS} ms`)
      }
      bounded()
    }),
  },
  {
    name: 'says that what never fits never passes, and charges nothing for that',
    run: withLimit(async ({ limit, clock, burst, spare }) => {
      equal(String(limit.waitMs(clock.now(), LIMIT + 1)), 'Infinity')
      ok(limit.waitMs(clock.now(), LIMIT) < Infinity, 'a whole burst fits')
      const units = await burst()
      ok(units >= LIMIT - spare, `all of the burst is left, not ${units}`)
      equal(String(limit.waitMs(clock.now(), LIMIT + 1)), 'Infinity')
      ok(limit.waitMs(clock.now(), LIMIT) < Infinity, 'a whole burst will fit again')
    }),
  },
  {
    name: 'tells who listens when others have decided, each as often as they listen, and nobody who does not',
    run: withLimit(async ({ limit, clock, advance, pass }) => {
      const heard = { stayed: 0, twice: 0, left: 0 }
      let isAsking = false
      const stayed = (): void => {
        ok(!isAsking, 'nobody is told while a limit is asked')
        heard.stayed++
      }
      const twice = (): void => void heard.twice++
      limit.subscribe?.(stayed)
      const [first] = [limit.subscribe?.(twice), limit.subscribe?.(twice)]
      limit.subscribe?.(() => heard.left++)()
      isAsking = true
      const waitMs = limit.waitMs(clock.now(), 1)
      isAsking = false
      await advance(INTERVAL_MS / 2)
      // What must wait although nothing was taken waits for others.
      if (waitMs > 0) {
        equal(limit.waitMs(clock.now(), 1), 0, 'others have decided')
        ok(heard.stayed > 0 && heard.twice === 2 * heard.stayed, `all who listen are told: ${JSON.stringify(heard)}`)
      }
      first?.()
      const before = { ...heard }
      for (let more = 0; more < LIMIT; more++) await pass(1)
      equal(heard.twice - before.twice, heard.stayed - before.stayed, 'one listener is left of two')
      equal(heard.left, 0, 'who has left hears nothing')
    }),
  },
]
