import { type Reply, createClient, get, intercept, post, put } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test, vi } from 'vitest'
import { collect, failureOf, rig } from './support/rig.ts'

const open: Answer = { pieces: ['a', 'b'], end: 'stall' }
const bug = new Error('a bug of the program')
const fail = () => {
  throw bug
}

describe('a body that the program fails to take', () => {
  test('is let go when an interceptor throws', async () => {
    const { base, sent, clock } = rig([open])
    const client = createClient({ ...base, plugins: [intercept({ response: fail })] })
    for (const view of ['stream', 'response'] as const) await expect(client.get('/v')[view]()).rejects.toBe(bug)
    await expect(client.fetch('/v')).rejects.toBe(bug)
    await clock.advance(0)
    expect(sent.map(({ released }) => released)).toEqual([true, true, true])
    expect(clock.pending).toBe(0)
  })

  test('is handed out although what it invalidates cannot be told', async () => {
    const { base } = rig([{ pieces: ['a', 'b'] }])
    const heard = vi.spyOn(console, 'error').mockImplementation(() => {})
    const save = post('/v', { view: 'stream', invalidates: fail })
    expect(await new Response(await createClient({ ...base, contract: { save } }).api.save()).text()).toBe('ab')
    expect(heard.mock.calls).toEqual([[bug]])
    heard.mockRestore()
  })

  test.each(['text', 'stream'] as const)('is let go when a listener of its progress throws, as %s', async (view) => {
    const { base, sent, clock } = rig([open])
    const call = createClient(base).get('/v', { onDownloadProgress: fail })
    const read = view === 'text' ? call.text() : call.stream().then(collect)
    await expect(read).rejects.toBe(bug)
    await clock.advance(0)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('is let go when the answer is replaced', async () => {
    const { base, sent, clock } = rig([open])
    const other: Reply = { status: 200, headers: new Headers(), url: '', body: null, decoded: 'other' }
    const client = createClient({ ...base, plugins: [intercept({ response: () => other })] })
    expect(await new Response(await client.get('/v').stream()).text()).toBe('')
    await clock.advance(100_000)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })
})

describe('client.fetch', () => {
  test('leaves no body of an earlier answer unread', async () => {
    const { base, sent, clock } = rig((_, index) => (index === 0 ? { status: 503, ...open } : { json: 'ok' }))
    const response = createClient(base).fetch('/v')
    await clock.advance(1_000)
    expect(await (await response).json()).toBe('ok')
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })
})

describe('a stream that is handed out', () => {
  test('ends the call once, however it ends', async () => {
    for (const [answer, view] of [
      [{ pieces: ['a'] }, 'stream'],
      [{ pieces: ['a'], end: 'break' }, 'stream'],
      [{ pieces: ['a'] }, 'response'],
    ] as const) {
      const { base, clock } = rig([answer])
      const client = createClient(base)
      const ends: unknown[] = []
      client.on(({ type }) => type === 'operation:end' && ends.push(type))
      const body = await client.get('/v')[view]()
      const stream = body instanceof Response ? body.body : body
      if (stream) await collect(stream).catch(() => {})
      await clock.advance(0)
      expect(ends).toHaveLength(1)
      expect(clock.pending).toBe(0)
    }
  })

  test('tells in its end event that it failed', async () => {
    const { base, clock } = rig([{ pieces: ['a'], end: 'break' }])
    const client = createClient(base)
    const ends: unknown[] = []
    client.on((event) => event.type === 'operation:end' && ends.push(event))
    await failureOf(collect(await client.get('/v').stream()))
    await clock.advance(0)
    expect(ends).toEqual([expect.objectContaining({ error: 'network' })])
  })

  test('can be read in two, as a Response allows', async () => {
    const { base, clock } = rig([{ pieces: ['a', 'b'] }])
    const response = await createClient(base).get('/v').response()
    const copy = response.clone()
    expect(await Promise.all([response.text(), copy.text()])).toEqual(['ab', 'ab'])
    expect(clock.pending).toBe(0)
  })
})

describe('the wall clock', () => {
  test.each([-3_600_000, 3_600_000])('may be set by %d ms while a call waits: its clocks go on', async (jumpMs) => {
    const { base, clock } = rig([{ hang: true }])
    const client = createClient({ ...base, retry: false, timeouts: { attemptMs: 1_000 } })
    const failure = failureOf(client.get('/v'))
    await clock.advance(500)
    clock.setWallClock(clock.now() + jumpMs)
    await clock.advance(500)
    expect(await failure).toMatchObject({ kind: 'timeout', clock: 'attempt' })
    expect(clock.pending).toBe(0)
  })
})

describe('an endpoint', () => {
  test('that says it is not idempotent is sent once, whatever its method', async () => {
    const { base, clock, sent } = rig([{ status: 503 }])
    const append = put('/log', { idempotent: false })
    const next = get('/next', { idempotent: false })
    const { api } = createClient({ ...base, contract: { append, next } })
    const failures = Promise.all([failureOf(api.append()), failureOf(api.next())])
    await clock.advance(10_000)
    expect(await failures).toMatchObject([{ notRetried: 'not-idempotent' }, { notRetried: 'not-idempotent' }])
    expect(sent).toHaveLength(2)
  })
})
