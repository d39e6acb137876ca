import { FairleadError } from '@fairlead/core'
import type { LaneSnapshot } from '@fairlead/queue'
import { describe, expect, test } from 'vitest'
import type { KeptBooking } from '../src/bookings/kept.ts'
import { keptWords, nextDays } from '../src/bookings/kept-words.ts'
import { explain } from '../src/harbour/explain.ts'
import { askWords, laneNotice, queuedOf } from '../src/pilots/lane-words.ts'

const lane: LaneSnapshot = {
  origin: 'http://harbour.example',
  state: 'running',
  queued: 7,
  running: 4,
  hung: 0,
  queuedBytes: 0,
  concurrency: 4,
  oldestWaitMs: 0,
  projectedWaitMs: 0,
  heldUntil: undefined,
  byClass: [
    { priority: 1, queued: 2 },
    { priority: 0, queued: 4 },
    { priority: -1, queued: 1 },
  ],
  byKey: [],
  breaker: { state: 'closed', retryAt: undefined },
}

describe('the words for a lane', () => {
  test.each<[string, Partial<LaneSnapshot>, object]>([
    ['nothing', {}, {}],
    ['a hold that is over', { heldUntil: 900 }, {}],
    ['a hold', { heldUntil: 2000 }, { kind: 'held', until: 2000 }],
    [
      'an open breaker',
      { heldUntil: 2000, breaker: { state: 'open', retryAt: 3000 } },
      { kind: 'breaker', until: 3000 },
    ],
    ['a probe', { breaker: { state: 'half-open', retryAt: undefined } }, { kind: 'trying' }],
    ['a pause', { state: 'paused', heldUntil: 2000 }, { kind: 'paused' }],
  ])('tell %s', (_name, change, notice) => {
    const { kind, until } = laneNotice({ ...lane, ...change }, 1000) ?? {}
    expect({ kind, until }).toEqual(notice)
  })

  test('count the urgent by themselves and all others together', () => {
    expect([queuedOf(lane, true), queuedOf(lane, false), queuedOf(undefined, true)]).toEqual([2, 5, 0])
  })

  test('say how a call stands', () => {
    const ask = { number: 1, vessel: { id: 'tern', name: 'Tern', urgent: false }, waitedMs: 3200 } as const
    expect(askWords({ ...ask, state: 'under-way' })).toBe('Under way, waited 3.2 s')
    expect(askWords({ ...ask, state: 'waiting', waitedMs: 0 })).toBe('Waits for its turn')
  })

  test.each([
    ['queue-full', /As many wait already/],
    ['shed', /more urgent/],
    ['wait-too-long', /too late/],
    ['rate-held', /silence/],
    ['breaker-open', /failed too often/],
  ])('explain the refusal %s', (reason, words) => {
    const facts = { reason, position: 12, projectedWaitMs: 4200 }
    const { why, technical } = explain(new FairleadError('rejected', undefined, 'refused', facts) as never, 'No pilot.')
    expect(why).toMatch(words)
    expect(technical).toBe(`Rejected (${reason}) · 12 before it · 5 s to wait`)
  })
})

describe('the words for a kept booking', () => {
  const kept: KeptBooking = {
    id: 'e-1',
    lane: 'tern',
    method: 'POST',
    template: '/bookings',
    createdAt: 0,
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    failure: undefined,
    booking: undefined,
    conflict: undefined,
  }
  test.each<[Partial<KeptBooking>, RegExp]>([
    [{}, /^Waiting to be sent$/],
    [{ state: 'sending', attempts: 1 }, /^Being sent$/],
    [{ attempts: 1, failure: { at: 0, kind: 'network' } }, /^Waiting to be sent: tried once, no answer$/],
    [{ attempts: 3, notBefore: 5000, failure: { at: 0, status: 503 } }, /tried 3 times, HTTP 503, again at .+$/],
    [{ state: 'dead', failure: { at: 0, status: 409 } }, /^Refused \(HTTP 409\)$/],
  ])('%o', (change, words) => {
    expect(keptWords({ ...kept, ...change }, 1000)).toMatch(words)
  })

  test('offer the days from tomorrow on, in UTC', () => {
    expect(nextDays(2, Date.UTC(2026, 11, 30, 23, 59))).toEqual(['2026-12-31', '2027-01-01'])
  })
})
