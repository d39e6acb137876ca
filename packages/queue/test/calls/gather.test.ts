import { intercept } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { createFakeSession } from '../support/session.ts'
import { failureOf, rig } from './rig.ts'

const echo = ({ url }: { url: string }) => ({ delayMs: 20, json: new URL(url).searchParams.get('q') })

describe('calls with `debounce`', () => {
  test('become the last of them, and all get its answer', async () => {
    const { client, clock, sent } = rig(echo)
    const answers: PromiseLike<unknown>[] = []
    for (const q of ['d', 'do', 'dov']) {
      answers.push(client.get('/ports', { query: { q }, debounce: 100 }).json())
      await clock.advance(50)
    }
    expect(sent).toHaveLength(0)
    await clock.advance(100)
    expect(await Promise.all(answers)).toEqual(['dov', 'dov', 'dov'])
    expect(sent).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('are one for each method, resource and key', async () => {
    const { client, clock, sent } = rig([{ json: 1 }])
    const template = { params: { id: 1 }, debounce: 100 }
    const calls = [
      client.get('/ports', { debounce: 100 }).json(),
      client.post('/ports', { debounce: 100 }).json(),
      client.get('/piers', { debounce: 100 }).json(),
      client.get('/ports', { debounce: { waitMs: 100, key: 'mine' } }).json(),
      client.get('/piers', { debounce: { waitMs: 100, key: 'mine' } }).json(),
      client.get('/piers/{id}', template).json(),
      client.get('/piers/{id}', { ...template, params: { id: 2 } }).json(),
      client.get('/ports').json(),
    ]
    await clock.advance(100)
    await Promise.all(calls)
    expect(sent.map(({ method, url }) => `${method} ${new URL(url).pathname.slice(4)}`).toSorted()).toEqual([
      'GET /piers',
      'GET /piers',
      'GET /piers/1',
      'GET /piers/2',
      'GET /ports',
      'GET /ports',
      'POST /ports',
    ])
  })

  test('share no bytes that one of them could change, and no header', async () => {
    const marks = intercept({
      response: (reply) => {
        reply.headers.append('x-seen', 'yes')
      },
    })
    const { client, clock } = rig([{ body: 'abc', headers: { 'x-one': '1' } }], undefined, [marks])
    const first = client.get('/v', { debounce: 10 }).bytes()
    const second = client.get('/v', { debounce: 10 }).bytes()
    const third = client.get('/v', { debounce: 10 }).result()
    await clock.advance(10)
    ;(await first).fill(0)
    expect(new TextDecoder().decode(await second)).toBe('abc')
    const { headers } = (await third) as unknown as { headers: Headers }
    expect(headers.get('x-seen')).toBe('yes')
    expect(headers.get('x-one')).toBe('1')
  })

  test('that come later cannot see what the first did to its answer', async () => {
    const { client, clock, sent } = rig([{ body: 'abc' }])
    const debounce = { waitMs: 100, leading: true, trailing: false }
    ;(await client.get('/v', { debounce }).bytes()).fill(0)
    expect(await client.get('/v', { debounce }).text()).toBe('abc')
    expect(sent).toHaveLength(1)
    await clock.advance(100)
    expect(clock.pending).toBe(0)
  })

  test('fail together, each with the attempts that were made for it', async () => {
    const { client, clock } = rig([{ status: 500, json: { detail: 'no' } }])
    const failures = Promise.all([1, 2].map(() => failureOf(client.get('/v', { debounce: 10 }).json())))
    await clock.advance(10)
    expect(await failures).toMatchObject([
      { status: 500, data: { detail: 'no' }, attempts: [{ status: 500 }] },
      { status: 500, data: { detail: 'no' }, attempts: [{ status: 500 }] },
    ])
  })

  test('fail together when the network does', async () => {
    const { client, clock } = rig([{ error: new TypeError('reset') }])
    const failures = Promise.all([1, 2].map(() => failureOf(client.get('/v', { debounce: 10 }).json())))
    await clock.advance(10)
    expect((await failures).map(({ kind, attempts }) => [kind, attempts?.length])).toEqual([
      ['network', 1],
      ['network', 1],
    ])
  })
})

describe('who leaves', () => {
  test('ends its own wait alone', async () => {
    const { client, clock, sent } = rig(echo)
    const leaving = new AbortController()
    const left = failureOf(client.get('/v', { query: { q: 'a' }, debounce: 100, signal: leaving.signal }).json())
    const stays = client.get('/v', { query: { q: 'b' }, debounce: 100 }).json()
    await clock.advance(50)
    leaving.abort('enough')
    expect(await left).toMatchObject({ kind: 'abort', cause: 'enough' })
    await clock.advance(100)
    expect(await stays).toBe('b')
    expect(sent).toHaveLength(1)
  })

  test('leaves the call it asked for to those who stay, under way or not', async () => {
    const { client, clock, sent } = rig(echo)
    const [early, late] = [new AbortController(), new AbortController()]
    const stays = client.get('/v', { query: { q: 'a' }, debounce: 100 }).json()
    const one = failureOf(client.get('/v', { query: { q: 'b' }, debounce: 100, signal: early.signal }).json())
    const two = failureOf(client.get('/v', { query: { q: 'c' }, debounce: 100, signal: late.signal }).json())
    await clock.advance(50)
    early.abort()
    await clock.advance(60)
    late.abort()
    await clock.advance(100)
    expect([(await one).kind, (await two).kind]).toEqual(['abort', 'abort'])
    expect(await stays).toBe('c')
    expect(sent).toHaveLength(1)
    expect(sent[0]?.signal.aborted).toBe(false)
  })

  test('last ends the timer, and nothing is sent', async () => {
    const { client, clock, sent } = rig(echo)
    const leaving = new AbortController()
    const { signal } = leaving
    const calls = [1, 2].map(() => failureOf(client.get('/v', { debounce: 100, signal }).json()))
    await clock.advance(50)
    leaving.abort()
    await Promise.all(calls)
    await clock.advance(0)
    expect(clock.pending).toBe(0)
    await clock.advance(500)
    expect(sent).toHaveLength(0)
  })

  test('last ends the call under way, and who comes next makes its own', async () => {
    const { client, clock, sent } = rig([{ hang: true }, { json: 1 }])
    const leaving = new AbortController()
    const throttle = { waitMs: 1_000, trailing: false }
    const left = failureOf(client.get('/v', { throttle, signal: leaving.signal }).json())
    await clock.advance(10)
    leaving.abort()
    expect(await left).toMatchObject({ kind: 'abort' })
    await clock.advance(0)
    expect(sent[0]?.signal.aborted).toBe(true)
    expect(await client.get('/v', { throttle }).json()).toBe(1)
    await clock.advance(1_000)
    expect(clock.pending).toBe(0)
  })
})

test('who leaves a call under way disturbs none that wait for the next one', async () => {
  const { client, clock, sent } = rig([{ hang: true }, { json: 1 }])
  const leaving = new AbortController()
  const left = failureOf(client.get('/v', { debounce: 100, signal: leaving.signal }).json())
  await clock.advance(150)
  const one = client.get('/v', { debounce: 100 }).json()
  await clock.advance(50)
  leaving.abort()
  await left
  const two = client.get('/v', { debounce: 100 }).json()
  await clock.advance(100)
  expect(await Promise.all([one, two])).toEqual([1, 1])
  expect(sent).toHaveLength(2)
  expect(clock.pending).toBe(0)
})

describe('deadlines', () => {
  test('hold for the wait as well', async () => {
    const { client, clock, sent } = rig(echo)
    const call = failureOf(client.get('/v', { debounce: 1_000, timeouts: { totalMs: 100 } }).json())
    await clock.advance(100)
    expect(await call).toMatchObject({ kind: 'timeout', clock: 'total', timeoutMs: 100 })
    await clock.advance(2_000)
    expect(sent).toHaveLength(0)
    expect(clock.pending).toBe(0)
  })

  test('of the call is the longest of those who wait', async () => {
    const { client, clock } = rig([{ delayMs: 400, json: 1 }])
    const long = client.get('/v', { debounce: 50, timeouts: { totalMs: 1_000 } }).json()
    const short = failureOf(client.get('/v', { debounce: 50, timeouts: { totalMs: 200 } }).json())
    await clock.advance(200)
    expect(await short).toMatchObject({ kind: 'timeout', timeoutMs: 200 })
    await clock.advance(250)
    expect(await long).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('of the call becomes longer with who joins it', async () => {
    const { client, clock, sent } = rig([{ delayMs: 400, json: 1 }])
    const throttle = { waitMs: 500, trailing: false }
    const short = failureOf(client.get('/v', { throttle, timeouts: { totalMs: 200 } }).json())
    await clock.advance(10)
    const long = client.get('/v', { throttle, timeouts: { totalMs: 1_000 } }).json()
    await clock.advance(400)
    expect(await short).toMatchObject({ kind: 'timeout' })
    expect(await long).toBe(1)
    expect(sent).toHaveLength(1)
  })
})

describe('sessions', () => {
  test('share nothing: the end of one ends what waits and what is under way', async () => {
    const session = createFakeSession('ada')
    const { client, clock, sent } = rig([{ delayMs: 50, json: 1 }], session)
    const waiting = failureOf(client.get('/v', { debounce: 100 }).json())
    const underWay = failureOf(client.get('/w', { throttle: 100 }).json())
    await clock.advance(10)
    expect(sent).toHaveLength(1)
    session.signIn('bob')
    const next = client.get('/v', { debounce: 100 }).json()
    expect(await waiting).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    expect(await underWay).toMatchObject({ kind: 'rejected', reason: 'session-ended' })
    expect(sent[0]?.signal.aborted).toBe(true)
    await clock.advance(200)
    expect(await next).toBe(1)
    expect(sent).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  test('do not end what is public', async () => {
    const session = createFakeSession('ada')
    const { client, clock } = rig([{ delayMs: 50, json: 1 }], session)
    const call = client.get('/v', { debounce: 100, auth: 'public' }).json()
    await clock.advance(120)
    session.signIn('bob')
    await clock.advance(50)
    expect(await call).toBe(1)
  })
})

describe('calls with `throttle`', () => {
  test('are made at most once in a time', async () => {
    const { client, clock, sent } = rig(echo)
    const answers: PromiseLike<unknown>[] = []
    for (let q = 0; q < 8; q++) {
      answers.push(client.get('/v', { query: { q }, throttle: 100 }).json())
      await clock.advance(40)
    }
    await clock.advance(300)
    expect(await Promise.all(answers)).toEqual(['0', '2', '2', '4', '4', '7', '7', '7'])
    expect(sent).toHaveLength(4)
    expect(clock.pending).toBe(0)
  })
})

describe('mistakes', () => {
  test.each(['stream', 'response'] as const)('a call read as a %s is refused', async (view) => {
    const { client } = rig(echo)
    expect(await failureOf(client.get('/v', { debounce: 10 })[view]())).toMatchObject({
      kind: 'config',
      message: expect.stringContaining("'debounce'"),
    })
  })

  test('a call with both is refused', async () => {
    const { client } = rig(echo)
    expect(await failureOf(client.get('/v', { debounce: 10, throttle: 10 }).json())).toMatchObject({ kind: 'config' })
  })

  test.each([
    [{ debounce: 0 }],
    [{ debounce: { waitMs: 10, late: true } }],
    [{ throttle: { waitMs: 10, maxWaitMs: 20 } }],
    [{ throttle: { waitMs: 10, leading: false, trailing: false } }],
    [{ throttle: { waitMs: 10, key: 1 } }],
  ])('%o is refused', async (options) => {
    const { client, sent } = rig(echo)
    expect(await failureOf(client.get('/v', options as never).json())).toMatchObject({ kind: 'config' })
    expect(sent).toHaveLength(0)
  })
})
