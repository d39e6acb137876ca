import { describe, expect, test } from 'vitest'
import { failureOf, fresh, rig, times } from './support/rig.ts'

const slow = fresh(60, { json: 1, delayMs: 50 })

describe('of callers who share a request', () => {
  test('the first may leave: the others get the answer of the same request', async () => {
    const { client, clock, sent } = rig([slow])
    const leaving = new AbortController()
    const leader = failureOf(client.get('/v', { signal: leaving.signal }).json())
    const followers = times(4, () => client.get('/v').json())
    await clock.advance(10)
    leaving.abort('enough')
    expect(await leader).toMatchObject({ kind: 'abort', cause: 'enough' })
    expect(sent[0]?.signal.aborted).toBe(false)
    await clock.advance(100)
    expect(await Promise.all(followers)).toEqual([1, 1, 1, 1])
    expect(sent).toHaveLength(1)
  })

  test('one who came later may leave, at once and with the reason itself', async () => {
    const { client, clock, sent } = rig([slow])
    const leaving = new AbortController()
    const leader = client.get('/v').json()
    const reason = new Error('the screen has closed')
    const follower = failureOf(client.get('/v', { signal: leaving.signal }).json())
    await clock.advance(10)
    leaving.abort(reason)
    const failure = await follower
    expect(failure.kind).toBe('abort')
    expect(failure.cause).toBe(reason)
    await clock.advance(100)
    expect(await leader).toBe(1)
    expect(sent).toHaveLength(1)
  })

  test('of client.fetch, one who leaves sees what fetch would throw', async () => {
    const { client, clock } = rig([slow])
    const url = 'https://harbour.example/api/v'
    const leaving = new AbortController()
    const staying = client.fetch(url)
    const left = client.fetch(url, { signal: leaving.signal }).catch((error: unknown) => error)
    await clock.advance(10)
    leaving.abort()
    expect(await left).toMatchObject({ name: 'AbortError' })
    await clock.advance(100)
    expect((await staying).status).toBe(200)
  })

  test('all may leave: then the request ends, and not before', async () => {
    const { client, clock, sent } = rig([{ hang: true }])
    const controllers = times(5, () => new AbortController())
    const calls = controllers.map(({ signal }) => failureOf(client.get('/v', { signal }).json()))
    await clock.advance(10)
    for (const controller of controllers.slice(1)) controller.abort()
    await clock.advance(0)
    expect(sent[0]?.signal.aborted).toBe(false)
    controllers[0]?.abort()
    await clock.advance(0)
    expect(sent[0]?.signal.aborted).toBe(true)
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(times(5, () => 'abort'))
    expect(clock.pending).toBe(0)
  })

  test('one who comes when all have left starts anew', async () => {
    const { client, clock, sent } = rig([slow])
    const leaving = new AbortController()
    const left = failureOf(client.get('/v', { signal: leaving.signal }).json())
    await clock.advance(10)
    leaving.abort()
    const next = client.get('/v').json()
    await left
    await clock.advance(100)
    expect(await next).toBe(1)
    expect(sent).toHaveLength(2)
  })

  test('one whose signal has aborted already sends nothing, and gets nothing of what is stored', async () => {
    const { client, sent } = rig([fresh(60)])
    await failureOf(client.get('/v', { signal: AbortSignal.abort('no') }).json())
    expect(sent).toHaveLength(0)
    await client.get('/v').json()
    const failure = await failureOf(client.get('/v', { signal: AbortSignal.abort('no') }).json())
    expect(failure).toMatchObject({ kind: 'abort', cause: 'no' })
  })
})

describe('each caller has a deadline of its own', () => {
  test('one with little time goes without harm for those with more', async () => {
    const { client, clock, sent } = rig([slow])
    const long = client.get('/v').json()
    const short = failureOf(client.get('/v', { timeouts: { totalMs: 20 } }).json())
    await clock.advance(100)
    expect(await short).toMatchObject({ kind: 'timeout', clock: 'total' })
    expect(await long).toBe(1)
    expect(sent).toHaveLength(1)
  })

  test('one who began with little time holds nobody to it', async () => {
    const { client, clock, sent } = rig([slow])
    const short = failureOf(client.get('/v', { timeouts: { totalMs: 20 } }).json())
    const long = client.get('/v').json()
    await clock.advance(100)
    expect(await short).toMatchObject({ kind: 'timeout', clock: 'total' })
    expect(await long).toBe(1)
    expect(sent).toHaveLength(1)
  })

  test('one without a deadline waits as long as it takes', async () => {
    const { client, clock, sent } = rig([fresh(60, { json: 1, delayMs: 500_000 })])
    const timeouts = { totalMs: Infinity, attemptMs: Infinity }
    const short = failureOf(client.get('/v', { timeouts: { ...timeouts, totalMs: 20 } }).json())
    const long = client.get('/v', { timeouts }).json()
    await clock.advance(600_000)
    expect(await short).toMatchObject({ kind: 'timeout' })
    expect(await long).toBe(1)
    expect(sent).toHaveLength(1)
  })

  test('one whose attempt may take longer tries for itself when a hastier one has given up', async () => {
    const { client, clock, sent } = rig([slow])
    const hasty = failureOf(client.get('/v', { timeouts: { attemptMs: 20 } }).json())
    const patient = client.get('/v').json()
    await clock.advance(200)
    expect(await hasty).toMatchObject({ kind: 'timeout', clock: 'attempt' })
    expect(await patient).toBe(1)
    expect(sent).toHaveLength(2)
  })

  test('the request ends when the last one runs out of time', async () => {
    const { client, clock, sent } = rig([{ hang: true }])
    const calls = [20, 40].map((totalMs) => failureOf(client.get('/v', { timeouts: { totalMs } }).json()))
    await clock.advance(30)
    expect(sent[0]?.signal.aborted).toBe(false)
    await clock.advance(30)
    expect(sent[0]?.signal.aborted).toBe(true)
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(['timeout', 'timeout'])
    expect(clock.pending).toBe(0)
  })
})
