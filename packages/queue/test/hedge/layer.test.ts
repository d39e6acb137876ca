import { type Layer, createRetryBudget } from '@fairlead/core'
import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { rig } from './rig.ts'

const quick: Answer = { delayMs: 20, json: 'first' }

/** Answers one after the other; then quick ones. */
const inTurn =
  (...answers: Answer[]) =>
  (_: unknown, index: number): Answer =>
    answers[index] ?? quick

/** Twenty quick calls, so that the hedge knows what is slow. */
const known = Array.from({ length: 20 }, () => quick)

async function warm({ client, timed }: ReturnType<typeof rig>): Promise<void> {
  for (let call = 0; call < 20; call++) await timed(() => client.get('/v').json())
}

describe('a call that takes longer than most', () => {
  test('is made a second time, and the second answer settles it at once while the first try ends', async () => {
    const t = rig(inTurn(...known, { delayMs: 1_000, json: 'slow' }, { delayMs: 5, json: 'second' }))
    await warm(t)
    const { value, tookMs } = await t.timed(() => t.client.get('/v').json())
    expect(value).toBe('second')
    expect(tookMs).toBe(21 + 5)
    expect(t.sent).toHaveLength(22)
    expect(t.sent[20]?.signal.aborted).toBe(true)
    expect(t.sent[20]?.signal.reason).toMatchObject({ kind: 'abort' })
    expect(t.sent[21]?.signal.aborted).toBe(false)
    expect(t.hedges()).toEqual([{ delayMs: 21, won: true }])
    expect(t.clock.pending).toBe(0)
  })

  test('keeps the first answer when that comes first, and the second try ends', async () => {
    const t = rig(inTurn(...known, { delayMs: 30, json: 'slow' }, { hang: true }))
    await warm(t)
    const { value, tookMs } = await t.timed(() => t.client.get('/v').json())
    expect(value).toBe('slow')
    expect(tookMs).toBe(30)
    expect(t.sent[21]?.signal.aborted).toBe(true)
    expect(t.hedges()).toEqual([{ delayMs: 21, won: false }])
    expect(t.clock.pending).toBe(0)
  })

  test('is not lost when one try fails: the other one goes on', async () => {
    const t = rig(
      inTurn(
        ...known,
        { delayMs: 30, error: new TypeError('reset') },
        { delayMs: 30, json: 'second' },
        { delayMs: 50, json: 'third' },
        { delayMs: 5, status: 503 },
      ),
      { maxRatio: 1 },
    )
    await warm(t)
    expect(await t.timed(() => t.client.get('/v').json())).toMatchObject({ value: 'second', tookMs: 51 })
    expect(await t.timed(() => t.client.get('/v').json())).toMatchObject({ value: 'third', tookMs: 50 })
    expect(t.hedges().map(({ won }) => won)).toEqual([true, false])
  })

  test('fails as the first try did when both fail', async () => {
    const t = rig(inTurn(...known, { delayMs: 60, status: 500 }, { delayMs: 10, status: 503 }))
    await warm(t)
    const { error, tookMs } = await t.timed(() => t.client.get('/v').json())
    expect(error).toMatchObject({ kind: 'http', status: 500 })
    expect(tookMs).toBe(60)
    expect(t.clock.pending).toBe(0)
  })

  test('is settled by a refusal, which the other try would get as well', async () => {
    const t = rig(inTurn(...known, { hang: true }, { delayMs: 5, status: 404 }))
    await warm(t)
    expect(await t.timed(() => t.client.get('/v').json())).toMatchObject({ error: { status: 404 }, tookMs: 26 })
  })

  test('ends both tries when its caller leaves', async () => {
    const t = rig([{ hang: true }])
    const leaving = new AbortController()
    const call = t.client.get('/v', { hedge: { delayMs: 10 }, signal: leaving.signal }).json()
    const failure = call.catch((error: unknown) => error)
    await t.clock.advance(20)
    leaving.abort('enough')
    expect(await failure).toMatchObject({ kind: 'abort', cause: 'enough' })
    expect(t.sent.map(({ signal }) => signal.aborted)).toEqual([true, true])
    await t.clock.advance(0)
    expect(t.clock.pending).toBe(0)
  })

  test('ends both tries at its deadline', async () => {
    const t = rig([{ hang: true }], true, { timeouts: { totalMs: 100 } })
    const { error, tookMs } = await t.timed(() => t.client.get('/v', { hedge: { delayMs: 10 } }).json())
    expect(error).toMatchObject({ kind: 'timeout', clock: 'total' })
    expect(tookMs).toBe(100)
    expect(t.sent.map(({ signal }) => signal.aborted)).toEqual([true, true])
    expect(t.clock.pending).toBe(0)
  })

  test('has each try among its attempts', async () => {
    const t = rig(inTurn({ delayMs: 60, status: 500 }, { delayMs: 10, status: 503 }))
    const { error } = await t.timed(() => t.client.get('/v', { hedge: { delayMs: 10 } }).json())
    expect((error as { attempts: unknown[] }).attempts).toMatchObject([{ status: 500 }, { status: 503 }])
  })
})

describe('a call that is not slow', () => {
  test('settles when its answer comes, whatever the delay', async () => {
    const t = rig([{ delayMs: 5, json: 1 }])
    expect(await t.timed(() => t.client.get('/v', { hedge: { delayMs: 200 } }).json())).toMatchObject({ tookMs: 5 })
    expect(t.clock.pending).toBe(0)
  })

  test('is not hedged when it takes as long as all others', async () => {
    const t = rig([quick], { maxRatio: 1 })
    for (let round = 0; round < 5; round++) await warm(t)
    expect(t.sent).toHaveLength(100)
  })

  test('that fails quickly is left to the retries, which are hedged as well', async () => {
    const t = rig(
      inTurn(...known, { delayMs: 5, status: 503 }, { hang: true }, { delayMs: 5, json: 'third' }),
      {},
      { retry: { baseMs: 100 } },
    )
    await warm(t)
    const { value, tookMs } = await t.timed(() => t.client.get('/v').json())
    expect(value).toBe('third')
    expect(tookMs).toBe(5 + 50 + 21 + 5)
  })
})

describe('no second try is made', () => {
  test.each(['post', 'put', 'patch', 'delete'] as const)('of a %s, even if it is asked for', async (method) => {
    const t = rig([{ delayMs: 500, json: 1 }])
    await t.timed(() => t.client[method]('/v', { hedge: { delayMs: 10 }, idempotencyKey: 'key' }).json())
    expect(t.sent).toHaveLength(1)
  })

  test('of a call whose body goes to its caller unread', async () => {
    const t = rig([{ delayMs: 500, json: 1 }])
    await t.timed(() => t.client.get('/v', { hedge: { delayMs: 10 } }).response())
    await t.timed(() => t.client.fetch('https://harbour.example/api/v'))
    expect(t.sent).toHaveLength(2)
  })

  test('of a call that says so, or whose client does not hedge', async () => {
    const t = rig([{ delayMs: 500, json: 1 }])
    await t.timed(() => t.client.get('/v', { hedge: false }).json())
    expect(t.sent).toHaveLength(1)
    const off = rig([{ delayMs: 500, json: 1 }], false)
    await off.timed(() => off.client.get('/v').json())
    expect(off.sent).toHaveLength(1)
    await off.timed(() => off.client.get('/v', { hedge: { delayMs: 10 } }).json())
    expect(off.sent).toHaveLength(3)
  })

  test('before enough is known of the endpoint', async () => {
    const t = rig(inTurn(...known.slice(1), { delayMs: 500, json: 1 }))
    await warm(t)
    expect(t.sent).toHaveLength(20)
    await t.timed(() => t.client.get('/other').json())
    expect(t.hedges()).toEqual([])
  })

  test('when the budget of the retries is spent', async () => {
    const t = rig(
      [{ delayMs: 500, json: 1 }],
      { maxRatio: 1 },
      { retry: { budget: createRetryBudget({ ratio: 0, reserve: 2 }) } },
    )
    for (let call = 0; call < 5; call++) await t.timed(() => t.client.get('/v', { hedge: { delayMs: 10 } }).json())
    expect(t.sent.length).toBe(5 + 2)
  })

  test('for a failure that the retries have no budget for, once hedges have spent it', async () => {
    const t = rig(
      inTurn({ hang: true }, quick, { status: 503 }),
      {},
      { retry: { budget: createRetryBudget({ ratio: 0, reserve: 1 }) } },
    )
    await t.timed(() => t.client.get('/v', { hedge: { delayMs: 10 } }).json())
    const { error } = await t.timed(() => t.client.get('/v').json())
    expect(error).toMatchObject({ status: 503, notRetried: 'budget' })
  })

  test('while the first waits to be let out', async () => {
    const waiting = Promise.withResolvers<void>()
    const queue: Layer = {
      stage: 'admit',
      async handle(request, next) {
        await waiting.promise
        return next(request)
      },
    }
    const plugin = { name: '', install: () => ({ layers: [queue] }) }
    const t = rig([{ delayMs: 5, json: 1 }], true, { plugins: [plugin] })
    const call = t.client.get('/v', { hedge: { delayMs: 10 } }).json()
    await t.clock.advance(1_000)
    expect(t.sent).toHaveLength(0)
    waiting.resolve()
    await t.clock.advance(20)
    expect(await call).toBe(1)
    expect(t.sent).toHaveLength(1)
  })
})

describe('options', () => {
  test.each([
    [{ quantile: 2 }, 'quantile'],
    [{ warmUp: 0 }, 'warmUp'],
    [{ minDelayMs: NaN }, 'minDelayMs'],
    [{ maxRatio: -1 }, 'maxRatio'],
    [{ delayMs: 5 }, 'delayMs'],
  ])('%o are refused when the client is built', (options, name) => {
    expect(() => rig([quick], options as never)).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining(name) }),
    )
  })

  test.each([[{ delayMs: 0 }], [{ quantile: 0.9 }], [7], ['yes']])('%o is refused as a call option', async (hedge) => {
    const t = rig([quick])
    await expect(t.client.get('/v', { hedge: hedge as never }).json()).rejects.toMatchObject({ kind: 'config' })
    expect(t.sent).toHaveLength(0)
  })
})
