import { describe, expect, test, vi } from 'vitest'
import { failureOf, fresh, rig, stateOf, times } from './support/rig.ts'
import { bytesOf } from './support/source.ts'

const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const slow = fresh(60, { pieces: ['head ', { waitMs: 100 }, 'tail'] })

describe('a streamed answer that is stored', () => {
  test('gives its first bytes at once', async () => {
    const { client, clock } = rig([slow])
    const stream = await client.get('/v').stream()
    const reader = stream.getReader()
    expect(decode((await reader.read()).value)).toBe('head ')
    const next = reader.read()
    expect(await stateOf(next)).toBe('pending')
    await clock.advance(100)
    expect(decode((await next).value)).toBe('tail')
  })

  test('may take longer than the whole call may take to its head', async () => {
    const long = times(20, () => ['x', { waitMs: 1_000 }] as const).flat()
    const { client, clock } = rig([fresh(60, { pieces: long })], { client: { timeouts: { totalMs: 5_000 } } })
    const bodies = times(3, async () => decode(await bytesOf(await client.get('/v').stream())))
    await clock.advance(30_000)
    expect(await Promise.all(bodies)).toEqual(times(3, () => 'x'.repeat(20)))
  })

  test('is whole for all who wait', async () => {
    const { client, clock, sent } = rig([slow])
    const bodies = times(10, async () => decode(await bytesOf(await client.get('/v').stream())))
    await clock.advance(200)
    expect(await Promise.all(bodies)).toEqual(times(10, () => 'head tail'))
    expect(sent).toHaveLength(1)
  })

  test('is whole also for one who begins to read when the others have finished', async () => {
    const { client, clock } = rig([slow])
    const [first, second] = await Promise.all([client.get('/v').stream(), client.get('/v').stream()])
    await clock.advance(200)
    expect(decode(await bytesOf(first))).toBe('head tail')
    expect(decode(await bytesOf(second))).toBe('head tail')
  })

  test('is from the store for who comes afterwards', async () => {
    const { client, clock, sent, reports } = rig([slow])
    const first = client.get('/v').stream().then(bytesOf)
    await clock.advance(200)
    await first
    expect(decode(await bytesOf(await client.get('/v').stream()))).toBe('head tail')
    expect(await client.get('/v').text()).toBe('head tail')
    expect(sent).toHaveLength(1)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['miss', 'hit', 'hit'])
  })

  test('is stored although its caller looks at the head alone', async () => {
    const { client, clock, sent } = rig([slow])
    expect((await client.get('/v').response()).status).toBe(200)
    await clock.advance(200)
    expect(await client.get('/v').text()).toBe('head tail')
    expect(sent).toHaveLength(1)
    expect(sent[0]?.released).toBe(true)
  })

  test('cannot be changed by one reader for another or for the store', async () => {
    const { client } = rig([fresh(60, { pieces: [new Uint8Array([1, 2, 3]), new Uint8Array([4])] })])
    const [vandal, reader] = await Promise.all([client.get('/v').stream(), client.get('/v').stream()])
    const from = vandal.getReader()
    for (;;) {
      const { value, done } = await from.read()
      if (done) break
      value.fill(9)
    }
    expect([...(await bytesOf(reader))]).toEqual([1, 2, 3, 4])
    expect([...(await client.get('/v').bytes())]).toEqual([1, 2, 3, 4])
  })

  test('is the same bytes, all 256 of them', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const { client } = rig([fresh(60, { body: all, headers: { 'content-type': 'image/png' } })])
    expect(await bytesOf(await client.get('/v').stream())).toEqual(all)
    expect(await client.get('/v').bytes()).toEqual(all)
    expect(new Uint8Array(await (await client.get('/v').blob()).arrayBuffer())).toEqual(all)
    expect(await bytesOf(await client.get('/v').stream())).toEqual(all)
  })

  test('that is empty is a body without bytes', async () => {
    const { client, sent } = rig([fresh(60, { body: '' })])
    expect(await (await client.fetch('https://harbour.example/api/v')).text()).toBe('')
    expect(await (await client.fetch('https://harbour.example/api/v')).text()).toBe('')
    expect(sent).toHaveLength(1)
  })
})

describe('a reader that leaves', () => {
  test('by cancelling its stream takes nothing from the others', async () => {
    const { client, clock, sent } = rig([slow])
    const [one, other] = await Promise.all([client.get('/v').stream(), client.get('/v').stream()])
    await one.cancel('seen enough')
    const rest = bytesOf(other)
    await clock.advance(200)
    expect(decode(await rest)).toBe('head tail')
    expect(await client.get('/v').text()).toBe('head tail')
    expect(sent).toHaveLength(1)
  })

  test('by its signal sees its reason; the others see nothing', async () => {
    const { client, clock } = rig([slow])
    const leaving = new AbortController()
    const [one, other] = await Promise.all([
      client.get('/v', { signal: leaving.signal }).stream(),
      client.get('/v').stream(),
    ])
    const [left, rest] = [failureOf(bytesOf(one)), bytesOf(other)]
    await clock.advance(10)
    leaving.abort('closed')
    expect(await left).toMatchObject({ kind: 'abort', cause: 'closed' })
    await clock.advance(200)
    expect(decode(await rest)).toBe('head tail')
  })

  test('last ends the request, and nothing is stored', async () => {
    const { client, clock, sent } = rig([fresh(60, { pieces: ['head '], end: 'stall' }), slow])
    const streams = await Promise.all(times(3, () => client.get('/v').stream()))
    for (const stream of streams.slice(1)) await stream.cancel()
    expect(sent[0]?.released).toBe(false)
    await streams[0]?.cancel()
    await clock.advance(0)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
    const next = client.get('/v').text()
    await clock.advance(200)
    expect(await next).toBe('head tail')
    expect(sent).toHaveLength(2)
  })

  test('of client.fetch by its signal gets the reason itself', async () => {
    const { client, clock } = rig([slow])
    const leaving = new AbortController()
    const response = await client.fetch('https://harbour.example/api/v', { signal: leaving.signal })
    const text = response.text().catch((error: unknown) => error)
    await clock.advance(10)
    leaving.abort()
    expect(await text).toBe(leaving.signal.reason)
  })
})

describe('a body that breaks off', () => {
  const broken = fresh(60, { pieces: ['head ', { waitMs: 100 }], end: 'break' })

  test('fails for all who read it, and nothing is stored', async () => {
    const { client, clock, sent } = rig([broken, slow])
    const calls = times(4, async () => failureOf(bytesOf(await client.get('/v').stream())))
    await clock.advance(200)
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(times(4, () => 'network'))
    const next = client.get('/v').text()
    await clock.advance(200)
    expect(await next).toBe('head tail')
    expect(sent).toHaveLength(2)
  })

  test('gives what came before it', async () => {
    const { client, clock } = rig([broken])
    const reader = (await client.get('/v').stream()).getReader()
    await clock.advance(200)
    expect(decode((await reader.read()).value)).toBe('head ')
    expect((await failureOf(reader.read())).kind).toBe('network')
  })

  test('fails for client.fetch as fetch does', async () => {
    const { client, clock } = rig([broken])
    const texts = times(2, async () => (await client.fetch('https://harbour.example/api/v')).text())
    const names = texts.map((text) => text.catch((error: unknown) => (error as Error).name))
    await clock.advance(200)
    expect(await Promise.all(names)).toEqual(['TypeError', 'TypeError'])
  })

  test('is too large for the client is not stored', async () => {
    const { client, sent } = rig([fresh(60, { body: 'x'.repeat(100) })], { client: { maxResponseBytes: 50 } })
    for (let round = 0; round < 2; round++)
      expect(await failureOf(bytesOf(await client.get('/v').stream()))).toMatchObject({ kind: 'decode' })
    expect(sent).toHaveLength(2)
  })
})

describe('a stream of events', () => {
  test('is never shared and never stored, whatever its fields say', async () => {
    const { client, sent } = rig([
      fresh(60, { pieces: ['data: 1\n\n'], headers: { 'content-type': 'Text/Event-Stream;charset=utf-8' } }),
    ])
    const texts = await Promise.all(times(3, async () => decode(await bytesOf(await client.get('/v').stream()))))
    expect(texts).toEqual(times(3, () => 'data: 1\n\n'))
    await bytesOf(await client.get('/v').stream())
    expect(sent).toHaveLength(4)
    expect(sent.every(({ released }) => released)).toBe(true)
  })

  test('ends when its reader leaves', async () => {
    const { client, clock, sent } = rig([
      { pieces: ['data: 1\n\n'], end: 'stall', headers: { 'content-type': 'text/event-stream' } },
    ])
    const stream = await client.get('/v').stream()
    await stream.cancel()
    await clock.advance(0)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })
})

test('no unread stream is told of twice', async () => {
  const { client, clock } = rig([slow])
  const ends = vi.fn<() => void>()
  client.on(({ type }) => type === 'operation:end' && ends())
  const stream = client.get('/v').stream().then(bytesOf)
  await clock.advance(200)
  await stream
  // The call's own end, and that of the request that it shares.
  expect(ends).toHaveBeenCalledTimes(2)
})
