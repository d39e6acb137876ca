import { describe, expect, test } from 'vitest'
import { date, facts, type Given, PRIVATE, SHARED } from './support.ts'

type Row = readonly [section: string, requirement: string, given: Given, source: string, seconds: number]

const cc = (value: string) => ({ sent: { 'cache-control': value } })
const YEARS_68 = 2 ** 31

const lifetimes: readonly Row[] = [
  [
    '4.2.1',
    's-maxage comes first in a shared cache',
    { profile: SHARED, ...cc('max-age=1, s-maxage=60') },
    's-maxage',
    60,
  ],
  ['5.2.2.10', 's-maxage says nothing to a private cache', cc('max-age=1, s-maxage=60'), 'max-age', 1],
  [
    '4.2.1',
    'max-age comes before Expires',
    { sent: { 'cache-control': 'max-age=60', expires: date(7_200) } },
    'max-age',
    60,
  ],
  [
    '5.3',
    'a max-age of 0 hides a later Expires',
    { sent: { 'cache-control': 'max-age=0', expires: date(60) } },
    'max-age',
    0,
  ],
  [
    '5.3',
    's-maxage hides Expires in a shared cache',
    { profile: SHARED, sent: { 'cache-control': 's-maxage=60', expires: date(-9) } },
    's-maxage',
    60,
  ],
  ['4.2.1', 'Expires counts from Date', { sent: { date: date(-10), expires: date(50) } }, 'expires', 60],
  [
    '4.2.1',
    'Expires counts from the arrival where there is no Date',
    { sent: { date: 'nonsense', expires: date(60) } },
    'expires',
    60,
  ],
  ['4.2.1', 'of several values the first counts', cc('max-age=60, max-age=5'), 'max-age', 60],
  [
    '4.2.1',
    'several lines are several values',
    {
      sent: [
        ['cache-control', 'max-age=60'],
        ['cache-control', 'max-age=5'],
      ],
    },
    'max-age',
    60,
  ],
  [
    '4.2.1',
    'two Expires are no date, so it is stale',
    {
      sent: [
        ['expires', date(60)],
        ['expires', date(60)],
      ],
    },
    'expires',
    0,
  ],
  ['4.2.1', 'a lifetime that cannot be read is none', cc('max-age=soon'), 'max-age', 0],
  [
    '4.2.1',
    'a lifetime without a number is none',
    { sent: { 'cache-control': 'max-age', expires: date(60) } },
    'max-age',
    0,
  ],
  ['4.2.1', 'a negative lifetime is none', cc('max-age=-60'), 'max-age', 0],
  ['4.2.1', 'a lifetime with a fraction is none', cc('max-age=60.5'), 'max-age', 0],
  [
    '4.2.1',
    'a space before the = makes it none',
    { sent: { 'cache-control': 'max-age =60', expires: date(60) } },
    'max-age',
    0,
  ],
  ['4.2.1', 'a space behind the = makes it none', cc('max-age= 60'), 'max-age', 0],
  ['4.2.1', 'a semicolon for a comma makes it none', cc('max-age=60; public'), 'max-age', 0],
  ['5.2', 'the name is read in any case', cc('MaX-aGe=60'), 'max-age', 60],
  ['5.2', 'a quoted argument is read like a token', cc('max-age="60"'), 'max-age', 60],
  ['5.2', 'an apostrophe is no quote', cc("max-age='60'"), 'max-age', 0],
  ['5.2', 'what is quoted is no directive', cc('x="a, max-age=7200", max-age=1'), 'max-age', 1],
  [
    '5.2',
    'an escaped quote does not end what is quoted',
    cc(String.raw`x="a\", max-age=7200", max-age=1`),
    'max-age',
    1,
  ],
  ['5.2.3', 'a directive that is not known is ignored', cc('foobar, x=1, max-age=60'), 'max-age', 60],
  ['1.2.2', 'leading zeros mean nothing', cc('max-age=0060'), 'max-age', 60],
  ['1.2.2', 'more than can be held is taken as 2^31', cc('max-age=99999999999'), 'max-age', YEARS_68],
  ['5.3', 'Expires in the past is no lifetime', { sent: { expires: date(-60) } }, 'expires', 0],
  ['5.3', 'an Expires of 0 is in the past', { sent: { expires: '0' } }, 'expires', 0],
  [
    '5.3',
    'an Expires that is no date is in the past',
    { sent: { expires: 'tomorrow', 'last-modified': date(-9_000) } },
    'expires',
    0,
  ],
  [
    '4.2.2',
    'without a word a tenth of its age is guessed',
    { sent: { 'last-modified': date(-1_000) } },
    'heuristic',
    100,
  ],
  ['4.2.2', 'a day is the longest guess', { sent: { 'last-modified': date(-1e8) } }, 'heuristic', 86_400],
  [
    '4.2.2',
    'there is no guess beside an explicit time',
    { sent: { 'cache-control': 'max-age=0', 'last-modified': date(-1e6) } },
    'max-age',
    0,
  ],
  ['4.2.2', 'there is none for other statuses', { status: 403, sent: { 'last-modified': date(-1_000) } }, 'none', 0],
  [
    '4.2.2',
    'but for those marked public',
    { status: 403, sent: { 'cache-control': 'public', 'last-modified': date(-1_000) } },
    'heuristic',
    100,
  ],
  ['4.2.2', 'a Last-Modified of tomorrow is no age', { sent: { 'last-modified': date(1_000) } }, 'heuristic', 0],
  [
    '4.2.2',
    'none where guessing is turned off',
    { profile: { ...PRIVATE, heuristic: false }, sent: { 'last-modified': date(-1_000) } },
    'none',
    0,
  ],
  ['own', 'a lifetime of the user stands in for a silent server', { sent: {}, ttlMs: 60_000 }, 'ttl', 60],
  ['own', 'it comes before a guess', { sent: { 'last-modified': date(-1_000) }, ttlMs: 60_000 }, 'ttl', 60],
  ['own', 'it does not overrule the server', { ...cc('max-age=1'), ttlMs: 60_000 }, 'max-age', 1],
  ['own', 'it does not overrule no-cache', { ...cc('no-cache'), ttlMs: 60_000 }, 'none', 0],
  ['own', 'it makes no error last', { status: 404, sent: {}, ttlMs: 60_000 }, 'none', 0],
]

const ages: readonly (readonly [section: string, requirement: string, given: Given, seconds: number])[] = [
  ['4.2.3', 'the age is the time since Date', { sent: { date: date(-30) } }, 30],
  ['4.2.3', 'a Date of tomorrow is no negative age', { sent: { date: date(86_400) } }, 0],
  ['4.2.3', 'Age counts', { sent: { age: '30' } }, 30],
  ['4.2.3', 'the larger of the two counts', { sent: { date: date(-10), age: '30' } }, 30],
  ['4.2.3', 'the time on the way adds to Age', { sent: { age: '30' }, delay: 5 }, 35],
  ['4.2.3', 'the time on the way counts by itself', { sent: {}, delay: 5 }, 5],
  ['5.1', 'of several Ages the first counts', { sent: { age: '30, 0' } }, 30],
  [
    '5.1',
    'on several lines too',
    {
      sent: [
        ['age', '0'],
        ['age', '7200'],
      ],
    },
    0,
  ],
  ['5.1', 'an Age that is no number is ignored', { sent: { age: 'abc' } }, 0],
  ['5.1', 'a negative Age is ignored', { sent: { age: '-7200' } }, 0],
  ['5.1', 'an Age with a fraction is ignored', { sent: { age: '7200.0' } }, 0],
  ['5.1', 'an Age with a parameter is ignored', { sent: { age: '7200;a=b' } }, 0],
  ['1.2.2', 'an Age of more than can be held is 2^31', { sent: { age: '99999999999' } }, YEARS_68],
  [
    'own',
    'a lifetime of the user counts from the arrival, whatever the clock of the server says',
    { sent: { date: date(-9_999) }, ttlMs: 1 },
    0,
  ],
]

describe('RFC 9111, freshness', () => {
  test.each(lifetimes)('%s: %s', (_section, _requirement, given, source, seconds) => {
    const { source: from, lifetimeMs } = facts(given)
    expect([from, lifetimeMs / 1_000]).toEqual([source, seconds])
  })

  test.each(ages)('%s: %s', (_section, _requirement, given, seconds) => {
    expect(facts(given).initialAgeMs / 1_000).toBe(seconds)
  })
})
