import { describe, expect, test, vi } from 'vitest'
import { failureOf, fresh, rig, times } from './support/rig.ts'
import { bytesOf, source } from './support/source.ts'

const bounds = { memory: { maxEntryBytes: 100 } }

/** A client over a body of so many chunks of 10 bytes, of which 10 are kept. */
function large(chunkCount: number) {
  const wire = source(chunkCount, 10)
  return { wire, ...rig([], { cache: bounds, client: { transport: wire.transport, timeouts: { idleMs: 1_000 } } }) }
}

describe('a body that is too large for the store', () => {
  test('reaches its reader whole and is not stored', async () => {
    const { client, wire } = large(50)
    for (let round = 1; round <= 2; round++) {
      const whole = await bytesOf(await client.get('/v').stream())
      expect(whole.byteLength).toBe(500)
      expect(whole[495]).toBe(49)
      expect(wire.requests).toBe(round)
    }
  })

  test('is whole for several readers at different paces', async () => {
    const { client, wire, clock } = large(50)
    const streams = await Promise.all(times(3, () => client.get('/v').stream()))
    const hasty = Promise.all(streams.slice(1).map(bytesOf))
    const slow = (async () => {
      const reader = streams[0]?.getReader()
      let size = 0
      for (;;) {
        const part = await reader?.read()
        if (!part?.value) return size
        size += part.value.byteLength
        await clock.advance(1)
      }
    })()
    expect((await hasty).map(({ byteLength }) => byteLength)).toEqual([500, 500])
    expect(await slow).toBe(500)
    expect(wire.requests).toBe(1)
  })

  test('is read ahead no further than what would be kept, at the pace of its reader from then on', async () => {
    const { client, clock, wire } = large(1_000)
    const stream = await client.get('/v').stream()
    await clock.advance(0)
    const ahead = wire.pulls
    expect(ahead).toBeGreaterThanOrEqual(10)
    expect(ahead).toBeLessThanOrEqual(12)
    const reader = stream.getReader()
    for (let read = 0; read < 100; read++) {
      await reader.read()
      await clock.advance(0)
      expect(wire.pulls - read).toBeLessThanOrEqual(ahead + 2)
    }
    await reader.cancel()
    expect(wire.cancelled).toBe(true)
  })

  test('lets a reader go that does not read, and the others go on', async () => {
    const { client, clock, wire } = large(50)
    const [idle, busy] = await Promise.all([client.get('/v').stream(), client.get('/v').stream()])
    const whole = bytesOf(busy)
    await clock.advance(999)
    expect(wire.pulls).toBeLessThan(20)
    await clock.advance(1)
    expect((await whole).byteLength).toBe(500)
    const reader = idle.getReader()
    const failure = await failureOf(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    )
    expect(failure).toMatchObject({ kind: 'timeout', clock: 'idle', timeoutMs: 1_000 })
    expect(clock.pending).toBe(0)
  })

  test('ends the request when nobody reads it', async () => {
    const { client, clock, wire } = large(50)
    await Promise.all([client.get('/v').stream(), client.get('/v').stream()])
    await clock.advance(1_000)
    expect(wire.cancelled).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('is not read to its end when nobody asked for it but the store', async () => {
    const wire = source(1_000, 10, { 'cache-control': 'max-age=1, stale-while-revalidate=60' })
    const small = source(5, 10, { 'cache-control': 'max-age=1, stale-while-revalidate=60' })
    let current = small.transport
    const { client, clock } = rig([], {
      cache: bounds,
      client: { transport: { ...small.transport, send: (request) => current.send(request) } },
    })
    await bytesOf(await client.get('/v').stream())
    await clock.advance(2_000)
    current = wire.transport
    await bytesOf(await client.get('/v').stream())
    await clock.advance(10)
    expect(wire.pulls).toBeLessThanOrEqual(12)
    expect(wire.cancelled).toBe(true)
    expect(clock.pending).toBe(0)
  })
})

describe('a stream that nobody reads', () => {
  test('leaves no listener behind when the idle clock runs out', async () => {
    const { client, clock, sent } = rig([fresh(60, { pieces: ['a', 'b'] })], {
      client: { timeouts: { idleMs: 1_000 } },
    })
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const responses = await Promise.all(times(3, () => client.get('/v', { signal }).response()))
    await clock.advance(10_000)
    expect(responses).toHaveLength(3)
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('of a server that stands still is let go when the idle clock runs out', async () => {
    const { client, clock, sent } = rig([fresh(60, { pieces: ['a'], end: 'stall' })], {
      client: { timeouts: { idleMs: 1_000 } },
    })
    const stream = await client.get('/v').stream()
    await clock.advance(10_000)
    expect(await failureOf(bytesOf(stream))).toMatchObject({ kind: 'timeout', clock: 'idle' })
    expect(sent[0]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('of a failure in whose place a stored answer stands is let go', async () => {
    const onError = { 'cache-control': 'max-age=1, stale-if-error=600' }
    const { client, clock, sent } = rig(
      [fresh(1, { body: 'kept', headers: onError }), { status: 503, pieces: ['busy'], end: 'stall' }],
      { client: { timeouts: { idleMs: 600_000 } } },
    )
    const text = async (headers = {}) => (await client.fetch('https://harbour.example/api/v', { headers })).text()
    await text()
    await clock.advance(2_000)
    expect(await text()).toBe('kept')
    await clock.advance(0)
    expect(sent[1]?.released).toBe(true)
    expect(clock.pending).toBe(0)
  })
})

describe('a stream that is not kept', () => {
  test('is not read ahead', async () => {
    const wire = source(1_000, 1_000, { 'cache-control': 'no-store' })
    const { client, clock } = rig([], { client: { transport: wire.transport } })
    const reader = (await client.get('/v').stream()).getReader()
    await reader.read()
    await clock.advance(10)
    expect(wire.pulls).toBeLessThanOrEqual(3)
    await reader.cancel()
    expect(wire.cancelled).toBe(true)
  })
})
