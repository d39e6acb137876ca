import * as fc from 'fast-check'
import { date, type Given, PRIVATE, SHARED } from '../support.ts'

/** A few seconds, so that lifetimes and ages meet often. */
export const secondsOf = fc.integer({ min: 0, max: 90 })

function timed(name: string): fc.Arbitrary<string> {
  return secondsOf.map((seconds) => `${name}=${seconds}`)
}

const TIMED = ['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']

/** Directives of an answer, each of them once. */
export function responseDirectives(names: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(...names.map((name) => fc.option(TIMED.includes(name) ? timed(name) : fc.constant(name))))
    .map((found) => found.filter((each) => each !== null))
}

const ALL = [
  'max-age',
  's-maxage',
  'stale-while-revalidate',
  'stale-if-error',
  'no-store',
  'no-cache',
  'private',
  'public',
  'must-revalidate',
  'proxy-revalidate',
  'immutable',
]

/** What a request says about age. */
const requestDirective = fc.option(
  fc.oneof(
    fc.constantFrom('no-cache', 'max-stale', 'no-store', 'x'),
    ...['max-age', 'min-fresh', 'max-stale', 'stale-if-error'].map(timed),
  ),
  { nil: undefined },
)

const statusOf = fc.constantFrom(200, 203, 204, 299, 301, 302, 404, 410, 403, 500, 503, 599)

/** Any request and answer, within what a server may say. */
export const given: fc.Arbitrary<Given> = fc
  .record({
    profile: fc.constantFrom(PRIVATE, SHARED),
    directives: responseDirectives(ALL),
    asked: requestDirective,
    status: statusOf,
    expires: fc.option(fc.integer({ min: -90, max: 90 })),
    modified: fc.option(fc.integer({ min: 0, max: 900 })),
    age: fc.option(secondsOf),
    dated: fc.option(fc.integer({ min: -90, max: 90 })),
    etag: fc.option(fc.constantFrom('"a"', 'W/"a"')),
    credentials: fc.boolean(),
    ttlMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    staleMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    delay: fc.integer({ min: 0, max: 5 }),
    after: secondsOf,
    invalidated: fc.boolean(),
  })
  .map(({ directives, asked, expires, modified, age, dated, etag, ttlMs, staleMs, ...rest }) => ({
    ...rest,
    ...(ttlMs !== undefined && { ttlMs }),
    ...(staleMs !== undefined && { staleMs }),
    asked: asked === undefined ? {} : { 'cache-control': asked },
    sent: {
      'cache-control': directives.join(', '),
      ...(dated !== null && { date: date(dated) }),
      ...(expires !== null && { expires: date(expires) }),
      ...(modified !== null && { 'last-modified': date(-modified) }),
      ...(age !== null && { age: String(age) }),
      ...(etag !== null && { etag }),
    },
  }))

/** The same answer with one more directive. */
export function saying(directive: string, what: Given): Given {
  const { 'cache-control': field, ...others } = what.sent as Readonly<Record<string, string>>
  return { ...what, sent: { ...others, 'cache-control': `${field}, ${directive}` } }
}
