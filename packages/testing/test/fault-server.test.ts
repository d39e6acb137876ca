import { connectFaults } from '@fairlead/testing/conformance'
import { type FaultServer, type Step, startFaultServer } from '@fairlead/testing/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer()
})
afterAll(() => server.close())

const at = async (...steps: readonly Step[]) => {
  const place = await server.script(...steps)
  return { ...place, call: (init?: RequestInit, rest = '') => fetch(server.origin + place.path + rest, init) }
}

describe('the fault server', () => {
  test('answers a request with each step in turn, the last one again', async () => {
    const { call, journal } = await at({ status: 503 }, { json: { ok: true }, headers: { 'x-a': 'b' } })
    expect((await call()).status).toBe(503)
    const second = await call({ method: 'POST', body: 'text' }, '/further?q=1')
    expect([second.headers.get('x-a'), await second.json()]).toEqual(['b', { ok: true }])
    expect((await call()).status).toBe(200)
    expect((await journal()).map(({ method, text, cutOff }) => [method, text, cutOff])).toEqual([
      ['GET', '', false],
      ['POST', 'text', false],
      ['GET', '', false],
    ])
  })

  test('echoes what it got', async () => {
    const { call } = await at({ echo: true })
    const echo = (await (await call({ method: 'PUT', body: 'ü', headers: { 'x-a': '1' } })).json()) as Record<
      string,
      unknown
    >
    expect(echo).toMatchObject({ method: 'PUT', text: 'ü', headers: { 'x-a': '1' } })
  })

  test('breaks the connection before the headers or within the body', async () => {
    await expect((await at({ reset: 'headers' })).call()).rejects.toThrow('fetch failed')
    const cut = await (await at({ body: '{"a"', reset: 'body' })).call()
    expect(cut.status).toBe(200)
    await expect(cut.text()).rejects.toThrow('terminated')
  })

  test('stalls before the headers or within the body, and tells who left', async () => {
    const silent = await at({ stall: 'headers' })
    await expect(silent.call({ signal: AbortSignal.timeout(50) })).rejects.toThrow()
    const { call, journal } = await at({ chunks: ['a'], stall: 'body' })
    const response = await call()
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).value).toEqual(new TextEncoder().encode('a'))
    await reader.cancel()
    await expect.poll(async () => (await journal())[0]?.cutOff).toBe(true)
  })

  test('redirects within its origin and to its other one', async () => {
    const goal = await at({ echo: true })
    const near = await (await at({ redirect: { path: goal.path } })).call()
    const far = await (await at({ redirect: { path: goal.path, otherOrigin: true }, status: 307 })).call()
    expect([new URL(near.url).origin, new URL(far.url).origin]).toEqual([server.origin, server.otherOrigin])
    expect((await goal.journal()).map(({ otherOrigin }) => otherOrigin)).toEqual([false, true])
  })

  test('sends bodies without an end and ones that unpack to many times their size', async () => {
    const endless = await (await at({ endless: 'line\n' })).call()
    const reader = (endless.body as ReadableStream<Uint8Array>).getReader()
    let bytes = 0
    while (bytes < 1_000_000) bytes += (await reader.read()).value?.byteLength ?? Number.NaN
    await reader.cancel()
    const bomb = await (await at({ zeros: 5_000_000, gzip: true })).call()
    expect((await bomb.arrayBuffer()).byteLength).toBe(5_000_000)
  })

  test('answers pages of every origin, after a preflight that the journal leaves out', async () => {
    const { call, path, journal } = await at({ headers: { etag: '"t"' } })
    const origin = 'https://page.example'
    const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'x-api-key' }
    const preflight = await fetch(server.origin + path, { method: 'OPTIONS', headers: { origin, ...asked } })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('PATCH')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-api-key')
    const { headers } = await call({ headers: { origin } })
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-expose-headers')).toContain('etag')
    expect(await journal()).toHaveLength(1)
  })

  test('tells while an answer is under way that it has not ended', async () => {
    const { call, journal } = await at({ chunks: ['a', 'b'], chunkDelayMs: 100 })
    const response = await call()
    expect(await journal()).toMatchObject([{ ended: false, cutOff: false }])
    await response.text()
    await expect.poll(journal).toMatchObject([{ ended: true, cutOff: false }])
  })

  test('is driven from elsewhere by its origin alone', async () => {
    const remote = await connectFaults(server.origin)
    expect([remote.origin, remote.otherOrigin]).toEqual([server.origin, server.otherOrigin])
    const { path, journal } = await remote.script({ status: 418 })
    expect((await fetch(remote.otherOrigin + path)).status).toBe(418)
    expect(await journal()).toMatchObject([{ otherOrigin: true }])
    expect((await fetch(`${server.origin}/nobody-scripted`)).status).toBe(404)
  })

  test('is gone when it is closed, whoever still waits', async () => {
    const other = await startFaultServer()
    const { path } = await other.script({ stall: 'headers' }, { delayMs: 60_000 })
    const calls = [fetch(other.origin + path), fetch(other.origin + path)]
    await new Promise((resolve) => setTimeout(resolve, 50))
    await other.close()
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(fetch(other.origin)).rejects.toThrow()
  })
})
