import { createClient, post } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { chunks, failureOf, rig } from './support/rig.ts'

const busy: Answer = { status: 503, headers: { 'content-type': 'text/plain' }, body: 'busy' }
const twiceThenOk = (_: unknown, index: number): Answer => (index < 2 ? busy : { json: 'ok' })
const DAY_MS = 86_400_000

/** Lets a call run to its end on the virtual clock. */
const settled = async <T>({ clock }: ReturnType<typeof rig>, call: PromiseLike<T>): Promise<T> => {
  const [result] = await Promise.all([call, clock.advance(DAY_MS)])
  return result
}

describe('retries', () => {
  test('are two for a call that may be repeated', async () => {
    const wire = rig(twiceThenOk)
    expect(await settled(wire, createClient(wire.base).get('/v'))).toBe('ok')
    expect(wire.sent).toHaveLength(3)
  })

  test.each([408, 425, 429, 500, 502, 503, 504])('follow a %i', async (status) => {
    const wire = rig([{ status }])
    const error = await settled(wire, failureOf(createClient(wire.base).get('/v')))
    expect(error).toMatchObject({ kind: 'http', status, retryable: true, retriesExhausted: true, notRetried: 'limit' })
    expect(wire.sent).toHaveLength(3)
  })

  test.each([400, 401, 403, 404, 409, 410, 422, 501, 505, 511])('do not follow a %i', async (status) => {
    const wire = rig([{ status }])
    const error = await settled(wire, failureOf(createClient(wire.base).get('/v')))
    expect(error).toMatchObject({ status, retryable: false, retriesExhausted: false })
    expect(wire.sent).toHaveLength(1)
  })

  test('follow a broken connection and an attempt that took too long', async () => {
    const wire = rig((_, index) => [{ error: new TypeError('reset') }, { hang: true }, { json: 'ok' }][index] ?? {})
    expect(await settled(wire, createClient(wire.base).get('/v'))).toBe('ok')
    expect(wire.sent).toHaveLength(3)
  })

  test.each(['put', 'delete', 'head'] as const)('follow a %s', async (method) => {
    const wire = rig(twiceThenOk)
    await settled(wire, createClient(wire.base)[method]('/v').response())
    expect(wire.sent).toHaveLength(3)
  })

  test.each(['post', 'patch'] as const)('do not follow a %s', async (method) => {
    const wire = rig(twiceThenOk)
    const error = await settled(wire, failureOf(createClient(wire.base)[method]('/v', { body: {} })))
    expect(error).toMatchObject({
      status: 503,
      retryable: false,
      retriesExhausted: false,
      notRetried: 'not-idempotent',
    })
    expect(wire.sent).toHaveLength(1)
  })

  test.each([false, 0, { limit: 0 }] as const)('can be turned off for a call with %j', async (retry) => {
    const wire = rig(twiceThenOk)
    const error = await settled(wire, failureOf(createClient(wire.base).get('/v', { retry })))
    expect(error).toMatchObject({ status: 503, retryable: true, retriesExhausted: false })
    expect(wire.sent).toHaveLength(1)
  })

  test('can be turned off for the client and on for a call', async () => {
    const wire = rig(twiceThenOk)
    const client = createClient({ ...wire.base, retry: false })
    await settled(wire, failureOf(client.get('/v')))
    expect(wire.sent).toHaveLength(1)
    await settled(wire, client.get('/v', { retry: 1 }))
    expect(wire.sent).toHaveLength(3)
  })

  test('leave no body of an earlier answer unread', async () => {
    const wire = rig((_, index) => (index < 2 ? { status: 503, pieces: ['a', 'b'] } : { json: 'ok' }))
    await settled(wire, createClient(wire.base).get('/v').stream())
    expect(wire.sent.map(({ released }) => released).slice(0, 2)).toEqual([true, true])
  })

  test('keep a record of every attempt', async () => {
    const wire = rig([{ ...busy, delayMs: 40 }])
    const error = await settled(wire, failureOf(createClient({ ...wire.base, retry: { limit: 1 } }).get('/v')))
    expect(error.attempts).toEqual([
      { number: 1, startedAt: wire.sent[0]?.at, durationMs: 40, status: 503, waitMs: 125, waitSource: 'backoff' },
      { number: 2, startedAt: wire.sent[1]?.at, durationMs: 40, status: 503 },
    ])
  })
})

describe('a POST that may be repeated', () => {
  test('carries one Idempotency-Key through all attempts', async () => {
    const wire = rig(twiceThenOk)
    const client = createClient(wire.base)
    await settled(wire, client.post('/v', { body: { a: 1 }, idempotencyKey: true }))
    const keys = wire.sent.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(wire.sent.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}'])
  })

  test('has another key for another call', async () => {
    const wire = rig([{ json: 1 }])
    const order = post('/orders', { idempotent: 'key' })
    const { api } = createClient({ ...wire.base, contract: { o: { order } } })
    await api.o.order()
    await api.o.order()
    expect(wire.sent[0]?.headers['idempotency-key']).not.toBe(wire.sent[1]?.headers['idempotency-key'])
  })

  test("takes the caller's own key, as an option or as a header", async () => {
    const wire = rig((_, index) => (index % 2 ? { json: 1 } : busy))
    const client = createClient(wire.base)
    await settled(wire, client.post('/v', { idempotencyKey: 'order-7' }))
    await settled(wire, client.post('/v', { headers: { 'Idempotency-Key': 'order-8' } }))
    expect(wire.sent.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'order-7',
      'order-7',
      'order-8',
      'order-8',
    ])
  })

  test('or whose endpoint says that it is idempotent needs no key', async () => {
    const wire = rig(twiceThenOk)
    const search = post('/search', { idempotent: true })
    await settled(wire, createClient({ ...wire.base, contract: { v: { search } } }).api.v.search())
    expect(wire.sent).toHaveLength(3)
    expect(wire.sent[0]?.headers).not.toHaveProperty('idempotency-key')
  })
})

describe('a body that can be read once', () => {
  test('is never sent again empty: the first failure surfaces with the reason', async () => {
    const wire = rig([busy])
    const error = await settled(wire, failureOf(createClient(wire.base).put('/v', { body: chunks('once') })))
    expect(error).toMatchObject({
      kind: 'http',
      status: 503,
      data: 'busy',
      notRetried: 'one-shot-body',
      retryable: false,
    })
    expect(wire.sent.map(({ text }) => text)).toEqual(['once'])
  })

  test('is sent whole each time when a function makes it', async () => {
    const wire = rig(twiceThenOk)
    await settled(wire, createClient(wire.base).put('/v', { body: () => chunks('on', 'ce') }))
    expect(wire.sent.map(({ text }) => text)).toEqual(['once', 'once', 'once'])
  })

  test.each([
    ['a string', 'text'],
    ['bytes', new TextEncoder().encode('text')],
    ['a Blob', new Blob(['text'])],
    ['a form', new URLSearchParams('text')],
  ])('is none of %s', async (_, body) => {
    const wire = rig(twiceThenOk)
    await settled(wire, createClient(wire.base).put('/v', { body }))
    expect(wire.sent.map(({ text }) => text.replace('=', ''))).toEqual(['text', 'text', 'text'])
  })
})
