import CachePolicy from 'http-cache-semantics'
import * as fc from 'fast-check'
import { normaliseField, selectionOf, selects, varyNames } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { date, type Given, NOW, PRIVATE, reuse, SHARED, storing } from '../support.ts'
import { responseDirectives, secondsOf } from './generated.ts'

/**
 * The library as it would be at another time. What it is asked here leaves out, by construction, what it gets wrong or
 * does in its own way:
 *
 * - `must-revalidate` is never fresh to it, `proxy-revalidate` never in a shared cache, `Set-Cookie` neither
 * - names of directives in upper case, quoted arguments, numbers with more behind them, dates of other forms: its
 *   parser is lenient or none
 * - `Date` says nothing to it about age; so `Date` is the arrival
 * - statuses it does not know, 206, and methods other than GET
 * - `no-cache` does not keep it from `max-stale` and `stale-while-revalidate`; nor `s-maxage` in a shared cache
 * - `immutable` is a lifetime of a day to it, and `private` no reason to store a status that is not stored by default
 * - a guess has no upper bound: so nothing is older than ten days
 * - `max-age` in a request does not keep it from `stale-while-revalidate` (RFC 9111 section 5.2.1.1)
 * - it stores what can never be used again, and `Vary: *`
 */
class AtAnotherTime extends CachePolicy {
  static clock = NOW

  now(): number {
    return AtAnotherTime.clock
  }
}

/** Seconds that are never exactly a lifetime: at the very second the two round differently. */
const afterwards = secondsOf.map((seconds) => seconds + 0.5)

const answers = fc
  .record({
    profile: fc.constantFrom(PRIVATE, SHARED),
    status: fc.constantFrom(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501),
    directives: responseDirectives([
      'max-age',
      's-maxage',
      'stale-while-revalidate',
      'no-store',
      'no-cache',
      'private',
      'public',
    ]),
    asked: fc.oneof(
      fc.constantFrom(undefined, 'no-cache', 'no-store', 'max-stale', 'x=1'),
      secondsOf.map((seconds) => `max-age=${seconds}`),
      secondsOf.map((seconds) => `min-fresh=${seconds}`),
      secondsOf.map((seconds) => `max-stale=${seconds}`),
    ),
    pragma: fc.boolean(),
    age: fc.option(secondsOf),
    expires: fc.option(fc.integer({ min: -90, max: 90 })),
    modified: fc.option(fc.integer({ min: 0, max: 900 })),
    credentials: fc.boolean(),
    after: afterwards,
  })
  .filter(({ profile, status, directives, asked = '' }) => {
    const says = (name: string) => directives.some((directive) => directive.startsWith(name))
    const mayBeStale = asked.startsWith('max-stale') || says('stale-while-revalidate')
    return (
      !(says('no-cache') && mayBeStale) &&
      !(profile.shared && says('s-maxage') && mayBeStale) &&
      !(says('private') && [302, 303, 307].includes(status)) &&
      !(says('stale-while-revalidate') && asked.startsWith('max-age'))
    )
  })
  .map(({ directives, asked, pragma, age, expires, modified, credentials, ...rest }): Given => ({
    ...rest,
    credentials: credentials && rest.profile.shared,
    asked: {
      ...(asked === undefined ? pragma && { pragma: 'no-cache' } : { 'cache-control': asked }),
      ...(credentials && { authorization: 'a' }),
    },
    sent: {
      date: date(),
      ...(directives.length > 0 && { 'cache-control': directives.join(', ') }),
      ...(age !== null && { age: String(age) }),
      ...(expires !== null && { expires: date(expires) }),
      ...(modified !== null && { 'last-modified': date(-modified) }),
    },
  }))

function library({ profile, status = 200, asked = {}, sent }: Given): AtAnotherTime {
  AtAnotherTime.clock = NOW
  const headers = sent as Record<string, string>
  return new AtAnotherTime(
    { method: 'GET', url: '/', headers: { ...asked } },
    { status, headers },
    { shared: profile?.shared === true },
  )
}

describe('http-cache-semantics agrees, where it follows the RFC', { timeout: 60_000 }, () => {
  test('about what may be stored', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const ours = storing(given)
        expect(ours === 'stored' || ours === 'useless', ours).toBe(library(given).storable())
      }),
      { numRuns: 2_000 },
    )
  })

  test('about what may be used', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const policy = library({ ...given, asked: {} })
        fc.pre(policy.storable())
        AtAnotherTime.clock = NOW + (given.after ?? 0) * 1_000
        const { response, revalidation } = policy.evaluateRequest({
          method: 'GET',
          url: '/',
          headers: { ...given.asked },
        })
        const theirs = response ? (revalidation ? 'revalidate-later' : 'as-it-is') : 'validate'
        expect(reuse(given).use).toBe(theirs)
      }),
      { numRuns: 2_000 },
    )
  })

  test('about which request selects an answer', () => {
    const value = fc.constantFrom('a', 'b', undefined)
    const headers = fc
      .record({ x: value, y: value, z: value })
      .map((all) => JSON.parse(JSON.stringify(all)) as Record<string, string>)
    const vary = fc.subarray(['X', 'y', 'Z']).map((names) => names.join(', '))
    fc.assert(
      fc.property(headers, headers, vary, (first, second, field) => {
        AtAnotherTime.clock = NOW
        const sent = { 'cache-control': 'max-age=60', ...(field && { vary: field }) }
        const policy = new AtAnotherTime({ url: '/', headers: first }, { status: 200, headers: sent })
        const selection = selectionOf(varyNames([['vary', field]]) ?? [], { headers: first }, normaliseField)
        expect(selects(selection, { headers: second }, normaliseField)).toBe(
          policy.satisfiesWithoutRevalidation({ url: '/', headers: second }),
        )
      }),
    )
  })
})
