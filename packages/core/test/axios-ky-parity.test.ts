import { getEventListeners } from 'node:events'
import { gzipSync } from 'node:zlib'
import { type FairleadError, type Transport, createClient, fetchTransport, sse } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type EchoServer, type Handler, startEchoServer, until } from './echo-server.ts'

let server: EchoServer
/** Answers under way. */
let open = 0

const held: Handler = (_, response) => {
  open++
  response.on('close', () => open--)
}
const redirect =
  (status: number, location: string): Handler =>
  (_, response) => {
    response.writeHead(status, { location })
    response.end()
  }

beforeAll(async () => {
  server = await startEchoServer({
    '/silent': held,
    '/reset': (_, response) => response.socket?.destroy(),
    '/cut': (_, response) => {
      response.setHeader('content-length', '10')
      response.write('half', () => response.destroy())
    },
    '/stall': (seen, response) => {
      held(seen, response)
      response.write('first')
    },
    '/endless': (seen, response) => {
      held(seen, response)
      const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1)
      response.on('close', () => clearInterval(timer))
    },
    '/bomb': (_, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(10_000_000)))
    },
    '/gzip': (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
      response.end(gzipSync('{"z":1}'))
    },
    '/204': (_, response) => response.writeHead(204).end(),
    '/304': (_, response) => response.writeHead(304, { etag: '"x"' }).end(),
    '/303': redirect(303, '/echo'),
    '/307': redirect(307, '/echo'),
    '/loop': redirect(302, '/loop'),
    '/sse': (_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write('data: 1\n\n')
      setTimeout(() => response.end('data: 2\n\n'), 5)
    },
  })
})
afterAll(() => server.close())
beforeEach(() => until(() => open === 0))

describe.each<[string, () => Transport]>([
  ['fetch', () => fetchTransport()],
  ['axios', () => axiosTransport()],
  ['ky', () => kyTransport()],
])('over %s', (_, transport) => {
  const client = () => createClient({ baseUrl: server.origin, transport: transport(), retry: false })
  const failed = (call: Promise<unknown>): Promise<FairleadError> =>
    call.then(
      () => Promise.reject(new Error('it resolved')),
      (error: FairleadError) => error,
    )

  it.each(['/endless', '/bomb'])('stops reading %s at the size bound, in decoded bytes', async (path) => {
    const error = await failed(client().get(path, { maxResponseBytes: 100_000 }).bytes())
    expect(error).toMatchObject({ kind: 'decode', reason: 'too-large', status: 200 })
    await until(() => open === 0)
  })

  it('names the clock that ran out and closes the connection', async () => {
    const slow = client()
    expect(await failed(slow.get('/silent', { timeouts: { attemptMs: 30 } }).text())).toMatchObject({
      clock: 'attempt',
    })
    expect(await failed(slow.get('/silent', { timeouts: { totalMs: 30 } }).text())).toMatchObject({ clock: 'total' })
    expect(await failed(slow.get('/stall', { timeouts: { idleMs: 30 } }).text())).toMatchObject({ clock: 'idle' })
    expect(await failed(slow.get('/stall', { timeouts: { bodyMs: 30 } }).text())).toMatchObject({ clock: 'body' })
    await until(() => open === 0)
  })

  it.each(['/silent', '/stall'])('aborts %s within 50 ms with the reason itself', async (path) => {
    const tookMs: number[] = []
    // The machine may be busy at any one moment, not at all three.
    for (let round = 0; round < 3; round++) {
      const controller = new AbortController()
      const reason = { why: 'left' }
      const call = failed(client().get(path, { signal: controller.signal }).text())
      await until(() => open === 1)
      const at = performance.now()
      controller.abort(reason)
      const error = await call
      tookMs.push(performance.now() - at)
      expect(error.kind).toBe('abort')
      expect(error.cause).toBe(reason)
      await until(() => open === 0)
    }
    expect(Math.min(...tookMs)).toBeLessThan(50)
  })

  it('is a network error when the connection breaks before or within the body', async () => {
    expect(await failed(client().get('/reset').text())).toMatchObject({ kind: 'network' })
    expect(await failed(client().get('/cut').text())).toMatchObject({ kind: 'network' })
  })

  it('tries a GET with a cut body again, and a POST not', async () => {
    const retrying = createClient({ baseUrl: server.origin, transport: transport(), retry: { limit: 2, baseMs: 1 } })
    const before = server.seen.length
    await failed(retrying.get('/cut').text())
    expect(server.seen.length - before).toBe(3)
    await failed(retrying.post('/cut', { body: { a: 1 } }).text())
    expect(server.seen.length - before).toBe(4)
  })

  it('lets the client follow redirects by their status', async () => {
    expect(
      await client()
        .post('/303', { body: { a: 1 } })
        .json(),
    ).toMatchObject({ method: 'GET', body: '' })
    expect(
      await client()
        .post('/307', { body: { a: 1 } })
        .json(),
    ).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect((await failed(client().get('/loop').text())).message).toContain('more than 20 redirects')
    expect(
      await failed(
        client()
          .get('/303', { init: { redirect: 'error' } })
          .text(),
      ),
    ).toMatchObject({ kind: 'network' })
    const manual = await client()
      .get('/303', { init: { redirect: 'manual' } })
      .response()
    expect([manual.status, await manual.text()]).toEqual([303, ''])
    const stream = new Blob(['x']).stream()
    expect((await failed(client().post('/307', { body: stream }).text())).message).toContain('one-shot stream')
  })

  it('answers HEAD, 204 and 304 without a body, and unpacks gzip', async () => {
    expect((await client().head('/echo').response()).body).toBeNull()
    expect((await client().get('/204').response()).status).toBe(204)
    expect((await client().get('/304').response()).headers.get('etag')).toBe('"x"')
    expect(await client().get('/gzip').json()).toEqual({ z: 1 })
  })

  it('passes on any method and a body of DELETE', async () => {
    expect(await (await client().fetch('/echo', { method: 'purge' })).json()).toMatchObject({ method: 'PURGE' })
    expect(
      await client()
        .delete('/echo', { body: { a: 1 } })
        .json(),
    ).toMatchObject({ body: '{"a":1}' })
  })

  it('lets go of the stream it was sending when the call is aborted', async () => {
    let cancelled: unknown
    const body = new ReadableStream<Uint8Array>({
      async pull(source) {
        await new Promise((resolve) => setTimeout(resolve, 2))
        source.enqueue(new Uint8Array(10))
      },
      cancel: (reason) => void (cancelled = reason),
    })
    const error = await failed(
      client()
        .post('/echo', { body, signal: AbortSignal.timeout(30) })
        .text(),
    )
    expect(error.kind).toBe('abort')
    await until(() => cancelled === error)
  })

  it('streams events as they come', async () => {
    const data: string[] = []
    for await (const event of sse(await client().get('/sse').stream())) data.push(event.data)
    expect(data).toEqual(['1', '2'])
  })

  it('leaves nothing on a long-lived signal, whether calls succeed or fail', async () => {
    const { signal } = new AbortController()
    for (let call = 0; call < 30; call++) {
      await client().get('/echo', { signal }).text()
      await failed(client().get('/reset', { signal }).text())
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})
