import { ok } from '../conformance/assert.ts'
import type { RateLimitCase } from './case.ts'
import { INTERVAL_MS, LIMIT, LONGEST_MS, PERIOD_MS, withLimit } from './handle.ts'

const HOUR_MS = 3_600_000
/** A part of a unit that binary fractions hold. */
const PART = 1 / 8

/** What a limit lets through. */
export const boundingCases: readonly RateLimitCase[] = [
  {
    name: 'lets a burst through at once, and then its rate',
    run: withLimit(async ({ burst, pass, bounded, spare }) => {
      const units = await burst()
      ok(units >= LIMIT - spare && units <= LIMIT, `a burst is ${LIMIT} units, not ${units}`)
      const periods = 4
      let more = 0
      for (let leftMs = periods * PERIOD_MS; leftMs > 0; more++) leftMs -= await pass(1, leftMs)
      // The last one may not have passed; a window begins a slot late each time.
      ok(more - 1 >= 0.7 * periods * LIMIT, `${periods} periods let ${periods * LIMIT} through, not ${more - 1}`)
      bounded()
    }),
  },
  {
    name: 'lets no time of any length have more than fills in it and one burst',
    run: withLimit(async ({ pass, advance, bounded }) => {
      const next = numbers(7)
      for (let asked = 0; asked < 60; asked++) {
        await pass(1 + (next() % 4), next() % 2 ? LONGEST_MS : 0)
        if (next() % 3 === 0) await advance(next() % 2_000)
      }
      bounded()
    }),
  },
  {
    name: 'lets no burst follow another too soon, whenever it begins',
    run: withLimit(async ({ burst, advance, bounded }) => {
      // A period that is counted from some time of its own begins between the two once.
      for (let round = 0; round < 4; round++) {
        await burst()
        await advance(PERIOD_MS / 4)
        await burst()
        await advance(PERIOD_MS)
      }
      bounded()
    }),
  },
  {
    name: 'saves up one burst, however long nobody comes',
    run: withLimit(async ({ burst, advance, bounded, spare }) => {
      for (const idleMs of [PERIOD_MS, 4 * PERIOD_MS]) {
        await burst()
        await advance(idleMs + PERIOD_MS)
        const units = await burst()
        ok(units >= LIMIT - spare && units <= LIMIT, `a silence fills one burst of ${LIMIT} units, not ${units}`)
      }
      bounded()
    }),
  },
  {
    name: 'counts parts of units',
    run: withLimit(async ({ burst, pass, bounded, spare }) => {
      const units = await burst(PART)
      ok(units >= LIMIT - spare && units < LIMIT + 1, `a burst is ${LIMIT} units, also in parts, not ${units}`)
      const waitedMs = await pass(1 + PART)
      ok(waitedMs < Infinity, 'more passes in time')
      bounded()
    }),
  },
  {
    name: 'locks nobody out when the clock is set back, and gives nobody more for it',
    run: withLimit(async ({ burst, pass, clock, bounded }) => {
      await burst()
      for (const backMs of [INTERVAL_MS, HOUR_MS]) {
        clock.setWallClock(clock.now() - backMs)
        await burst()
        ok((await pass(1)) < Infinity, `one passes within ${LONGEST_MS} ms after the clock was set back by ${backMs}`)
      }
      bounded()
    }),
  },
  {
    name: 'locks nobody out when the clock was ahead and is right again',
    run: withLimit(async ({ burst, pass, clock }) => {
      clock.setWallClock(clock.now() + HOUR_MS)
      await burst()
      clock.setWallClock(clock.now() - HOUR_MS)
      for (let more = 0; more < 3; more++) ok((await pass(1)) < Infinity, `one passes within ${LONGEST_MS} ms`)
    }),
  },
]

/** Numbers that are the same in every run: a linear congruential generator, the low bits left out. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state >> 16
  }
}
