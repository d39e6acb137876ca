import { describe, expect, test } from 'vitest'
import { answerAge } from '../src/harbour/cache-status.ts'
import { cacheWords } from '../src/timeline/cache-words.ts'
import type { CacheNote } from '../src/timeline/line.ts'

describe('what the cache did, in words,', () => {
  test.each<[Partial<CacheNote>, string, string]>([
    [{ outcome: 'hit', ttlMs: 6_400 }, 'hit 7 s', 'From the cache, good for another 7 s. Nothing was sent.'],
    [
      { outcome: 'stale', reason: 'stale', ttlMs: -3_400 },
      'stale −3 s',
      'From the cache, 4 s past its time: shown at once while it is fetched anew.',
    ],
    [
      { outcome: 'stale', reason: 'error', ttlMs: -600_000 },
      'stale −10 min',
      'From the cache, 10 min past its time: the harbour cannot be reached, and this is the best there is.',
    ],
    [
      { outcome: 'revalidated', reason: 'stale', ttlMs: 10_000 },
      '304 10 s',
      'Revalidated: what the cache holds is still right (304), good for another 10 s.',
    ],
    [
      { outcome: 'revalidated', reason: 'no-cache', ttlMs: -3 },
      '304 ',
      'Revalidated: what the cache holds is still right (304), to be asked for each time.',
    ],
    [
      { outcome: 'miss', reason: 'uri-miss', stored: true, ttlMs: 10_000 },
      'miss 10 s',
      'Not in the cache, so it was fetched. Stored, good for another 10 s.',
    ],
    [
      { outcome: 'miss', reason: 'uri-miss', refusal: 'no-store' },
      'miss ',
      'Not in the cache, so it was fetched. Not stored: the harbour forbids it.',
    ],
    [
      { outcome: 'bypass', reason: 'method' },
      'bypass ',
      'Past the cache: this call changes something, so it goes to the harbour.',
    ],
  ])('%o is %s', (note, chip, sentence) => {
    const words = cacheWords({ outcome: '', stored: false, collapsed: false, ...note })
    expect([`${words.word} ${words.time ?? ''}`, words.sentence]).toEqual([chip, sentence])
  })
})

describe('the age of an answer', () => {
  test.each([
    ['fairlead; hit; ttl=7', 'fresh'],
    ['fairlead; hit; ttl=-3', 'behind'],
    ['fairlead; fwd=uri-miss; ttl=-3; stored', 'behind'],
    ['fairlead; fwd=stale; fwd-status=304; ttl=10; stored', 'fresh'],
    ['fairlead; fwd=stale; ttl=-90; detail=stale-if-error', 'unreachable'],
    ['edge; hit; ttl=-3, fairlead; fwd=uri-miss; ttl=9; stored', 'fresh'],
    ['edge; hit; ttl=-3', 'fresh'],
  ])('by %s is %s', (status, standing) => {
    expect(answerAge(new Headers({ age: '20', 'cache-status': status }), 100_000)).toEqual({ asOf: 80_000, standing })
  })
})
