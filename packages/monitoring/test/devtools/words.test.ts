import { expect, test } from 'vitest'
import { foldedAxis, plainAxis } from '../../src/devtools/axis.ts'
import { familiesOf } from '../../src/devtools/families.ts'
import { cacheWord, partsOf } from '../../src/devtools/parts.ts'
import { factsText, outcomeOf, shareText, sizeText, spanText, toneOf } from '../../src/devtools/words.ts'
import type { OperationRecord } from '../../src/records.ts'

const record = (more: Partial<OperationRecord> = {}): OperationRecord => ({
  id: '1',
  method: 'GET',
  template: '/vessels',
  origin: 'https://harbour.example',
  startedAt: 1_000,
  durationMs: 900,
  status: 200,
  detached: false,
  attempts: [],
  notes: [],
  ...more,
})

test('a call that waited, failed, waited again and was answered is told in the order of its time', () => {
  const parts = partsOf(
    record({
      attempts: [
        { number: 1, startedAt: 1_100, durationMs: 200, status: 503 },
        {
          number: 2,
          startedAt: 1_700,
          durationMs: 200,
          status: 200,
          bytes: 2_048,
          serverTiming: [{ name: 'db', durationMs: 900 }],
        },
      ],
      notes: [
        { type: 'plugin:queue:wait', at: 1_100, details: { origin: 'https://harbour.example', waitMs: 100 } },
        { type: 'retry:wait', at: 1_300, details: { attempt: 1, waitMs: 400, source: 'backoff' } },
        { type: 'plugin:cache:answer', at: 1_900, details: { outcome: 'miss', reason: 'uri-miss', stored: true } },
      ],
    }),
    5_000,
  )
  expect(parts.map(({ kind, label, from, to }) => [kind, label, from, to])).toEqual([
    ['queue', 'Queue', 1_000, 1_100],
    ['attempt', 'Attempt 1', 1_100, 1_300],
    ['wait', 'Backoff', 1_300, 1_700],
    ['attempt', 'Attempt 2', 1_700, 1_900],
    // A server's own time is never drawn longer than its attempt.
    ['server', 'Server: db', 1_700, 1_900],
    ['mark', 'Cache', 1_900, 1_900],
  ])
  expect(parts.map(({ text }) => text)).toContain('200, 2.0 KiB')
})

test('a wait that a cancel cut short ends with its call, and what runs goes on until now', () => {
  const note = { type: 'retry:wait', at: 1_300, details: { attempt: 1, waitMs: 60_000, source: 'server' } }
  expect(partsOf(record({ notes: [note] }), 9_000)[0]).toMatchObject({ from: 1_300, to: 1_900 })
  const running = record({ durationMs: undefined, attempts: [{ number: 1, startedAt: 1_100 }] })
  expect(partsOf(running, 9_000)[0]).toMatchObject({ from: 1_100, to: 9_000, tone: 'running', text: '…' })
})

test('what a server or a path says is shown on one line and cut', () => {
  const [, server] = partsOf(
    record({
      attempts: [
        {
          number: 1,
          startedAt: 1_000,
          durationMs: 10,
          serverTiming: [{ name: 'x', description: `\u001b[31m${'a'.repeat(10_000)}\r\n` }],
        },
      ],
    }),
    0,
  )
  expect(server?.label).toHaveLength('Server: '.length + 60)
  expect(server?.label).not.toContain('\u001b')
  expect(factsText({ reason: 'a\nb', stored: true, refused: false, waitMs: 1_200 })).toBe(
    'reason a\ufffdb, stored, wait 1.20 s',
  )
})

test('a deliberate cancel is no failure, and the client’s own fault looks different from the server’s', () => {
  expect(['abort', 'timeout'].map((error) => toneOf(record({ error: error as never, status: undefined })))).toEqual([
    'idle',
    'bad',
  ])
  expect([200, 404, 429, 503].map((status) => toneOf(record({ status })))).toEqual(['good', 'refused', 'bad', 'bad'])
  expect(outcomeOf(record({ status: 503, error: 'http' }))).toBe('503')
  expect(outcomeOf(record({ durationMs: undefined }))).toBe('…')
})

test('spans, sizes and shares are words that a person reads', () => {
  expect([undefined, 0.26, 42, 1_234, 61_000].map(spanText)).toEqual(['–', '0.3 ms', '42 ms', '1.23 s', '1 min 1 s'])
  expect([12, 2_048, 5_242_880].map(sizeText)).toEqual(['12 B', '2.0 KiB', '5.0 MiB'])
  expect([undefined, 0.005, 0.5].map(shareText)).toEqual(['–', '0.5 %', '50 %'])
})

test('the last word of the cache counts', () => {
  const answer = (outcome: string) => ({ type: 'plugin:cache:answer', at: 1, details: { outcome } })
  expect(cacheWord(record({ notes: [answer('miss'), answer('stale')] }))).toBe('stale')
  expect(cacheWord(record())).toBeUndefined()
})

test('an hour without a call and a stream of an hour leave short calls to be seen', () => {
  const hour = 3_600_000
  const axis = foldedAxis([
    { from: 0, to: 20 },
    { from: hour, to: hour + 20 },
    { from: hour + 30, to: hour + 50 },
    { from: hour + 60, to: 2 * hour },
  ])
  expect(axis.at(20) - axis.at(0)).toBeGreaterThan(0.04)
  expect(axis.at(hour) - axis.at(20)).toBeLessThan(0.1)
  const moments = [-5, 0, 10, 20, hour, hour + 25, 2 * hour, 3 * hour].map(axis.at)
  expect(moments).toEqual(moments.toSorted((a, b) => a - b))
  expect([moments[0], moments.at(-1)]).toEqual([0, 1])
  expect(foldedAxis([]).at(5)).toBe(0)
})

test('within one call the axis is true to scale', () => {
  const axis = plainAxis({ from: 100, to: 200 })
  expect([50, 100, 150, 250].map(axis.at)).toEqual([0, 0, 0.5, 1])
})

test('the request that a cache makes for a call is part of it; what goes on after it, or is of another kind, is not', () => {
  const call = record({ id: 'a' })
  const request = record({
    id: 'a.1',
    detached: true,
    startedAt: 1_100,
    durationMs: 700,
    attempts: [{ number: 1, startedAt: 1_100, durationMs: 700, status: 200 }],
  })
  const later = record({ id: 'a.2', detached: true, startedAt: 1_800, durationMs: 5_000 })
  const refresh = record({ id: 'a.3', detached: true, template: '/token', durationMs: 10 })
  const { rows, helpersOf } = familiesOf([call, request, later, refresh])
  expect(rows.map(({ id }) => id)).toEqual(['a', 'a.2', 'a.3'])
  expect(helpersOf(call)).toEqual([request])
  expect(partsOf(call, 0, helpersOf(call)).map(({ label }) => label)).toEqual(['Attempt 1'])
})

test('a trip whose end nobody has told is over when its call is', () => {
  const given = record({ status: undefined, error: 'abort', attempts: [{ number: 1, startedAt: 1_100 }] })
  expect(partsOf(given, 60_000)).toMatchObject([{ to: 1_900, tone: 'idle', text: 'cancelled' }])
})
