import { createClient } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { chunks, collect, failureOf, type Rig, rig } from './support/rig.ts'

const reason = new Error('the user left the page')

/** Calls with a signal, aborts it after a while, and tells how the call ended and what it left behind. */
async function abortAfter({ clock, sent }: Rig, afterMs: number, call: (signal: AbortSignal) => PromiseLike<unknown>) {
  const controller = new AbortController()
  const failure = failureOf(call(controller.signal))
  await clock.advance(afterMs)
  const before = sent.length
  controller.abort(reason)
  const { kind, cause } = await failure
  const pendingTimers = clock.pending
  await clock.advance(1_000_000)
  return { kind, ofTheReason: cause === reason, furtherCalls: sent.length - before, pendingTimers }
}

const atOnce = { kind: 'abort', ofTheReason: true, furtherCalls: 0, pendingTimers: 0 }

describe('an abort', () => {
  test('before the call starts sends nothing', async () => {
    const wire = rig([{ json: 1 }])
    const error = await failureOf(createClient(wire.base).get('/v', { signal: AbortSignal.abort(reason) }))
    expect(error).toMatchObject({ kind: 'abort' })
    expect(error.cause).toBe(reason)
    expect(wire.sent).toHaveLength(0)
  })

  test('in the tick of the call sends nothing', async () => {
    const wire = rig([{ json: 1 }])
    const controller = new AbortController()
    const failure = failureOf(createClient(wire.base).get('/v', { signal: controller.signal }))
    controller.abort(reason)
    expect((await failure).cause).toBe(reason)
    expect(wire.sent).toHaveLength(0)
  })

  test('while the answer is awaited ends the attempt', async () => {
    const wire = rig([{ hang: true }])
    expect(await abortAfter(wire, 10, (signal) => createClient(wire.base).get('/v', { signal }))).toEqual(atOnce)
    expect(wire.sent[0]?.signal.aborted).toBe(true)
  })

  test('does not wait for a transport that takes no notice', async () => {
    const wire = rig([])
    const deaf = { ...wire.base.transport, send: () => new Promise<never>(() => {}) }
    expect(
      await abortAfter(wire, 10, (signal) => createClient({ ...wire.base, transport: deaf }).get('/v', { signal })),
    ).toEqual(atOnce)
  })

  test('while the body is read ends the reading', async () => {
    const wire = rig([{ pieces: ['a'], end: 'stall' }])
    expect(await abortAfter(wire, 10, (signal) => createClient(wire.base).get('/v', { signal }))).toEqual(atOnce)
    expect(wire.sent[0]?.released).toBe(true)
  })

  test('during a backoff makes no further call', async () => {
    const wire = rig([{ status: 503, headers: { 'retry-after': '30' } }])
    expect(await abortAfter(wire, 1_000, (signal) => createClient(wire.base).get('/v', { signal }))).toEqual(atOnce)
    expect(wire.sent).toHaveLength(1)
  })

  test('of a stream reaches its reader, and closes the body', async () => {
    const wire = rig([{ pieces: ['a'], end: 'stall' }])
    const client = createClient(wire.base)
    expect(await abortAfter(wire, 10, async (signal) => collect(await client.get('/v', { signal }).stream()))).toEqual(
      atOnce,
    )
    expect(wire.sent[0]?.released).toBe(true)
  })

  test('of a response reaches whoever reads its body', async () => {
    const wire = rig([{ pieces: ['a'], end: 'stall' }])
    expect(
      await abortAfter(wire, 10, async (signal) =>
        (await createClient(wire.base).get('/v', { signal }).response()).text(),
      ),
    ).toEqual(atOnce)
  })

  test('while a stage waits ends the call', async () => {
    const wire = rig([{ json: 1 }])
    const plugin = {
      name: '',
      install: () => ({ layers: [{ stage: 'admit' as const, handle: () => new Promise<never>(() => {}) }] }),
    }
    expect(
      await abortAfter(wire, 10, (signal) => createClient({ ...wire.base, plugins: [plugin] }).get('/v', { signal })),
    ).toEqual(atOnce)
    expect(wire.sent).toHaveLength(0)
  })

  test('after the answer changes nothing', async () => {
    const { base } = rig([{ json: 'ok' }])
    const controller = new AbortController()
    const call = createClient(base).get('/v', { signal: controller.signal })
    expect(await call).toBe('ok')
    controller.abort(reason)
    expect(await call).toBe('ok')
  })

  test('is seen in a result as in a rejection', async () => {
    const { base } = rig([{ hang: true }])
    const result = await createClient(base)
      .get('/v', { signal: AbortSignal.abort(reason) })
      .result()
    expect(result).toMatchObject({ ok: false, status: undefined, error: { kind: 'abort', cause: reason } })
  })
})

describe('the reason of an abort', () => {
  test.each([['a word'], [0], [null], [false], [{ code: 7 }]])('is kept when it is %j', async (why) => {
    const { base } = rig([{ hang: true }])
    const error = await failureOf(createClient(base).get('/v', { signal: AbortSignal.abort(why) }))
    expect(error.kind).toBe('abort')
    expect(error.cause).toBe(why)
  })

  test('is the one of the platform where the program gives none', async () => {
    const { base } = rig([{ hang: true }])
    const signal = AbortSignal.abort()
    expect((await failureOf(createClient(base).get('/v', { signal }))).cause).toBe(signal.reason)
  })

  test("may be a timeout of the program's own: that is its abort, not one of our clocks", async () => {
    const { base } = rig([{ hang: true }])
    const timeout = new DOMException('too slow', 'TimeoutError')
    const error = await failureOf(createClient(base).get('/v', { signal: AbortSignal.abort(timeout) }))
    expect(error.kind).toBe('abort')
    expect(error.cause).toBe(timeout)
  })

  test('that is an error of another call does not make this one retry', async () => {
    const wire = rig([{ status: 503 }])
    const other = await failureOf(createClient({ ...wire.base, retry: false }).get('/other'))
    const error = await failureOf(createClient(wire.base).get('/v', { signal: AbortSignal.abort(other) }))
    expect(error.kind).toBe('abort')
    expect(error.cause).toBe(other)
  })
})

describe('aborting a call', () => {
  test('whose one-shot body is being sent cancels nothing twice', async () => {
    const wire = rig([{ hang: true }] satisfies Answer[])
    expect(
      await abortAfter(wire, 10, (signal) => createClient(wire.base).put('/v', { signal, body: chunks('a') })),
    ).toEqual(atOnce)
  })

  test('leaves the others on the same signal to be ended as well', async () => {
    const wire = rig([{ hang: true }])
    const controller = new AbortController()
    const client = createClient(wire.base)
    const failures = Array.from({ length: 5 }, () => failureOf(client.get('/v', { signal: controller.signal })))
    await wire.clock.advance(1)
    controller.abort(reason)
    for (const error of await Promise.all(failures)) expect(error.cause).toBe(reason)
  })
})
