import { createClient } from '@fairlead/core'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

const baseUrl = 'https://harbour.example'

describe('a mock transport', () => {
  test('answers in order, the last one again and again, and keeps what it was asked', async () => {
    const runtime = createVirtualClock()
    const transport = mockTransport([{ json: { n: 1 } }, { json: { n: 2 } }], { runtime })
    const client = createClient({ baseUrl, transport, runtime })
    expect(await client.post('/a', { body: { x: 1 } })).toEqual({ n: 1 })
    expect(await client.get('/b')).toEqual({ n: 2 })
    expect(await client.get('/c')).toEqual({ n: 2 })
    expect(transport.requests.map(({ method, url, text }) => [method, url, text])).toEqual([
      ['POST', `${baseUrl}/a`, '{"x":1}'],
      ['GET', `${baseUrl}/b`, ''],
      ['GET', `${baseUrl}/c`, ''],
    ])
    expect(transport.requests[0]?.released).toBe(true)
  })

  test('takes its time from the clock', async () => {
    const runtime = createVirtualClock()
    const transport = mockTransport([{ delayMs: 40, pieces: ['a', { waitMs: 10 }, 'b'] }], { runtime })
    let text: string | undefined
    void createClient({ baseUrl, transport, runtime })
      .get('/a')
      .text()
      .then((got) => (text = got))
    await runtime.advance(49)
    expect(text).toBeUndefined()
    await runtime.advance(1)
    expect(text).toBe('ab')
  })

  test.each(['hang', 'delayMs'] as const)('lets go when the signal aborts (%s)', async (how) => {
    const runtime = createVirtualClock()
    const transport = mockTransport([how === 'hang' ? { hang: true } : { delayMs: 1_000 }], { runtime })
    const controller = new AbortController()
    const call = createClient({ baseUrl, transport, runtime }).get('/a', { signal: controller.signal }).result()
    await runtime.advance(1)
    controller.abort('enough')
    expect(await call).toMatchObject({ ok: false, error: { kind: 'abort', cause: 'enough' } })
    expect(runtime.pending).toBe(0)
  })

  test('breaks or stalls a body where the script says so', async () => {
    const runtime = createVirtualClock()
    const transport = mockTransport(
      [
        { pieces: ['a'], end: 'break' },
        { pieces: ['a'], end: 'stall' },
      ],
      { runtime },
    )
    const client = createClient({ baseUrl, transport, runtime, retry: false, timeouts: { idleMs: 100 } })
    expect(await client.get('/a').result()).toMatchObject({ error: { kind: 'network' } })
    const stalled = client.get('/a').result()
    await runtime.advance(100)
    expect(await stalled).toMatchObject({ error: { kind: 'timeout', clock: 'idle' } })
  })

  test('fails as the script says, and tells what of an answer was let go', async () => {
    const runtime = createVirtualClock()
    const transport = mockTransport(
      [{ error: new TypeError('no route') }, { pieces: [new Uint8Array([97]), 'b'], end: 'stall' }, { status: 204 }],
      { runtime },
    )
    const client = createClient({ baseUrl, transport, runtime, retry: false })
    expect(await client.get('/a').result()).toMatchObject({ error: { kind: 'network' } })
    const reader = (await client.get('/a').stream()).getReader()
    expect((await reader.read()).value).toEqual(new Uint8Array([97]))
    expect(transport.requests[1]?.released).toBe(false)
    await reader.cancel()
    await runtime.advance(0)
    expect(transport.requests[1]?.released).toBe(true)
    await client.get('/a')
    expect(transport.requests[2]?.released).toBeUndefined()
  })

  test('is as capable as it is told to be', async () => {
    const transport = mockTransport([{ status: 302, headers: { location: '/b' } }], {
      capabilities: { redirectControl: false },
    })
    await createClient({ baseUrl, transport }).get('/a').response()
    expect(transport.requests.map(({ redirect }) => redirect)).toEqual(['follow'])
    expect(transport.capabilities).toMatchObject({ streamUp: true, redirectControl: false })
  })

  test('refuses a request nobody scripted, once, and without its query', async () => {
    const transport = mockTransport(() => undefined)
    const call = createClient({ baseUrl, transport }).get('/x?token=secret')
    await expect(call).rejects.toMatchObject({ kind: 'config', attempts: [{ number: 1 }] })
    await expect(call).rejects.toThrow(/no answer for request 1: GET \/x$/)
  })
})
