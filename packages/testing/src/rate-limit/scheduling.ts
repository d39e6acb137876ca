import { equal, failure, ok } from '../conformance/assert.ts'
import type { RateLimitCase, RateLimitContext, RatePlace, RateTerms } from './case.ts'
import { AT_ONCE_MS, INTERVAL_MS, LIMIT, PERIOD_MS, type Passed, checkBounds } from './handle.ts'

const CALLS: RateTerms = { limit: LIMIT, periodMs: PERIOD_MS }
/** So slow that nothing of it comes again. */
const TONS: RateTerms = { limit: LIMIT, periodMs: 1_000_000, unit: 'tons' }

/** A scheduler over limits, and what it ran. */
function schedule(context: RateLimitContext, terms: readonly RateTerms[]) {
  const place = context.open(terms)
  const scheduler = context.createScheduler({ rates: place.rates, clock: place.clock })
  const startMs = place.clock.now()
  const ran: (Passed & { readonly name: number })[] = []
  return {
    ran,
    advance: place.advance,
    /** Has a piece of work run that costs so much. */
    run: (name: number, cost: Readonly<Record<string, number>> = { calls: 1 }, signal?: AbortSignal) =>
      scheduler.run(
        () => void ran.push({ name, atMs: place.clock.now() - startMs, cost: cost['calls'] ?? 1 }),
        signal ? { cost, signal } : { cost },
      ),
  }
}

/** What a scheduler makes of limits. */
export const schedulingCases: readonly RateLimitCase[] = [
  {
    name: 'has all work of a scheduler run in its turn, and none too early',
    async run(context) {
      const { run, ran, advance } = schedule(context, [CALLS])
      const names = Array.from({ length: 4 * LIMIT }, (_, name) => name)
      const all = Promise.all(names.map((name) => run(name)))
      // A burst and three periods, each of which may be late.
      await advance(4 * PERIOD_MS)
      equal(
        ran.map(({ name }) => name),
        names,
        'all has run, in its turn',
      )
      await all
      checkBounds(ran)
    },
  },
  {
    name: 'has work run that comes one by one, without anybody asking again',
    async run(context) {
      const { run, ran, advance } = schedule(context, [CALLS])
      for (let name = 0; name < LIMIT / 2; name++) {
        void run(name)
        await advance(2 * INTERVAL_MS)
        equal(ran.length, name + 1, 'it has run')
      }
    },
  },
  {
    name: 'is charged with all others or not at all',
    async run(context) {
      const { run, ran, advance } = schedule(context, [CALLS, TONS])
      await soon(advance, run(0, { calls: 0, tons: LIMIT - 4 }))
      await leaves(advance, (signal) => run(1, { calls: LIMIT, tons: 5 }, signal))
      for (let name = 2; name < 2 + LIMIT; name++) void run(name)
      await advance(AT_ONCE_MS)
      const calls = ran.length - 1
      ok(calls >= LIMIT - (context.spare ?? 0), `all calls of the burst are left, not ${calls}`)
    },
  },
  {
    name: 'lets less pass when more that waited has gone',
    async run(context) {
      const { run, ran, advance } = schedule(context, [CALLS, TONS])
      await soon(advance, run(0, { calls: 0, tons: LIMIT - 4 }))
      await leaves(advance, (signal) => run(1, { calls: 0, tons: 5 }, signal))
      await soon(advance, run(2, { calls: 0, tons: 2 }))
      equal(
        ran.map(({ name }) => name),
        [0, 2],
        'what fits has run',
      )
    },
  },
  {
    name: 'has work refused at once that never fits',
    async run(context) {
      const { run, ran, advance } = schedule(context, [CALLS, TONS])
      await failure(soon(advance, run(0, { calls: 1, tons: LIMIT + 1 })), 'config')
      const most = LIMIT - (context.spare ?? 0)
      await soon(advance, run(1, { calls: most, tons: most }))
      equal(ran.length, 1, 'and nothing was charged for it')
    },
  },
]

type Advance = RatePlace['advance']

/** Ends as the work does, which needs no more time than others need to decide. */
async function soon(advance: Advance, work: Promise<unknown>): Promise<unknown> {
  const late = {}
  const settled = Promise.race([work, advance(AT_ONCE_MS).then(() => late)])
  ok((await settled) !== late, 'it needs no time of its own')
  return settled
}

/** Has something wait, and go away. */
async function leaves(advance: Advance, run: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const abort = new AbortController()
  const work = failure(run(abort.signal), 'abort')
  await advance(AT_ONCE_MS)
  abort.abort()
  await work
}
