import { type ServerSentEvent, createClient, sse } from '@fairlead/core'
import { type Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { bytes, chunks, collect, failureOf, rig } from './support/rig.ts'

const read = (text: string, options = {}) => collect(sse(chunks(text), options))
const data = async (text: string) => (await read(text)).map((event) => event.data)

describe('server-sent events', () => {
  test('have a type, data and the last id', async () => {
    expect(await read('event: tide\nid: 7\ndata: high\n\ndata: low\n\n')).toEqual([
      { type: 'tide', data: 'high', lastEventId: '7' },
      { type: 'message', data: 'low', lastEventId: '7' },
    ])
  })

  // The examples and rules of the HTML standard, section 9.2.6.
  test.each<[string, string, string[]]>([
    ['several data lines are joined', 'data: YHOO\ndata: +2\ndata: 10\n\n', ['YHOO\n+2\n10']],
    ['one space after the colon is dropped', 'data:test\n\ndata: test\n\ndata:  test\n\n', ['test', 'test', ' test']],
    ['a field without a colon is empty', 'data\n\ndata\ndata\n\ndata:', ['', '\n']],
    ['comments are passed over', ': hello\n\n:\ndata: a\n:b\ndata: c\n\n', ['a\nc']],
    ['unknown fields are passed over', 'foo: bar\nDATA: x\ndata : y\ndata: a\n\n', ['a']],
    ['an event that nothing ends is dropped', 'data: a\n\ndata: b', ['a']],
    ['an event without data is dropped', 'event: x\nid: 1\n\ndata: a\n\n', ['a']],
    ['a colon may be in the data', 'data: {"a": "b:c"}\n\n', ['{"a": "b:c"}']],
    ['CR, LF and CRLF end a line', 'data: a\r\rdata: b\n\ndata: c\r\n\r\ndata: d\r\n\n', ['a', 'b', 'c', 'd']],
    ['other separators do not', 'data: a\u2028b\u0085c\u000Bd\n\n', ['a\u2028b\u0085c\u000Bd']],
    ['one byte order mark is dropped', '\uFEFFdata: a\n\n', ['a']],
    ['only one is', '\uFEFF\uFEFFdata: a\n\ndata: b\n\n', ['b']],
    ['an empty stream has none', '', []],
  ])('%s', async (_, text, expected) => {
    expect(await data(text)).toEqual(expected)
  })

  test('ids with NUL are passed over, an empty id clears the last one', async () => {
    const ids = (await read('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid\ndata: c\n\n')).map((event) => event.lastEventId)
    expect(ids).toEqual(['1', '1', ''])
  })

  test('are the same however the bytes are cut in two', async () => {
    const all = bytes('\uFEFFid: ü1\r\nevent: ébb\r\ndata: 🚢 one\rdata: two\r\n\r\n: ping\n\ndata: 终\n\n')
    const expected: ServerSentEvent[] = [
      { type: 'ébb', data: '🚢 one\ntwo', lastEventId: 'ü1' },
      { type: 'message', data: '终', lastEventId: 'ü1' },
    ]
    for (let at = 0; at <= all.length; at++) {
      expect(await collect(sse(chunks(all.slice(0, at), all.slice(at))))).toEqual(expected)
    }
  })

  test('are the same byte by byte', async () => {
    const all = bytes('data: 🚢\r\ndata: b\r\r\ndata: c\n\n')
    const one = await collect(sse(chunks(...Array.from(all, (byte) => Uint8Array.of(byte)))))
    expect(one).toEqual(await collect(sse(chunks(all))))
  })

  test('come as soon as their last line has ended', async () => {
    for (const end of ['\n\n', '\r\n\r\n', '\r\r']) {
      const { base } = rig([{ pieces: [`data: a${end}`], end: 'stall' }])
      const events = sse(createClient(base).get('/tides').stream())
      expect(await events.next()).toMatchObject({ value: { data: 'a' } })
      await events.return()
    }
  })

  test('have a bounded line, and bounded data', async () => {
    const tooLarge = { kind: 'decode', reason: 'too-large' }
    expect(await failureOf(read(`data: ${'x'.repeat(100)}\n\n`, { maxLineLength: 50 }))).toMatchObject(tooLarge)
    expect(await failureOf(read(`data: ${'x'.repeat(100)}`, { maxLineLength: 50 }))).toMatchObject(tooLarge)
    expect(await failureOf(read('data: xxxxxxxxx\n'.repeat(20), { maxLineLength: 50 }))).toMatchObject(tooLarge)
    expect(await read(`data:${'x'.repeat(45)}\n\n`, { maxLineLength: 50 })).toHaveLength(1)
  })

  test('stop being read when the loop is left', async () => {
    const { base, sent, clock } = rig([{ pieces: ['data: a\n\n', 'data: b\n\n'], end: 'stall' }])
    for await (const event of sse(createClient(base).get('/tides').stream())) {
      expect(event.data).toBe('a')
      break
    }
    await clock.advance(0)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('of a stream that was given end with it, or with its error', async () => {
    const { base } = rig([{ pieces: ['data: a\n\n'], end: 'break' }])
    const events = sse(createClient(base).get('/tides').stream())
    expect(await events.next()).toMatchObject({ value: { data: 'a' } })
    expect(await failureOf(events.next())).toMatchObject({ kind: 'network' })
  })
})

describe('reconnecting', () => {
  const setup = (script: readonly Answer[]) => {
    const wire = rig(script)
    const client = createClient({ ...wire.base, retry: false })
    const open = (id: string) => client.get('/tides', { headers: id ? { 'last-event-id': id } : {} }).stream()
    return { ...wire, open, runtime: wire.clock }
  }

  test('goes on from the last id, after the wait', async () => {
    const { open, runtime, clock, sent } = setup([{ body: 'id: 1\ndata: a\n\n' }, { body: 'data: b\n\n' }])
    const events = sse(open, { runtime, reconnectMs: 500 })
    expect(await events.next()).toMatchObject({ value: { data: 'a', lastEventId: '1' } })
    const next = events.next()
    await clock.advance(499)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await next).toMatchObject({ value: { data: 'b', lastEventId: '1' } })
    expect(sent[0]?.headers).not.toHaveProperty('last-event-id')
    expect(sent[1]?.headers['last-event-id']).toBe('1')
    await events.return()
  })

  test('asks again for an event that was cut off', async () => {
    const { open, runtime, clock, sent } = setup([
      { pieces: ['id: 1\ndata: a\n\nid: 2\ndata: b\n'], end: 'break' },
      { body: 'id: 2\ndata: b\n\n' },
    ])
    const events = sse(open, { runtime })
    await events.next()
    const next = events.next()
    await clock.advance(3_000)
    expect(await next).toMatchObject({ value: { data: 'b', lastEventId: '2' } })
    expect(sent[1]?.headers['last-event-id']).toBe('1')
    await events.return()
  })

  test('waits as long as the server says', async () => {
    const { open, runtime, clock, sent } = setup([{ body: 'retry: 150\nretry: soon\nretry: -1\ndata: a\n\n' }])
    const events = sse(open, { runtime })
    await events.next()
    const next = events.next()
    await clock.advance(150)
    await next
    expect(sent).toHaveLength(2)
    await events.return()
  })

  test('follows a broken stream and a busy server, but not a refusal', async () => {
    const { open, runtime, clock, sent } = setup([{ pieces: [], end: 'break' }, { status: 503 }, { status: 403 }])
    const failure = failureOf(collect(sse(open, { runtime, reconnectMs: 1 })))
    await clock.advance(10)
    expect(await failure).toMatchObject({ kind: 'http', status: 403 })
    expect(sent).toHaveLength(3)
  })

  test('ends when its signal aborts, also while it waits', async () => {
    const { open, runtime, clock } = setup([{ body: 'data: a\n\n' }])
    const controller = new AbortController()
    const reason = new Error('enough')
    const events = sse(open, { runtime, signal: controller.signal })
    await events.next()
    const next = events.next()
    await clock.advance(100)
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })

  test('ends when the opener has no more', async () => {
    const { clock } = rig([])
    const ids: string[] = []
    const open = async (id: string) => (ids.push(id) === 1 ? chunks('id: 9\ndata: a\n\n') : undefined)
    const events = collect(sse(open, { runtime: clock, reconnectMs: 1 }))
    await clock.advance(1)
    expect(await events).toHaveLength(1)
    expect(ids).toEqual(['', '9'])
  })
})

test('a stream that is being opened ends with the signal, and is let go when it comes', async () => {
  const { clock } = rig([])
  const controller = new AbortController()
  const late = Promise.withResolvers<ReadableStream<Uint8Array>>()
  let cancelled = false
  const events = sse(() => late.promise, { runtime: clock, signal: controller.signal })
  const next = events.next()
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(next).rejects.toBe(reason)
  late.resolve(new ReadableStream({ cancel: () => void (cancelled = true) }))
  await clock.advance(0)
  expect(cancelled).toBe(true)
})
