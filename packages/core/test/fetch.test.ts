import { createClient, intercept } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { chunks, rig } from './support/rig.ts'

describe('client.fetch', () => {
  test('answers a Response whatever the status', async () => {
    const { base } = rig([{ status: 404, json: { title: 'gone' } }])
    const response = await createClient(base).fetch('/v')
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 404, ok: false, url: 'https://harbour.example/api/v' })
    expect(await response.json()).toEqual({ title: 'gone' })
  })

  test('streams the body, of a failure too', async () => {
    const { base } = rig([{ status: 500, pieces: ['a', 'b'] }])
    const response = await createClient({ ...base, retry: false }).fetch('/v')
    expect(await response.text()).toBe('ab')
  })

  test('takes paths, allowed URLs, URL objects and Requests', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const { fetch } = createClient(base)
    await fetch('/v')
    await fetch('https://harbour.example/w?a=1')
    await fetch(new URL('https://harbour.example/x'))
    await fetch(new Request('https://harbour.example/y', { method: 'PUT', headers: { 'X-A': '1' }, body: 'text' }))
    await fetch(new Request('https://harbour.example/z', { headers: { 'X-A': '1' } }), {
      method: 'delete',
      headers: { 'X-B': '2' },
    })
    expect(sent.map(({ url }) => url.slice(24))).toEqual(['api/v', 'w?a=1', 'x', 'y', 'z'])
    expect(sent[3]).toMatchObject({ method: 'PUT', text: 'text' })
    expect(sent[3]?.headers['x-a']).toBe('1')
    expect(sent[4]?.method).toBe('DELETE')
    expect(sent[4]?.headers).toMatchObject({ 'x-b': '2' })
    expect(sent[4]?.headers).not.toHaveProperty('x-a')
  })

  test('takes any init, and passes it on', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const init = { cache: 'no-store', credentials: 'include', mode: 'cors', window: null, next: { revalidate: 3 } }
    await createClient(base).fetch('/v', init as RequestInit)
    expect(sent[0]?.init).toMatchObject({
      cache: 'no-store',
      credentials: 'include',
      mode: 'cors',
      next: { revalidate: 3 },
    })
  })

  test('keeps what a Request says', async () => {
    const { base, sent } = rig([{ json: 1 }])
    await createClient(base).fetch(
      new Request('https://harbour.example/v', {
        cache: 'no-store',
        credentials: 'include',
        integrity: 'sha256-x',
        keepalive: true,
      }),
    )
    expect(sent[0]?.init).toMatchObject({
      cache: 'no-store',
      credentials: 'include',
      integrity: 'sha256-x',
      keepalive: true,
    })
  })

  test('sends every kind of body', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const { fetch } = createClient(base)
    const post = (body: BodyInit | null) => fetch('/v', { method: 'POST', body })
    await post('{"a":1}')
    await post(new URLSearchParams({ a: '1' }))
    await post(new Blob(['blob'], { type: 'text/x' }))
    await post(chunks('stream'))
    await post(null)
    expect(sent.map(({ text }) => text)).toEqual(['{"a":1}', 'a=1', 'blob', 'stream', ''])
    expect(sent[2]?.headers['content-type']).toBe('text/x')
  })

  test('has the pipeline underneath', async () => {
    const { base, clock, sent } = rig((_, index) => (index === 0 ? { status: 503 } : { json: 'ok' }))
    const fleet = intercept({
      request: (request) => ({ ...request, headers: { ...request.headers, 'x-fleet': 'north' } }),
    })
    const response = createClient({ ...base, plugins: [fleet] }).fetch('/v')
    await clock.advance(1_000)
    expect(await (await response).json()).toBe('ok')
    expect(sent).toHaveLength(2)
    expect(sent[1]?.headers).toMatchObject({ 'x-fleet': 'north' })
  })

  test('gives the last answer when its retries are used up', async () => {
    const { base, clock, sent } = rig([{ status: 503, body: 'busy' }])
    const response = createClient(base).fetch('/v')
    await clock.advance(10_000)
    expect(await (await response).text()).toBe('busy')
    expect(sent).toHaveLength(3)
  })

  test('rejects as fetch does: with the reason of an abort', async () => {
    const { base, clock } = rig([{ hang: true }])
    const controller = new AbortController()
    const response = createClient(base).fetch('/v', { signal: controller.signal })
    await clock.advance(1)
    const reason = { left: true }
    controller.abort(reason)
    await expect(response).rejects.toBe(reason)
    await expect(
      createClient(base).fetch(new Request('https://harbour.example/v', { signal: AbortSignal.abort(reason) })),
    ).rejects.toEqual(reason)
  })

  test('rejects as fetch does: with a TimeoutError, and with a TypeError for the rest', async () => {
    const { base, clock } = rig((_, index) => (index === 0 ? { hang: true } : { error: new TypeError('down') }))
    const { fetch } = createClient({ ...base, retry: false, timeouts: { attemptMs: 10 } })
    const late = fetch('/v').catch((error: unknown) => error)
    await clock.advance(10)
    expect(await late).toMatchObject({ name: 'TimeoutError' })
    expect(await late).toBeInstanceOf(DOMException)
    await expect(fetch('/v')).rejects.toBeInstanceOf(TypeError)
    await expect(fetch('https://evil.example')).rejects.toBeInstanceOf(TypeError)
  })

  test('can be handed on without its client', async () => {
    const { base } = rig([{ json: 'ok' }])
    const { fetch } = createClient(base)
    const sdk = { call: async (send: typeof globalThis.fetch) => (await send('/v')).json() as Promise<unknown> }
    expect(await sdk.call(fetch)).toBe('ok')
  })

  test('hands out a 304 and a manual redirect as they are', async () => {
    const { base } = rig((_, index) => (index === 0 ? { status: 304 } : { status: 302, headers: { location: '/w' } }))
    const { fetch } = createClient(base)
    expect((await fetch('/v', { headers: { 'if-none-match': '"1"' } })).status).toBe(304)
    const moved = await fetch('/v', { redirect: 'manual' })
    expect(moved.status).toBe(302)
    expect(moved.headers.get('location')).toBe('/w')
  })
})
