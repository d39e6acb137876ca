import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, type Given, PRIVATE, reuse, SHARED, storing } from '../support.ts'
import { given, saying } from './generated.ts'

const runs = { numRuns: 500 }
const USES = ['as-it-is', 'revalidate-later', 'validate']

/** How much the server is asked: 0 not at all. */
const asking = (what: Given) => USES.indexOf(reuse(what).use)
const isStored = (what: Given) => storing(what) === 'stored'

describe('more time never makes an answer better', { timeout: 60_000 }, () => {
  test('an older one is asked about at least as much', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: 1_000 }), (what, more) => {
        expect(asking({ ...what, after: (what.after ?? 0) + more })).toBeGreaterThanOrEqual(asking(what))
      }),
      runs,
    )
  })

  test('an older one stands in for no error that it did not stand in for before', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: 1_000 }), (what, more) => {
        expect(!reuse({ ...what, after: (what.after ?? 0) + more }).onError || reuse(what).onError).toBe(true)
      }),
      runs,
    )
  })

  test('time on the way is age', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 1_000 }), (what, more) => {
        expect(asking({ ...what, delay: (what.delay ?? 0) + more })).toBeGreaterThanOrEqual(asking(what))
      }),
      runs,
    )
  })

  test('age and what is left of the lifetime are the lifetime', () => {
    fc.assert(
      fc.property(given, (what) => {
        const { ageMs, ttlMs } = reuse(what)
        expect(ageMs + ttlMs).toBeCloseTo(facts(what).lifetimeMs, 3)
      }),
      runs,
    )
  })
})

describe('saying more allows less', { timeout: 60_000 }, () => {
  const restricting = fc.constantFrom(
    'no-store',
    'no-cache',
    'private',
    'no-store; x',
    'x="y, no-store',
    'NO-CACHE',
    'private="x"',
  )

  test('a directive that forbids never lets an answer be stored', () => {
    fc.assert(
      fc.property(given, restricting, (what, directive) => {
        // `private` is a reason to store for a private cache (RFC 9111 section 3), where the status alone is none.
        fc.pre(!directive.startsWith('private') || what.status === 200)
        expect(!isStored(saying(directive, what)) || isStored(what)).toBe(true)
      }),
      runs,
    )
  })

  test('a directive that forbids never lets the server be asked less', () => {
    fc.assert(
      fc.property(
        given,
        fc.oneof(restricting, fc.constantFrom('must-revalidate', 'proxy-revalidate')),
        (what, directive) => {
          expect(asking(saying(directive, what))).toBeGreaterThanOrEqual(asking(what))
          expect(!reuse(saying(directive, what)).onError || reuse(what).onError).toBe(true)
        },
      ),
      runs,
    )
  })

  test('a request that wants something younger never gets something older', () => {
    fc.assert(
      fc.property(
        given,
        fc.constantFrom('no-cache', 'max-age=9', 'min-fresh=9', 'max-age=x', 'min-fresh=x'),
        (what, directive) => {
          expect(asking({ ...what, asked: { 'cache-control': directive } })).toBeGreaterThanOrEqual(
            asking({ ...what, asked: {} }),
          )
        },
      ),
      runs,
    )
  })

  test('a directive that is not known changes nothing', () => {
    fc.assert(
      fc.property(
        given,
        fc.constantFrom('x', 'x=1', 'x="no-store"', 'x="\\", no-cache"', 'none'),
        (what, directive) => {
          expect([storing(saying(directive, what)), reuse(saying(directive, what))]).toEqual([
            storing(what),
            reuse(what),
          ])
        },
      ),
      runs,
    )
  })

  test('what was invalidated is always asked about', () => {
    fc.assert(
      fc.property(given, (what) => {
        expect(reuse({ ...what, invalidated: true }).use).toBe('validate')
      }),
      runs,
    )
  })
})

describe('a shared cache keeps and shows less than a private one', { timeout: 60_000 }, () => {
  // What is meant for shared caches alone tells a private one nothing: there may be nothing else in the answer.
  const alike = given.filter(({ sent }) => !JSON.stringify(sent).includes('s-maxage'))

  test('it stores nothing else', () => {
    fc.assert(
      fc.property(alike, (what) => {
        const inPrivate = { ...what, profile: PRIVATE, credentials: false }
        expect(!isStored({ ...what, profile: SHARED }) || isStored(inPrivate)).toBe(true)
      }),
      runs,
    )
  })

  test('it asks at least as much', () => {
    fc.assert(
      fc.property(alike, (what) => {
        expect(asking({ ...what, profile: SHARED })).toBeGreaterThanOrEqual(asking({ ...what, profile: PRIVATE }))
      }),
      runs,
    )
  })

  test('credentials never let it store more', () => {
    fc.assert(
      fc.property(given, (what) => {
        expect(!isStored({ ...what, credentials: true }) || isStored({ ...what, credentials: false })).toBe(true)
      }),
      runs,
    )
  })

  test('with credentials a private answer is never stored, whatever the profile', () => {
    fc.assert(
      fc.property(given, (what) => {
        expect(isStored(saying('private', { ...what, credentials: true }))).toBe(false)
      }),
      runs,
    )
  })
})
