import { createClient, readServerHints } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const NOW_MS = Date.UTC(2026, 0, 1, 12)
const hints = (fields: Record<string, string>) => readServerHints(new Headers(fields), NOW_MS)
const inMs = (fields: Record<string, string>) => {
  const { retryAt } = hints(fields)
  return retryAt === undefined ? undefined : retryAt - NOW_MS
}

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['7', 7_000],
    ['1.5', 1_500],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
    ['Thu Jan  1 12:00:30 2026', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ])('of %j is %d ms away', (value, expected) => {
    expect(inMs({ 'retry-after': value })).toBe(expected)
  })

  test.each(['', 'soon', '-1', '1e9', '12:00', '2026-01-01', '0x10'])('of %j says nothing', (value) => {
    expect(inMs({ 'retry-after': value })).toBeUndefined()
  })

  test('as a date is measured from the clock of the server', () => {
    const fields = { date: 'Thu, 01 Jan 2026 03:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2026 03:00:20 GMT' }
    expect(inMs(fields)).toBe(20_000)
  })

  test('in milliseconds is more exact', () => {
    expect(inMs({ 'retry-after-ms': '250', 'retry-after': '1' })).toBe(250)
  })
})

describe('rate limit fields', () => {
  test.each([
    ['ratelimit', { ratelimit: '"default";r=0;t=30' }],
    ['ratelimit-*', { 'ratelimit-limit': '100', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }],
    ['x-ratelimit-*', { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }],
    ['x-rate-limit-*', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '30' }],
    ['seconds since the epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW_MS / 1000 + 30) }],
    ['milliseconds since the epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW_MS + 30_000) }],
  ])('of the family %s say when to come back', (_, fields) => {
    expect(hints(fields as Record<string, string>)).toMatchObject({
      remaining: 0,
      retryAt: NOW_MS + 30_000,
      resetAt: NOW_MS + 30_000,
    })
  })

  test('tell the limit', () => {
    expect(hints({ 'x-ratelimit-limit': '100' }).limit).toBe(100)
    expect(hints({ 'ratelimit-policy': '"default";q=60;w=10' }).limit).toBe(60)
  })

  test('with calls left ask for no wait', () => {
    expect(hints({ 'ratelimit-remaining': '3', 'ratelimit-reset': '30' })).toMatchObject({
      remaining: 3,
      retryAt: undefined,
    })
  })

  test('yield to Retry-After', () => {
    expect(inMs({ 'retry-after': '5', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' })).toBe(5_000)
  })

  test('that make no sense say nothing', () => {
    expect(hints({ 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': 'never', ratelimit: ';;;' })).toEqual({
      retryAt: undefined,
      remaining: undefined,
      limit: undefined,
      resetAt: undefined,
    })
  })
})

describe('a client', () => {
  const answered = (headers: Record<string, string>, status = 429) =>
    rig((_, index) => (index === 0 ? { status, headers } : { json: 'ok' }))

  test.each([
    ['seconds', { 'retry-after': '7' }],
    ['an exhausted limit', { 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }],
  ])('never comes back before the time that %s give', async (_, headers) => {
    for (const random of [0, 0.5, 0.999]) {
      const { base, clock, sent, setRandom } = answered(headers)
      setRandom(random)
      const call = createClient(base).get('/v')
      await clock.advance(6_999)
      expect(sent).toHaveLength(1)
      await clock.advance(1_000)
      expect(await call).toBe('ok')
    }
  })

  test('honours Retry-After of a 503 as well', async () => {
    const { base, clock, sent } = answered({ 'retry-after': '7' }, 503)
    const call = createClient(base).get('/v')
    await clock.advance(8_000)
    await call
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(7_000)
  })

  test.each([
    ['a day', { 'retry-after': '86400' }],
    ['a date tomorrow', { 'retry-after': 'Fri, 02 Jan 2026 00:00:00 GMT' }],
  ])('asked to wait for %s fails at once and says when to come back', async (_, headers) => {
    const { base, clock, sent } = answered(headers)
    const error = await failureOf(createClient({ ...base, timeouts: { totalMs: Infinity } }).get('/v'))
    expect(error).toMatchObject({
      kind: 'http',
      status: 429,
      notRetried: 'wait-too-long',
      retryable: true,
      retriesExhausted: true,
    })
    expect(error.retryAt).toBe(clock.now() + 86_400_000)
    expect(clock.pending).toBe(0)
    expect(sent).toHaveLength(1)
  })

  test('asked for a wait that outlives its deadline fails at once', async () => {
    const { base, clock, sent } = answered({ 'retry-after': '30' })
    const error = await failureOf(createClient({ ...base, timeouts: { totalMs: 10_000 } }).get('/v'))
    expect(error).toMatchObject({ status: 429, notRetried: 'deadline', retryAt: clock.now() + 30_000 })
    expect(sent).toHaveLength(1)
  })

  test('waits longer where the program allows it', async () => {
    const { base, clock } = answered({ 'retry-after': '86400' })
    const call = createClient({ ...base, timeouts: { totalMs: Infinity }, retry: { maxWaitMs: 100_000_000 } }).get('/v')
    await clock.advance(86_500_000)
    expect(await call).toBe('ok')
  })

  test('tells when to come back for a call that it may not repeat', async () => {
    const { base, clock } = answered({ 'retry-after': '7' })
    const error = await failureOf(createClient(base).post('/v'))
    expect(error).toMatchObject({ status: 429, notRetried: 'not-idempotent', retryAt: clock.now() + 7_000 })
  })
})

// A pattern that looked at all of it would take half a minute.
test('a field of any length is passed over', () => {
  expect(hints({ 'retry-after': `Mon, ${' '.repeat(200_000)}x` }).retryAt).toBeUndefined()
})
