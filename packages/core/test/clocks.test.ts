import { createClient } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { collect, failureOf, rig } from './support/rig.ts'

const seconds = (count: number, everyMs: number) =>
  Array.from({ length: count }, () => [{ waitMs: everyMs }, 'x']).flat()

describe('the attempt clock', () => {
  test('covers the wait for the headers', async () => {
    const { base, clock, sent } = rig([{ hang: true }])
    const failure = failureOf(createClient({ ...base, retry: false, timeouts: { attemptMs: 1_000 } }).get('/v'))
    await clock.advance(999)
    expect(sent[0]?.signal.aborted).toBe(false)
    await clock.advance(1)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'attempt', timeoutMs: 1_000 })
    expect(sent[0]?.signal.aborted).toBe(true)
  })

  test('covers the body of a buffered answer', async () => {
    const { base, clock, sent } = rig([{ pieces: ['a'], end: 'stall' }])
    const failure = failureOf(createClient({ ...base, retry: false, timeouts: { attemptMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'attempt' })
    expect(sent[0]?.released).toBe(true)
  })

  test('starts anew with each attempt', async () => {
    const { base, clock, sent } = rig((_, index) => (index < 2 ? { hang: true } : { delayMs: 900, json: 'ok' }))
    const call = createClient({ ...base, retry: { baseMs: 0 }, timeouts: { attemptMs: 1_000 } }).get('/v')
    await clock.advance(2_900)
    expect(await call).toBe('ok')
    expect(sent).toHaveLength(3)
  })

  test('ends with the headers of a streamed answer', async () => {
    const { base, clock } = rig([{ pieces: [{ waitMs: 5_000 }, 'late'] }])
    const stream = await createClient({ ...base, timeouts: { attemptMs: 1_000, totalMs: 2_000 } })
      .get('/v')
      .stream()
    const text = new Response(stream).text()
    await clock.advance(5_000)
    expect(await text).toBe('late')
  })
})

describe('the total clock', () => {
  test('covers all attempts and the waits between them', async () => {
    const { base, clock, sent } = rig([{ delayMs: 400, status: 503 }])
    const retry = { limit: 100, baseMs: 0 }
    const failure = failureOf(createClient({ ...base, retry, timeouts: { totalMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total', timeoutMs: 1_000 })
    expect(sent).toHaveLength(3)
  })

  test('cuts an attempt short', async () => {
    const { base, clock } = rig([{ hang: true }])
    const failure = failureOf(createClient({ ...base, timeouts: { attemptMs: 5_000, totalMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total' })
  })

  test('covers the body of a buffered answer', async () => {
    const { base, clock } = rig([{ pieces: seconds(100, 100) }])
    const failure = failureOf(createClient({ ...base, timeouts: { totalMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total' })
  })

  test('is kept before anything is sent', async () => {
    const { base, clock, sent } = rig([{ json: 1 }])
    const slow = {
      name: '',
      install: () => ({ layers: [{ stage: 'intercept' as const, handle: () => new Promise<never>(() => {}) }] }),
    }
    const failure = failureOf(createClient({ ...base, plugins: [slow], timeouts: { totalMs: 1_000 } }).get('/v'))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'total' })
    expect(sent).toHaveLength(0)
  })
})

describe('the body clock', () => {
  test('runs from the headers to the end of a buffered body', async () => {
    const { base, clock } = rig([{ delayMs: 900, pieces: seconds(100, 100) }])
    const failure = failureOf(createClient({ ...base, retry: false, timeouts: { bodyMs: 1_000 } }).get('/v'))
    await clock.advance(1_899)
    let settled = false
    void failure.finally(() => (settled = true))
    await clock.advance(0)
    expect(settled).toBe(false)
    await clock.advance(1)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'body' })
  })

  test('runs for a streamed body too', async () => {
    const { base, clock } = rig([{ pieces: seconds(100, 100) }])
    const stream = await createClient({ ...base, timeouts: { bodyMs: 1_000 } })
      .get('/v')
      .stream()
    const failure = failureOf(collect(stream))
    await clock.advance(1_000)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'body' })
  })
})

describe('clocks', () => {
  test.each(['attemptMs', 'totalMs', 'bodyMs', 'idleMs'] as const)(
    '%s works beside a signal, and is never an abort',
    async (clockName) => {
      const { base, clock } = rig([{ pieces: ['a'], end: 'stall' }])
      const { signal } = new AbortController()
      const failure = failureOf(createClient(base).get('/v', { signal, retry: false, timeouts: { [clockName]: 500 } }))
      await clock.advance(500)
      expect(await failure).toMatchObject({ kind: 'timeout', clock: clockName.slice(0, -2), name: 'TimeoutError' })
    },
  )

  test('that are off never end a call', async () => {
    const { base, clock } = rig([{ delayMs: 10 ** 9, json: 'ok' }])
    const timeouts = { attemptMs: Infinity, totalMs: Infinity, bodyMs: Infinity, idleMs: Infinity }
    const call = createClient({ ...base, timeouts }).get('/v')
    await clock.advance(10 ** 9)
    expect(await call).toBe('ok')
  })

  test('are on by default', async () => {
    const { base, clock } = rig([{ hang: true }])
    const client = createClient(base)
    const failures = [
      failureOf(client.get('/v', { retry: false })),
      failureOf(client.get('/v', { timeouts: { attemptMs: Infinity } })),
    ]
    await clock.advance(120_000)
    expect(await Promise.all(failures)).toMatchObject([
      { clock: 'attempt', timeoutMs: 30_000 },
      { clock: 'total', timeoutMs: 120_000 },
    ])
  })

  test('of no time at all fail at once', async () => {
    const { base, clock } = rig([{ hang: true }])
    const failure = failureOf(createClient(base).get('/v', { retry: false, timeouts: { attemptMs: 0 } }))
    await clock.advance(0)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'attempt', timeoutMs: 0 })
  })
})
