import { describe, expect, test } from 'vitest'
import { date, type Given, reuse, SHARED } from './support.ts'

type Row = readonly [section: string, requirement: string, given: Given, use: string, doubt?: string]

const cc = (value: string, validator = '"a"') => ({ sent: { 'cache-control': value, etag: validator } })
const asked = (value: string) => ({ asked: { 'cache-control': value } })
const minute = cc('max-age=60')
const stale = { ...minute, after: 90 }

const rows: readonly Row[] = [
  ['4', 'what is fresh is given', { ...minute, after: 59 }, 'as-it-is'],
  ['4', 'what is stale is validated first', stale, 'validate', 'stale'],
  ['4.2', 'it is fresh as long as its lifetime is more than its age', { ...minute, after: 60 }, 'validate', 'stale'],
  ['4.2', 'time on the way is part of its age', { ...minute, delay: 30, after: 30 }, 'validate', 'stale'],
  ['4.2', 'a lifetime of 0 is stale at once', cc('max-age=0'), 'validate', 'stale'],
  ['4.2.4', 'max-stale permits what is stale', { ...stale, ...asked('max-stale=30') }, 'as-it-is', 'stale'],
  ['5.2.1.2', 'but not more stale than it says', { ...stale, ...asked('max-stale=29') }, 'validate', 'stale'],
  [
    '5.2.1.2',
    'without an argument however stale',
    { ...stale, after: 1e9, ...asked('max-stale') },
    'as-it-is',
    'stale',
  ],
  [
    '5.2.1.2',
    'an argument that cannot be read permits nothing',
    { ...stale, ...asked('max-stale=much') },
    'validate',
    'stale',
  ],
  [
    '4.2.4',
    'must-revalidate forbids it',
    { ...cc('max-age=60, must-revalidate'), after: 90, ...asked('max-stale') },
    'validate',
    'stale',
  ],
  [
    '4.2.4',
    'no-cache forbids it',
    { ...cc('max-age=60, no-cache'), after: 90, ...asked('max-stale') },
    'validate',
    'no-cache',
  ],
  [
    '4.2.4',
    'proxy-revalidate forbids it in a shared cache',
    { profile: SHARED, ...cc('max-age=60, proxy-revalidate'), after: 90, ...asked('max-stale') },
    'validate',
    'stale',
  ],
  [
    '4.2.4',
    's-maxage forbids it in a shared cache',
    { profile: SHARED, ...cc('s-maxage=60'), after: 90, ...asked('max-stale') },
    'validate',
    'stale',
  ],
  [
    '5.2.2.8',
    'proxy-revalidate says nothing to a private cache',
    { ...cc('max-age=60, proxy-revalidate'), after: 90, ...asked('max-stale') },
    'as-it-is',
    'stale',
  ],
  ['5.2.1.1', 'max-age refuses what is older', { ...minute, after: 11, ...asked('max-age=10') }, 'validate', 'request'],
  ['5.2.1.1', 'max-age takes what is as old', { ...minute, after: 10, ...asked('max-age=10') }, 'as-it-is'],
  [
    '5.2.1.1',
    'max-age=0 refuses what took time to come',
    { ...minute, delay: 1, ...asked('max-age=0') },
    'validate',
    'request',
  ],
  [
    '5.2.1.1',
    'max-age wants nothing stale',
    { ...cc('max-age=60, stale-while-revalidate=60'), after: 90, ...asked('max-age=999') },
    'validate',
    'stale',
  ],
  ['5.2.1.1', 'unless max-stale is there too', { ...stale, ...asked('max-age=999, max-stale') }, 'as-it-is', 'stale'],
  [
    '5.2.1.1',
    'an argument that cannot be read refuses',
    { ...minute, ...asked('max-age=young') },
    'validate',
    'request',
  ],
  [
    '5.2.1.3',
    'min-fresh refuses what is not fresh for as long',
    { ...minute, after: 31, ...asked('min-fresh=30') },
    'validate',
    'request',
  ],
  ['5.2.1.3', 'min-fresh takes what is', { ...minute, after: 30, ...asked('min-fresh=30') }, 'as-it-is'],
  ['5.2.1.4', 'no-cache asks the server', { ...minute, ...asked('no-cache') }, 'validate', 'request'],
  ['5.2.1.4', 'in any case', { ...minute, ...asked('No-Cache') }, 'validate', 'request'],
  ['5.2.1.5', 'no-store alone does not forbid what is stored', { ...minute, ...asked('no-store') }, 'as-it-is'],
  ['5.2.1', 'a directive that is not known is ignored', { ...minute, ...asked('foo, bar=1') }, 'as-it-is'],
  ['5.4', 'Pragma: no-cache asks the server', { ...minute, asked: { pragma: 'no-cache' } }, 'validate', 'request'],
  ['5.4', 'in any case and beside others', { ...minute, asked: { pragma: 'x, No-Cache' } }, 'validate', 'request'],
  [
    '5.4',
    'but not beside Cache-Control',
    { ...minute, asked: { pragma: 'no-cache', 'cache-control': 'x' } },
    'as-it-is',
  ],
  ['5.4', 'Pragma says nothing else', { ...minute, after: 30, asked: { pragma: 'max-age=1' } }, 'as-it-is'],
  [
    '5.4',
    'Pragma in an answer says nothing',
    { sent: { 'cache-control': 'max-age=60', pragma: 'no-cache' } },
    'as-it-is',
  ],
  [
    '5.2.2.2',
    'must-revalidate does not concern what is fresh',
    { ...cc('max-age=60, must-revalidate'), after: 30 },
    'as-it-is',
  ],
  [
    '5.2.2.2',
    'what is stale is validated',
    { ...cc('max-age=60, must-revalidate, stale-while-revalidate=60'), after: 90 },
    'validate',
    'stale',
  ],
  ['5.2.2.4', 'no-cache is validated however fresh', cc('max-age=60, no-cache'), 'validate', 'no-cache'],
  ['5.2.2.4', 'in any case', cc('max-age=60, No-CaChE'), 'validate', 'no-cache'],
  [
    '5.2.2.4',
    'a no-cache that names fields is taken as no-cache',
    cc('max-age=60, no-cache="set-cookie"'),
    'validate',
    'no-cache',
  ],
  [
    '5861 3',
    'in the window it is given and fetched anew',
    { ...cc('max-age=60, stale-while-revalidate=60'), after: 90 },
    'revalidate-later',
    'stale',
  ],
  [
    '5861 3',
    'behind the window it is validated',
    { ...cc('max-age=60, stale-while-revalidate=30'), after: 90 },
    'validate',
    'stale',
  ],
  [
    '5861 3',
    'a window that cannot be read is none',
    { ...cc('max-age=60, stale-while-revalidate=-1'), after: 61 },
    'validate',
    'stale',
  ],
  [
    '5861 3',
    's-maxage leaves a shared cache no window',
    { profile: SHARED, ...cc('s-maxage=60, stale-while-revalidate=60'), after: 90 },
    'validate',
    'stale',
  ],
  [
    '8246 2',
    'immutable and fresh is not asked for again',
    { ...cc('max-age=60, immutable'), after: 9, ...asked('max-age=0') },
    'as-it-is',
  ],
  [
    '8246 2',
    'unless the user insists',
    { ...cc('max-age=60, immutable'), ...asked('no-cache') },
    'validate',
    'request',
  ],
  [
    '8246 2',
    'immutable and stale is validated like any other',
    { ...cc('max-age=60, immutable'), after: 90, ...asked('max-age=0') },
    'validate',
    'request',
  ],
  [
    '8246 2',
    'an immutable that breaks the grammar is none',
    { ...cc('immutable;x, max-age=60'), after: 9, ...asked('max-age=0') },
    'validate',
    'request',
  ],
  [
    'own',
    'what was invalidated is validated however fresh',
    { ...minute, invalidated: true },
    'validate',
    'invalidated',
  ],
  [
    'own',
    'even for who takes stale answers',
    { ...minute, invalidated: true, ...asked('max-stale') },
    'validate',
    'invalidated',
  ],
  [
    'own',
    'a window of the user stands in for a silent server',
    { sent: {}, ttlMs: 60_000, staleMs: 60_000, after: 90 },
    'revalidate-later',
    'stale',
  ],
  ['own', 'it does not overrule the server', { ...minute, staleMs: 60_000, after: 90 }, 'validate', 'stale'],
  [
    'own',
    'so it does behind a guess',
    { sent: { 'last-modified': date(-600) }, staleMs: 60_000, after: 90 },
    'revalidate-later',
    'stale',
  ],
  ['own', 'and without any freshness', { sent: {}, staleMs: 60_000, after: 30 }, 'revalidate-later', 'stale'],
  ['5861 3', 'not for a moment', { ...cc('max-age=60, stale-while-revalidate=x'), after: 60 }, 'validate', 'stale'],
  [
    'own',
    'it shows no old error that is marked public',
    { status: 400, sent: { 'cache-control': 'public', 'last-modified': date(-10) }, staleMs: 60_000, after: 9 },
    'validate',
    'stale',
  ],
  ['own', 'it shows no old error', { status: 404, sent: {}, staleMs: 60_000, after: 1 }, 'validate', 'stale'],
]

const onError: readonly (readonly [section: string, requirement: string, given: Given, expected: boolean])[] = [
  [
    '5861 4',
    'in the window it may stand in for an error',
    { ...cc('max-age=60, stale-if-error=60'), after: 119 },
    true,
  ],
  ['5861 4', 'not behind it', { ...cc('max-age=60, stale-if-error=60'), after: 120 }, false],
  ['5861 4', 'the request may open a window of its own', { ...stale, ...asked('stale-if-error=60') }, true],
  ['5861 4', 'without a window it may not', stale, false],
  ['5861 4', 'what is fresh may, whoever asked for a newer one', { ...minute, ...asked('no-cache') }, true],
  [
    '5.2.2.2',
    'must-revalidate forbids it',
    { ...cc('max-age=60, must-revalidate, stale-if-error=60'), after: 90 },
    false,
  ],
  ['5.2.2.4', 'no-cache forbids it', { ...cc('no-cache, stale-if-error=60'), after: 1 }, false],
  [
    '5.2.2.8',
    'proxy-revalidate forbids it in a shared cache',
    { profile: SHARED, ...cc('max-age=60, proxy-revalidate, stale-if-error=60'), after: 90 },
    false,
  ],
  [
    '5.2.2.10',
    's-maxage forbids it in a shared cache',
    { profile: SHARED, ...cc('s-maxage=60, stale-if-error=60'), after: 90 },
    false,
  ],
]

describe('RFC 9111, using what is stored', () => {
  test.each(
    rows.map(([section, requirement, given, use, doubt]) => [section, requirement, given, use, doubt] as const),
  )('%s: %s', (_section, _requirement, given, use, doubt) => {
    expect(reuse(given)).toMatchObject({ use, doubt })
  })

  test.each(onError)('%s: %s', (_section, _requirement, given, expected) => {
    expect(reuse(given).onError).toBe(expected)
  })

  test('4.2.3: the age that is shown is the initial one and the time since', () => {
    expect(reuse({ sent: { age: '30', 'cache-control': 'max-age=60' }, after: 12 })).toMatchObject({
      ageMs: 42_000,
      ttlMs: 18_000,
    })
  })

  test('4.2.3: a clock that was set back makes nothing younger than it came', () => {
    expect(reuse({ sent: { age: '30', 'cache-control': 'max-age=60' }, after: -100 }).ageMs).toBe(30_000)
  })
})
