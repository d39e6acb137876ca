import { inspect } from 'node:util'
import { type FairleadError, type Transport, createClient } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { AxiosError, type AxiosInstance, CanceledError, create } from 'axios'
import ky from 'ky'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EchoServer, type Seen, startEchoServer, until } from './echo-server.ts'

const TOKEN = 'tok-4711-secret'

interface Own {
  readonly headers?: Record<string, string>
  readonly query?: Record<string, string>
  readonly baseUrl?: string
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
  readonly before?: (headers: { set(name: string, value: string): unknown }) => void
  readonly after?: (status: number) => void
}

/** The same settings as an instance of either library. */
const libraries: Record<'axios' | 'ky', (own: Own) => Transport> = {
  axios({ headers = {}, query, baseUrl, timeoutMs, fetch, before, after }) {
    const instance = create({
      headers,
      params: query,
      ...(baseUrl && { baseURL: baseUrl }),
      ...(timeoutMs && { timeout: timeoutMs }),
      ...(fetch && { env: { fetch } }),
    })
    if (before) instance.interceptors.request.use((config) => (before(config.headers), config))
    if (after) instance.interceptors.response.use((response) => (after(response.status), response))
    return axiosTransport(instance)
  },
  ky: ({ headers = {}, query, baseUrl, timeoutMs, fetch, before, after }) =>
    kyTransport(
      ky.create({
        headers,
        ...(query && { searchParams: query }),
        ...(baseUrl && { prefix: baseUrl }),
        ...(timeoutMs && { timeout: timeoutMs }),
        ...(fetch && { fetch }),
        hooks: {
          beforeRequest: before ? [({ request }) => before(request.headers)] : [],
          afterResponse: after ? [({ response }) => after(response.status)] : [],
        },
      }),
    ),
}

describe.each(['axios', 'ky'] as const)('%s transport', (library) => {
  const transport = libraries[library]
  let server: EchoServer
  let elsewhere: EchoServer
  const answered: { closed: boolean } = { closed: false }
  beforeAll(async () => {
    elsewhere = await startEchoServer()
    server = await startEchoServer({
      '/status': ({ url }, response) => {
        response.statusCode = Number(url.split('?')[1])
        response.setHeader('content-type', 'application/json')
        response.end('{"why":"asked for"}')
      },
      '/away': (_, response) => {
        response.statusCode = 307
        response.setHeader('location', `${elsewhere.origin}/landed`)
        response.end()
      },
      '/stall': (_, response) => {
        response.on('close', () => (answered.closed = true))
        response.write('first')
      },
      '/slow': (_, response) => void setTimeout(() => response.end('late'), 60),
    })
  })
  afterAll(() => Promise.all([server.close(), elsewhere.close()]))

  const client = (own: Own = {}, retry: false | object = false) =>
    createClient({ baseUrl: server.origin, transport: transport(own), retry: retry as false })

  it('says nothing of its own: headers arrive as fetch would send them', async () => {
    const { headers } = await client()
      .post('/echo', { body: { a: 1 } })
      .json<Seen>()
    const plain = await createClient({ baseUrl: server.origin })
      .post('/echo', { body: { a: 1 } })
      .json<Seen>()
    expect(headers).toEqual(plain.headers)
  })

  it.each([
    ['text', 'grüße', 'text/plain;charset=UTF-8', Buffer.from('grüße').toString('latin1')],
    ['json', { a: [1] }, 'application/json', '{"a":[1]}'],
    ['bytes', new Uint8Array([0, 255, 128]), 'application/octet-stream', '\u0000ÿ\u0080'],
    ['form', new URLSearchParams({ a: 'b c' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b+c'],
    ['nothing', undefined, undefined, ''],
  ])('sends a body of %s untouched', async (_, body, type, sent) => {
    const seen = await client().post('/echo', { body }).json<Seen>()
    expect(seen.body).toBe(sent)
    expect(seen.headers['content-type']).toBe(type)
  })

  it.each([undefined, vi.fn<() => void>()])(
    'leaves the boundary of a multipart body to the platform (progress %o)',
    async (onUploadProgress) => {
      const form = new FormData()
      form.set('name', 'value')
      const seen = await client().post('/echo', { body: form, onUploadProgress }).json<Seen>()
      const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(String(seen.headers['content-type']))?.[1]
      expect(boundary).toBeTruthy()
      expect(seen.body).toContain(`--${boundary}\r\n`)
      expect(seen.body).toContain('value')
    },
  )

  it('sends a stream as it comes', async () => {
    const body = () => new Blob(['one', 'two']).stream()
    const seen = await client().put('/echo', { body }).json<Seen>()
    expect(seen.body).toBe('onetwo')
    expect(seen.headers['transfer-encoding']).toBe('chunked')
  })

  it('runs the hooks of the instance and keeps its headers and search parameters', async () => {
    const statuses: number[] = []
    const own: Own = {
      headers: { 'x-own': 'default' },
      query: { tenant: 'a' },
      before: (headers) => headers.set('x-hook', 'ran'),
      after: (status) => statuses.push(status),
    }
    const seen = await client(own).get('/echo?q=1').json<Seen>()
    expect(seen.headers).toMatchObject({ 'x-own': 'default', 'x-hook': 'ran' })
    expect(seen.url).toBe('/echo?q=1&tenant=a')
    expect(statuses).toEqual([200])
  })

  it('lets a header of the call win over one of the instance', async () => {
    const seen = await client({ headers: { 'X-Own': 'instance' } })
      .get('/echo', { headers: { 'x-own': 'call' } })
      .json<Seen>()
    expect(seen.headers['x-own']).toBe('call')
  })

  it('ignores the base URL and the timeout of the instance', async () => {
    const own = { baseUrl: `${elsewhere.origin}/base`, timeoutMs: 10 }
    expect(await client(own).get('/slow').text()).toBe('late')
  })

  it('goes through the fetch the instance was given', async () => {
    const stub = vi.fn<typeof fetch>(async () => new Response('stubbed'))
    expect(await client({ fetch: stub }).get('/echo').text()).toBe('stubbed')
    expect(stub).toHaveBeenCalledOnce()
  })

  it('looks the global fetch up at each call', async () => {
    const ready = client()
    vi.stubGlobal('fetch', async () => new Response('patched'))
    try {
      expect(await ready.get('/echo').text()).toBe('patched')
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('treats a refused status as an answer, never as a rejection of its own', async () => {
    const statuses: number[] = []
    const result = await client({ after: (status) => statuses.push(status) })
      .get('/status?404')
      .result()
    expect(result).toMatchObject({ ok: false, status: 404, data: { why: 'asked for' } })
    expect(statuses).toEqual([404])
  })

  it('makes one request for each attempt of core', async () => {
    const before = server.seen.length
    await client({}, { limit: 2, baseMs: 1 }).get('/status?503').result()
    expect(server.seen.length - before).toBe(3)
  })

  it('hands on every field of the answer, repeated ones too', async () => {
    const response = await client().get('/echo').response()
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.statusText).toBe('OK')
    expect(response.url).toBe(`${server.origin}/echo`)
  })

  it('drops the credentials of the instance when a redirect leads to another origin', async () => {
    const own: Own = {
      headers: { 'x-api-key': TOKEN, 'x-plain': 'stays' },
      query: { key: TOKEN },
      before: (headers) => headers.set('authorization', `Bearer ${TOKEN}`),
    }
    const seen = await client(own).get('/away').json<Seen>()
    expect(seen.url).toBe('/landed')
    expect(seen.headers['x-plain']).toBe('stays')
    expect(JSON.stringify(seen)).not.toContain(TOKEN)
  })

  it('gives a failed connection the code that fetch gives, and no secret', async () => {
    const gone = await startEchoServer()
    await gone.close()
    const dead = createClient({
      baseUrl: gone.origin,
      transport: transport({ headers: { authorization: `Bearer ${TOKEN}` } }),
      retry: false,
    })
    const error = await dead
      .get(`/echo?key=${TOKEN}`, { headers: { 'x-api-key': TOKEN } })
      .json()
      .catch((reason: FairleadError) => reason)
    expect(error).toMatchObject({ kind: 'network', code: 'ECONNREFUSED' })
    expect(inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + String(error)).not.toContain(TOKEN)
  })

  it('is a config error, not retried, when the instance fails in its own hook', async () => {
    const before = server.seen.length
    const broken = client(
      {
        before: () => {
          throw new RangeError('bug in a hook')
        },
      },
      { limit: 2, baseMs: 1 },
    )
    const error = await broken
      .get('/echo')
      .json()
      .catch((reason: FairleadError) => reason)
    expect(error).toMatchObject({ kind: 'config', cause: { message: 'bug in a hook' } })
    expect(server.seen.length).toBe(before)
  })

  it('aborts with the reason of the signal while the headers are awaited', async () => {
    const controller = new AbortController()
    const reason = new Error('user left')
    const call = client()
      .get('/slow', { signal: controller.signal })
      .text()
      .catch((error: unknown) => error)
    setTimeout(() => controller.abort(reason), 10)
    expect(await call).toMatchObject({ kind: 'abort', cause: reason })
  })

  it('closes the connection when the reader of a stalled stream lets go', async () => {
    answered.closed = false
    const stream = await client().get('/stall').stream()
    const reader = stream.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first')
    const next = reader.read()
    await reader.cancel()
    expect((await next).done).toBe(true)
    await until(() => answered.closed)
  })
})

describe('axiosTransport alone', () => {
  const answer = (data: unknown): AxiosInstance => {
    const instance = create({ env: { fetch: async () => Response.json({ a: 1 }) } })
    instance.interceptors.response.use((response) => Object.assign(response, { data }))
    return instance
  }
  const through = (transport: Transport) => createClient({ baseUrl: 'http://harbour.invalid', transport, retry: false })

  it.each([
    ['JSON data', { b: 2 }, '{"b":2}'],
    ['text', 'plain', 'plain'],
    ['bytes', new Uint8Array([104, 105]), 'hi'],
    ['a stream', new Blob(['flow']).stream(), 'flow'],
    ['nothing', null, ''],
  ])('delivers %s that an interceptor put in the place of the stream', async (_, data, text) => {
    expect(
      await through(axiosTransport(answer(data)))
        .get('/')
        .text(),
    ).toBe(text)
  })

  it('takes options in place of an instance', async () => {
    const fetch = async (): Promise<Response> => new Response('stubbed')
    expect(
      await through(axiosTransport({ env: { fetch } }))
        .get('/')
        .text(),
    ).toBe('stubbed')
  })

  it('builds one Request a call: axios makes no adapter anew', async () => {
    let built = 0
    class CountedRequest extends Request {
      constructor(...args: ConstructorParameters<typeof Request>) {
        super(...args)
        built++
      }
    }
    const fetch = async (): Promise<Response> => new Response('stubbed')
    const client = through(axiosTransport({ env: { fetch, Request: CountedRequest } }))
    await client.get('/').text()
    built = 0
    for (let call = 0; call < 10; call++) await client.get('/').text()
    expect(built).toBe(10)
  })

  it('is an abort when the instance cancels the call itself', async () => {
    const instance = create()
    instance.interceptors.request.use(() => {
      throw new CanceledError('not now')
    })
    const error = through(axiosTransport(instance)).get('/').text()
    await expect(error).rejects.toMatchObject({ kind: 'abort', cause: 'not now' })
  })

  it('leaves an AxiosError of an interceptor behind with its configuration', async () => {
    const instance = create({
      headers: { authorization: `Bearer ${TOKEN}` },
      env: { fetch: async () => new Response() },
    })
    instance.interceptors.response.use((response) => {
      throw new AxiosError('refused', 'ERR_OWN', response.config)
    })
    const call = through(axiosTransport(instance)).get('/').text()
    const error = await call.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'config' })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN)
  })
})

describe('kyTransport alone', () => {
  it('ends a hook that asks for a retry with a config error, after one request', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response('again'))
    const instance = ky.create({ fetch, hooks: { afterResponse: [() => ky.retry()] } })
    const client = createClient({ baseUrl: 'http://harbour.invalid', transport: kyTransport(instance) })
    await expect(client.get('/').text()).rejects.toMatchObject({ kind: 'config' })
    expect(fetch).toHaveBeenCalledOnce()
  })
})
