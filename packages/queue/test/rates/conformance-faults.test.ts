import { type RateLimit, createScheduler, gcra } from '@fairlead/queue'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { type RateTerms, rateLimitCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

type Make = (good: RateLimit, terms: RateTerms, clock: VirtualClock) => Partial<RateLimit>

/** Limits with one fault each, and what the case says that finds it. */
const faults: readonly {
  readonly fault: string
  /** How its name begins. */
  readonly case: string
  readonly says: string
  /** The fault, put on a limit in memory. */
  readonly make: Make
}[] = [
  { fault: 'a unit that is not its own', case: 'says what it', says: 'tons', make: () => ({ unit: 'calls' }) },
  { fault: 'a question that charges', case: 'charges nothing', says: 'burst is left', make: chargesForAsking },
  {
    fault: 'a wait that every question makes longer',
    case: 'lets pass who has waited',
    says: 'passes within',
    make: (good) => ({
      waitMs(nowMs, cost) {
        const waitMs = good.waitMs(nowMs, cost)
        if (waitMs > 0) good.take(nowMs, 1)
        return waitMs
      },
    }),
  },
  {
    fault: 'a wait that is too short',
    case: 'lets pass who has waited',
    says: 'let at most',
    make: (good) => ({ waitMs: (nowMs, cost) => good.waitMs(nowMs + 400, cost) }),
  },
  {
    fault: 'a wait for what never passes',
    case: 'says that what never fits',
    says: 'Infinity',
    make: (good) => ({ waitMs: (nowMs, cost) => Math.min(good.waitMs(nowMs, cost), 1_000_000) }),
  },
  { fault: 'news that nobody hears', case: 'tells who listens', says: 'are told', make: decidedByOthers(() => {}) },
  {
    fault: 'news for a function and not for who listens',
    case: 'tells who listens',
    says: 'are told',
    make: decidedByOthers((ears) =>
      new Set(ears.filter(({ isOver }) => !isOver).map(({ hear }) => hear)).forEach(call),
    ),
  },
  {
    fault: 'news for who has left',
    case: 'tells who listens',
    says: 'who has left',
    make: decidedByOthers((ears) => ears.forEach(({ hear }) => hear())),
  },
  {
    fault: 'news while it is asked',
    case: 'tells who listens',
    says: 'while a limit is asked',
    make(good) {
      const ears: (() => void)[] = []
      return {
        waitMs(nowMs, cost) {
          ears.forEach(call)
          return good.waitMs(nowMs, cost)
        },
        subscribe: (hear) => (ears.push(hear), () => {}),
      }
    },
  },
  {
    fault: 'no burst',
    case: 'lets a burst through',
    says: 'a burst is 10',
    make: (_good, terms) => gcra({ ...terms, burst: 1 })(),
  },
  {
    fault: 'half of the rate',
    case: 'lets a burst through',
    says: 'let 40 through',
    make: (_good, { limit, periodMs }) => gcra({ limit, periodMs: 2 * periodMs, burst: limit })(),
  },
  {
    fault: 'a debt that is forgiven now and then',
    case: 'lets no time of any length',
    says: 'let at most',
    make: (good, terms) => forgiving(good, terms),
  },
  {
    fault: 'a window that begins anew for all at once',
    case: 'lets no burst follow',
    says: 'let at most',
    make: (_good, terms) => fixedWindow(terms),
  },
  {
    fault: 'a silence that is saved up',
    case: 'saves up one burst',
    says: 'fills one burst',
    make: (_good, terms, clock) => saving(terms, clock),
  },
  {
    fault: 'parts that are free',
    case: 'counts parts',
    says: 'also in parts',
    make: (good) => ({ take: (nowMs, cost) => good.take(nowMs, Math.floor(cost)) }),
  },
  {
    fault: 'parts that count whole',
    case: 'counts parts',
    says: 'also in parts',
    make: (good) => ({ take: (nowMs, cost) => good.take(nowMs, Math.ceil(cost)) }),
  },
  {
    fault: 'a time until which it is full',
    case: 'locks nobody out when the clock is set back',
    says: 'passes within',
    make: (_good, terms) => untilFull(terms, (passedMs) => passedMs),
  },
  {
    fault: 'a step back that fills as a step forward does',
    case: 'locks nobody out when the clock is set back',
    says: 'let at most',
    make: (_good, terms) => untilFull(terms, Math.abs),
  },
  {
    fault: 'a time until which it is full, of a clock that was ahead',
    case: 'locks nobody out when the clock was ahead',
    says: 'passes within',
    make: (_good, terms) => untilFull(terms, (passedMs) => passedMs),
  },
  { fault: 'no limit', case: 'has all work', says: 'let at most', make: () => ({ waitMs: () => 0 }) },
  {
    fault: 'a wait for others that nobody ends',
    case: 'has work run that comes one by one',
    says: 'it has run',
    make: decidedByOthers(() => {}),
  },
  {
    fault: 'a question that charges',
    case: 'is charged with all',
    says: 'burst are left',
    make: (good, { unit }) => (unit ? {} : chargesForAsking(good)),
  },
  {
    fault: 'a wait that holds for all who come after',
    case: 'lets less pass',
    says: 'no time of its own',
    make(good) {
      let untilMs = 0
      return {
        waitMs(nowMs, cost) {
          const waitMs = good.waitMs(nowMs, cost)
          if (waitMs < Infinity) untilMs = Math.max(untilMs, nowMs + waitMs)
          return waitMs < Infinity ? untilMs - nowMs : waitMs
        },
      }
    },
  },
  {
    fault: 'a wait for what never passes',
    case: 'has work refused',
    says: 'no time of its own',
    make: (good) => ({ waitMs: (nowMs, cost) => Math.min(good.waitMs(nowMs, cost), 1_000_000) }),
  },
]

describe('the cases of limits find', () => {
  test.each(faults)('$fault: $case', async ({ make, case: start, says }) => {
    const found = rateLimitCases.filter(({ name }) => name.startsWith(start))
    expect(found).toHaveLength(1)
    await expect(found[0]?.run({ open: (terms) => place(terms, make), createScheduler })).rejects.toThrow(says)
  })

  test('one fault each at least', () => {
    const missed = rateLimitCases.filter(({ name }) => !faults.some((fault) => name.startsWith(fault.case)))
    expect(missed).toEqual([])
  })

  test('nothing in a limit that others decide', async () => {
    const make = decidedByOthers((ears) => ears.forEach(({ hear, isOver }) => !isOver && hear()))
    const all = rateLimitCases.map(({ run }) => run({ open: (terms) => place(terms, make), createScheduler }))
    await expect(Promise.all(all)).resolves.toHaveLength(rateLimitCases.length)
  })
})

function place(terms: readonly RateTerms[], make: Make) {
  const clock = createVirtualClock()
  const rates = terms.map((each) => () => {
    const good = gcra(each)()
    return { ...good, ...make(good, each, clock) }
  })
  return { rates, clock, advance: clock.advance }
}

const call = (hear: () => void): void => hear()

function chargesForAsking(good: RateLimit): Partial<RateLimit> {
  return {
    waitMs(nowMs, cost) {
      const waitMs = good.waitMs(nowMs, cost)
      if (waitMs === 0) good.take(nowMs, cost)
      return waitMs
    },
    take() {},
  }
}

interface Ear {
  readonly hear: () => void
  isOver: boolean
}

/** Has others decide on the first unit, which takes two milliseconds although it says an hour. */
function decidedByOthers(tell: (ears: readonly Ear[]) => void): Make {
  return (good, _terms, clock) => {
    const ears: Ear[] = []
    let state: 'new' | 'asked' | 'decided' = 'new'
    return {
      waitMs(nowMs, cost) {
        const waitMs = good.waitMs(nowMs, cost)
        if (state === 'decided' || waitMs === Infinity) return waitMs
        if (state === 'new')
          clock.setTimeout(() => {
            state = 'decided'
            tell(ears)
          }, 2)
        state = 'asked'
        return 3_600_000
      },
      subscribe(hear) {
        const ear = { hear, isOver: false }
        ears.push(ear)
        return () => void (ear.isOver = true)
      },
    }
  }
}

/** A bucket that is emptied every time so much has been taken. */
function forgiving(good: RateLimit, terms: RateTerms): Partial<RateLimit> {
  let limit = good
  let used = 0
  return {
    waitMs: (nowMs, cost) => limit.waitMs(nowMs, cost),
    take(nowMs, cost) {
      limit.take(nowMs, cost)
      used += cost
      if (used < 3 * terms.limit) return
      limit = gcra(terms)()
      used = 0
    },
  }
}

function fixedWindow({ limit, periodMs }: RateTerms): Partial<RateLimit> {
  let window = 0
  let used = 0
  return {
    waitMs(nowMs, cost) {
      if (Math.floor(nowMs / periodMs) !== window) {
        window = Math.floor(nowMs / periodMs)
        used = 0
      }
      return used + cost <= limit ? 0 : periodMs - (nowMs % periodMs)
    },
    take: (_nowMs, cost) => void (used += cost),
  }
}

/** A bucket that is never full. */
function saving({ limit, periodMs }: RateTerms, clock: VirtualClock): Partial<RateLimit> {
  const startMs = clock.now()
  let used = 0
  return {
    waitMs: (nowMs, cost) => Math.max(0, Math.ceil(startMs + ((used + cost - limit) * periodMs) / limit - nowMs)),
    take: (_nowMs, cost) => void (used += cost),
  }
}

/** A bucket that fills with what `filled` makes of the time that has passed. */
function untilFull({ limit, periodMs }: RateTerms, filled: (passedMs: number) => number): Partial<RateLimit> {
  let owedMs = 0
  let atMs = 0
  const owed = (nowMs: number): number => Math.max(0, owedMs - filled(nowMs - atMs))
  const costMs = (cost: number): number => (cost * periodMs) / limit
  return {
    waitMs: (nowMs, cost) => Math.max(0, Math.ceil(owed(nowMs) + costMs(cost) - periodMs)),
    take(nowMs, cost) {
      owedMs = owed(nowMs) + costMs(cost)
      atMs = nowMs
    },
  }
}
