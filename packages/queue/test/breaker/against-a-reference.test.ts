import { type BreakerOutcome, type BreakerPass, createBreaker } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { createTally } from '../../src/breaker/tally.ts'
import { OPTIONS, createReference } from './reference.ts'

const outcomes = constantFrom<BreakerOutcome>('success', 'failure', 'failure', 'ignored')
const steps = array(
  oneof(
    { weight: 2, arbitrary: record({ what: constantFrom('wait'), ms: integer({ min: 0, max: 60 }) }) },
    { weight: 3, arbitrary: record({ what: constantFrom('enter') }) },
    // Which of those that were let in, the latest first; it may have settled before.
    {
      weight: 4,
      arbitrary: record({ what: constantFrom('settle'), which: integer({ min: 0, max: 4 }), outcome: outcomes }),
    },
  ),
  { minLength: 10, maxLength: 150, size: 'max' },
)

/** The pass, or nothing where there is a refusal of ours. */
function tryEnter(enter: () => BreakerPass): BreakerPass | undefined {
  try {
    return enter()
  } catch (error) {
    if ((error as { readonly reason?: string }).reason === 'breaker-open') return undefined
    throw error
  }
}

test('a breaker is in the state of its reference, whether somebody has always looked or nobody', () => {
  const visited = new Set<string>()
  assert(
    property(steps, (played) => {
      let now = 10_000
      const clock = { ...createVirtualClock(), now: () => now }
      const reference = createReference()
      const [watched, unwatched] = [createBreaker(OPTIONS, clock), createBreaker(OPTIONS, clock)]
      const passes: [ReturnType<typeof reference.enter>, BreakerPass | undefined, BreakerPass | undefined][] = []
      /** What the breakers did, beside what they were to do. */
      const seen: unknown[] = []
      const wanted: unknown[] = []
      for (const step of played)
        if ('ms' in step)
          for (let end = now + step.ms; now < end;) {
            now++
            reference.tick(now)
            wanted.push(reference.state())
            seen.push(watched.state)
          }
        else if ('which' in step) {
          const [expected, one, other] = passes.at(-1 - step.which) ?? []
          if (expected) reference.settle(expected, step.outcome, now)
          one?.settle(step.outcome)
          other?.settle(step.outcome)
          reference.tick(now)
        } else {
          const pass = reference.enter(now)
          const [one, other] = [watched, unwatched].map((breaker) => tryEnter(() => breaker.enter()))
          wanted.push([Boolean(pass), Boolean(pass)])
          seen.push([Boolean(one), Boolean(other)])
          passes.push([pass, one, other])
        }
      expect(seen).toEqual(wanted)
      for (const state of wanted) visited.add(String(state))
      expect([watched.state, unwatched.state]).toEqual([reference.state(), reference.state()])
    }),
    { numRuns: 500 },
  )
  expect([...visited].toSorted()).toEqual(['closed', 'false,false', 'half-open', 'open', 'true,true'])
})

test('what it says about the next try is true of one that is open: not a millisecond sooner', () =>
  assert(
    property(steps, (played) => {
      let now = 10_000
      const breaker = createBreaker(OPTIONS, { ...createVirtualClock(), now: () => now })
      const passes: (BreakerPass | undefined)[] = []
      for (const step of played)
        if ('ms' in step) now += step.ms
        else if ('which' in step) passes.at(-1 - step.which)?.settle(step.outcome)
        else passes.push(tryEnter(() => breaker.enter()))
      if (breaker.state !== 'open') return
      const at = breaker.retryAt as number
      now = at - 1
      expect(tryEnter(() => breaker.enter())).toBeUndefined()
      now = at
      expect(tryEnter(() => breaker.enter())).toBeDefined()
    }),
  ))

const results = array(record({ pauseMs: integer({ min: 0, max: 130 }), isFailure: constantFrom(true, false) }), {
  maxLength: 80,
})

test('a window of so many calls counts exactly those', () =>
  assert(
    property(integer({ min: 1, max: 20 }), results, (calls, all) => {
      const tally = createTally({ calls })
      for (const [index, { isFailure }] of all.entries()) {
        tally.add(isFailure, 0)
        const last = all.slice(0, index + 1).slice(-calls)
        expect(tally).toMatchObject({ calls: last.length, failures: last.filter((each) => each.isFailure).length })
      }
    }),
  ))

test('a window of time counts all of its last nine tenths, and nothing that is older than it', () =>
  assert(
    property(results, (all) => {
      const tally = createTally({ ms: 100 })
      let now = Date.UTC(2026, 10, 26)
      const log: number[] = []
      for (const { pauseMs, isFailure } of all) {
        log.push((now += pauseMs))
        tally.add(isFailure, now)
        expect(tally.calls).toBeLessThanOrEqual(log.filter((at) => at > now - 100).length)
        expect(tally.calls).toBeGreaterThanOrEqual(log.filter((at) => at > now - 90).length)
      }
    }),
  ))

test('a window that is emptied, or whose clock is set back far, begins anew', () => {
  for (const window of [{ calls: 5 }, { ms: 100 }]) {
    const tally = createTally(window)
    for (let at = 0; at < 7; at++) tally.add(true, 1_000 + at)
    tally.clear()
    expect(tally).toMatchObject({ calls: 0, failures: 0 })
    for (let at = 0; at < 3; at++) tally.add(at === 0, 1_010 + at)
    expect(tally).toMatchObject({ calls: 3, failures: 1 })
  }
  const tally = createTally({ ms: 100 })
  for (const at of [1_000, 1_001, 990]) tally.add(true, at)
  expect(tally.calls).toBe(3)
  tally.add(false, 500)
  expect(tally).toMatchObject({ calls: 1, failures: 0 })
})
